"""What a target list needs to know of customers: their worth, their order, their strata."""

from datetime import date

import narwhals as nw
import polars as pl

from analytics.bases import ServiceRates
from analytics.conditions import Group
from analytics.frames.contacting import TARGETS
from analytics.rfm_settings import RfmSettings
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, sold
from data.frames.segments import customer_columns
from data.rates import Rates
from data.scope import Scope

YEAR = 365
_STRATA = ("segment", "customer_type", "home_region")


def targets(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    service: ServiceRates,
    *,
    order: str,
    window: int,
    rfm: RfmSettings,
) -> pl.DataFrame:
    """TARGETS: every customer with a record, or a line up to the as-of date, sorted.

    ``order`` is one of ``analytics.target_lists.ORDERS``, over the last 365 days; ``window`` is in
    days. ``scope`` gives company and as-of date alone: contacts reach whole customers.
    """
    by = "recency_days" if order == "recency" else order
    asked = (facts, scope, rates, service)
    year = customer_columns(
        *asked,
        wanted=Group(),
        days=YEAR,
        rfm=rfm,
        columns={"contribution", by, *_STRATA},
    )
    order_by = pl.col(by).cast(pl.Float64)
    windows = _windows(facts, scope, rates, window)
    frame = year.join(windows, on="customer_id", how="left").with_columns(
        pl.col("window_mean", "window_square").fill_null(0.0),
        value=pl.col("contribution").cast(pl.Float64),
        order_by=-order_by if order == "recency" else order_by,
    )
    texts = [pl.col(c).cast(pl.String) for c in _STRATA]
    return TARGETS.check(frame.with_columns(texts).select(*TARGETS.columns))


def _windows(facts: Facts, scope: Scope, rates: Rates, window: int) -> pl.DataFrame:
    """What each customer brought in the windows of the last year: its mean, and that of its square.

    Of all windows, not of the last alone: who is meant because they fell silent brought nothing in
    that one. A window longer than a year is the only one.
    """
    assert scope.as_of is not None  # noqa: S101 - customer_columns has refused it
    many = max(1, YEAR // window)
    first = max(scope.as_of.toordinal() - many * window + 1, 1)
    whole = Scope(scope.company, date.fromordinal(first), scope.as_of, scope.as_of)
    lines = sold(facts, whole, rates).filter(~nw.col("customer_id").is_null())
    place = (nw.lit(scope.as_of.toordinal() - EPOCH_ORDINAL) - nw.col("day")) // window
    sums = [nw.col(c).sum() for c in ("revenue", "line_cost", "shipping_cost", "fee")]
    found = collect(lines.with_columns(place=place).group_by("customer_id", "place").agg(*sums))
    brought = pl.col("revenue") - pl.col("line_cost") - pl.col("shipping_cost") - pl.col("fee")
    each = found.select("customer_id", brought=brought.cast(pl.Float64))
    return each.group_by("customer_id").agg(
        window_mean=pl.col("brought").sum() / many,
        window_square=(pl.col("brought") ** 2).sum() / many,
    )


def usual_cost(facts: Facts, touch_point: str) -> float | None:
    """What a contact cost in the newest campaign by ``touch_point``; None where none says."""
    if not facts.has("campaigns"):
        return None
    known = facts.table("campaigns").filter(
        nw.col("touch_point") == touch_point, ~nw.col("contact_cost").is_null()
    )
    rows = collect(known.select("campaign_id", "starts_day", "contact_cost"))
    newest = rows.sort("starts_day", "campaign_id", nulls_last=False)["contact_cost"]
    return float(newest[-1]) if len(newest) else None
