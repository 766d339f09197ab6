"""What the data say for and against contacting each customer: consent, objection, complaint.

Lists and hold-out groups lie in the catalogue: :mod:`data.contactable` adds them.
"""

from functools import reduce

import narwhals as nw
import polars as pl

from analytics.suppression import CONSENT
from data.facts import Facts
from data.frames.contacts import CONTROL
from data.frames.door import collect
from data.frames.lines import Lazy, sales

_SCHEMA: dict[str, pl.DataType] = {
    "customer_id": pl.String(),
    "consent": pl.Boolean(),
    "objects": pl.Boolean(),
    "open_complaint": pl.Boolean(),
    "last_contact_day": pl.Int64(),
    "control": pl.Boolean(),
    "running": pl.Boolean(),
}
_FLAGS = ("objects", "open_complaint", "control", "running")


def contact_states(
    facts: Facts, touch_point: str, *, day: int, until: int | None = None, but: str | None = None
) -> pl.DataFrame:
    """Every customer of whom anything is known that bears on contacting them, sorted.

    Columns: customer_id; consent for ``touch_point`` (blank: nothing recorded), objects,
    open_complaint, last_contact_day (outbound contacts, and campaigns that contacted them),
    control, running (arms of campaigns that run on ``day``). Whoever is not there has said nothing,
    was never contacted and complained of nothing.

    ``until``: nothing after that day is seen; None sees all, also what happened after ``day``.
    ``but`` names a campaign that is not looked at.
    """
    parts = [
        collect(part)
        for part in (
            _consents(facts, touch_point),
            _complaints(facts, until),
            _outbound(facts, until),
            _campaigns(facts, until, but),
            _running(facts, day, but),
        )
        if part is not None
    ]
    empty = pl.DataFrame(schema=_SCHEMA)
    if not parts:
        return empty
    joined = reduce(lambda a, b: a.join(b, on="customer_id", how="full", coalesce=True), parts)
    days = [pl.col(c) for c in ("contact_day", "campaign_day") if c in joined.columns]
    last = pl.max_horizontal(days) if days else pl.lit(None)
    joined = joined.with_columns(last_contact_day=last.cast(pl.Int64))
    missing = [pl.lit(None, kind).alias(c) for c, kind in _SCHEMA.items() if c not in joined]
    told = joined.with_columns(missing).select(pl.col(c).cast(k) for c, k in _SCHEMA.items())
    return told.with_columns(pl.col(c).fill_null(value=False) for c in _FLAGS).sort("customer_id")


def known(facts: Facts) -> pl.DataFrame:
    """customer_id of everybody with a record or a counted order line, sorted."""
    parts = []
    if facts.has("customers"):
        parts.append(facts.table("customers").select("customer_id"))
    if facts.has("order_lines"):
        lines = sales(facts).filter(~nw.col("customer_id").is_null())
        parts.append(lines.select("customer_id").unique())
    ids = [collect(part) for part in parts]
    nobody = pl.DataFrame(schema={"customer_id": pl.String})
    return pl.concat([nobody, *ids]).unique().sort("customer_id")


def _consents(facts: Facts, touch_point: str) -> Lazy | None:
    if not facts.has("customers"):
        return None
    column = CONSENT.get(touch_point)
    consent = nw.col(column) if column else nw.lit(None, dtype=nw.Boolean)
    said = {"consent": consent, "objects": nw.col("objects_to_profiling")}
    return facts.table("customers").select("customer_id", **said)


def _complaints(facts: Facts, until: int | None) -> Lazy | None:
    """Who has a complaint that is not resolved; where nothing says so, the day of it does."""
    if not facts.has("interactions"):
        return None
    rows = _seen(facts.table("interactions"), until, "happened_day")
    complaints = rows.filter(nw.col("kind").str.to_lowercase() == "complaint")
    solved = nw.coalesce(nw.col("resolved"), ~nw.col("resolved_day").is_null())
    if until is not None:
        solved &= nw.coalesce(nw.col("resolved_day"), nw.lit(until)) <= until
    flagged = complaints.with_columns(open=(~solved).cast(nw.Int64))
    counts = flagged.group_by("customer_id").agg(open=nw.col("open").max().cast(nw.Int64))
    return counts.select("customer_id", open_complaint=nw.col("open") == 1)


def _outbound(facts: Facts, until: int | None) -> Lazy | None:
    if not facts.has("interactions"):
        return None
    rows = _seen(facts.table("interactions"), until, "happened_day")
    ours = rows.filter(nw.col("direction") == "outbound")
    return ours.group_by("customer_id").agg(contact_day=nw.col("happened_day").max())


def _campaigns(facts: Facts, until: int | None, but: str | None) -> Lazy | None:
    """Whoever has a day of contact was contacted, whatever the arm says."""
    if not facts.has("campaign_members"):
        return None
    rows = _seen(_others(facts, but), until, "contacted_day")
    return rows.group_by("customer_id").agg(campaign_day=nw.col("contacted_day").max())


def _running(facts: Facts, day: int, but: str | None) -> Lazy | None:
    """The arms of campaigns whose first and last day are known and lie around ``day``."""
    if not (facts.has("campaign_members") and facts.has("campaigns")):
        return None
    now = (nw.col("starts_day") <= day) & (nw.col("ends_day") >= day)
    running = facts.table("campaigns").filter(now).select("campaign_id")
    members = _others(facts, but).join(running, on="campaign_id", how="inner")
    alone = (nw.col("arm") == CONTROL).fill_null(value=False)
    flags = members.with_columns(alone=alone.cast(nw.Int64), asked=(~alone).cast(nw.Int64))
    sums = flags.group_by("customer_id").agg(nw.col("alone").max(), nw.col("asked").max())
    return sums.select("customer_id", control=nw.col("alone") == 1, running=nw.col("asked") == 1)


def _others(facts: Facts, but: str | None) -> Lazy:
    members = facts.table("campaign_members")
    return members if but is None else members.filter(nw.col("campaign_id") != but)


def _seen(rows: Lazy, until: int | None, column: str) -> Lazy:
    stated = rows.filter(~nw.col("customer_id").is_null(), ~nw.col(column).is_null())
    return stated if until is None else stated.filter(nw.col(column) <= until)
