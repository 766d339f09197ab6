"""What each customer did month by month: from it every standing at a month's end is worked out."""

import narwhals as nw
import polars as pl

from analytics.bases import ServiceRates, add_bases
from analytics.frames import ACTIVITY, CUSTOMER_MONTHS
from data.facts import Facts
from data.frames.contacts import contact_costs
from data.frames.door import collect
from data.frames.lines import Lazy, costed, flagged, month_of, selected, summed
from data.rates import Rates
from data.scope import Scope

_BY = ("customer_id", "month")


def customer_months(
    facts: Facts, scope: Scope, rates: Rates, service_rates: ServiceRates
) -> pl.DataFrame:
    """CUSTOMER_MONTHS of the settled scope: each month as if it were the period."""
    lines = selected(facts, scope).filter(~nw.col("customer_id").is_null())
    lines = lines.with_columns(month=month_of("ordered_at"))
    frame = collect(summed(costed(lines, facts, rates), *_BY))
    frame = frame.join(collect(_orders(flagged(lines))), on=_BY, how="left")
    contacts = contact_costs(facts, scope, rates)
    if contacts is not None:
        costs = [nw.col(c).sum() for c in ("contact_cost", "visit_cost")]
        named = contacts.filter(~nw.col("customer_id").is_null())
        sums = collect(named.group_by(*_BY).agg(*costs))
        frame = frame.join(sums, on=_BY, how="full", coalesce=True)
    known = frame.with_columns(
        (pl.col(name) if name in frame.columns else pl.lit(0)).cast(kind).fill_null(0).alias(name)
        for name, kind in ACTIVITY.items()
    )
    month = pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    costed_months = add_bases(known, service_rates).with_columns(
        month=month, last_day=pl.col("last_day").cast(pl.Int64).fill_null(0)
    )
    return CUSTOMER_MONTHS.check(costed_months).sort("customer_id", "month")


def _orders(lines: Lazy) -> Lazy:
    orders = lines.group_by(*_BY, "order_id").agg(
        nw.col("quantity").sum(), nw.col("day").min(), nw.col("sent").max()
    )
    bought = (nw.col("quantity") > 0).cast(nw.Int64)
    counts = orders.with_columns(
        orders=bought, deliveries=bought * nw.col("sent"), last=bought * nw.col("day")
    )
    return counts.group_by(*_BY).agg(
        nw.col("orders").sum().cast(nw.Int64),
        nw.col("deliveries").sum().cast(nw.Int64),
        last_day=nw.col("last").max().cast(nw.Int64),
    )
