"""What a touch point needs of each customer, in one form; what cannot be right is left blank.

A number becomes its digits with the country's code (62812…), an address is trimmed and in small
letters: see :mod:`analytics.contact_points`. What is left out is told by customer and kind alone,
never by its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics.contact_points import emails, phones

NEEDED: Mapping[str, tuple[str, ...]] = {
    "e-mail": ("name", "email"),
    "phone": ("name", "phone"),
    "chat": ("name", "phone"),
    "post": ("name", "address", "city", "country"),
    "store": (),
    "web": (),
}
"""By touch point the columns of a customer that may leave, and no others. Where customers come by,
nothing is sent: their numbers are enough."""

MATCHED = ("city", "country")
"""What platforms match people by beside name and contact; there as digests, or two letters."""

POINT: Mapping[str, str] = {
    "e-mail": "email",
    "phone": "phone",
    "chat": "phone",
    "post": "address",
}
"""By touch point the column by which somebody is reached; none where customers come by."""

BAD = {"customer_id": pl.String(), "column": pl.String(), "state": pl.String()}
"""One row for each contact left blank; ``state`` is blank, masked or invalid."""


@dataclass(frozen=True)
class Clean:
    """``rows``: customer_id, arm and the columns of the touch point. ``bad``: :data:`BAD`."""

    rows: pl.DataFrame
    bad: pl.DataFrame


def clean(people: pl.DataFrame, touch_point: str, region: str, *more: str) -> Clean:
    """``people`` with the columns that ``touch_point`` needs, its contacts in one form.

    ``people`` has customer_id, arm and the contacts; ``region`` (two letters) is the country whose
    numbers are written without its code; ``more`` are further columns to keep.
    """
    kept = list(dict.fromkeys((*NEEDED[touch_point], *more)))
    rows = people.select("customer_id", "arm", *kept).sort("customer_id")
    point = POINT.get(touch_point)
    if point is None:
        return Clean(rows, pl.DataFrame(schema=BAD))
    found = key_of(rows[point], point, region)
    bad = rows.select("customer_id", column=pl.lit(point), state=found["state"])
    bad = bad.filter(found["key"].is_null())
    texts = [pl.col(c).str.strip_chars() for c in kept if c != point]
    rows = rows.with_columns(found["key"].alias(point), *texts)
    return Clean(rows, pl.DataFrame(bad, schema=BAD))


def key_of(values: pl.Series, point: str, region: str) -> pl.DataFrame:
    """For each contact ``key``, null where nobody is reached by it, and ``state``.

    A number that lacks its country's code is right and gets it.
    """
    if point == "phone":
        found = phones(values, region)
    elif point == "email":
        found = emails(values)
    else:
        text = values.str.strip_chars()
        key = pl.when(text != "").then(text)
        found = pl.select(key=key).with_columns(
            state=pl.when(pl.col("key").is_null()).then(pl.lit("blank")).otherwise(pl.lit("valid"))
        )
    return found.with_columns(pl.col("state").cast(pl.String))
