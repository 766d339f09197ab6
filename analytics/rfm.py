"""RFM: who bought lately, often and for much, and in which segment is each customer?

Each customer of the period is scored from 1 to 5 on recency, frequency and monetary value
(:mod:`analytics.rfm_scores`); the scores lie on a map of 25 cells, and a table of segments that is
checked to be a partition (:mod:`analytics.rfm_table`) says which cell is whose. So everyone is in
exactly one segment, and its limits can be read in days, orders and money.

Source: A. M. Hughes, "Strategic Database Marketing", 1994 (3rd ed. 2005).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics import rfm_findings
from analytics.bases import BASES, DECIMALS, FREE, ServiceRates, add_bases
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import ACTIVITY_APART, CUSTOMER_ACTIVITY, CUSTOMER_RECENCY, CUSTOMER_RFM
from analytics.rfm_scores import MEASURES, QUANTILES, Breaks, score, thresholds
from analytics.rfm_settings import PER
from analytics.rfm_table import CELLS, DEFAULT, SegmentTable, assign

SCORED = tuple(f"{measure}_score" for measure in MEASURES)
QUIET, OFTEN = 2, 4  # a recency score of at most, with a frequency score of at least
_NOTABLE = 100  # a yardstick has at least one customer in so many


@dataclass(frozen=True)
class Rfm:
    """Every customer of the period with scores and segment, and what the segments bring.

    ``customers``: customer_id, recency_days, frequency_orders, monetary (money, in total or per
    order), recency_score, frequency_score, monetary_score (1-5), segment, value (money: the basis
    in total); best value first. ``cells``: recency_score, other_score, segment, customers,
    share_of_customers, value, share_of_value; the 25 of the map. ``segments``: one row each in
    the order of the table, see :func:`_segments`. ``thresholds``: see
    :func:`analytics.rfm_scores.thresholds`. ``lines_apart``: kind (returns_only, anonymous),
    customers, orders, value.
    Shares of a total of 0 or less are null.
    """

    customers: pl.DataFrame
    cells: pl.DataFrame
    segments: pl.DataFrame
    thresholds: pl.DataFrame
    lines_apart: pl.DataFrame
    table: SegmentTable
    breaks: Breaks
    basis: str
    per: str

    @property
    def total(self) -> float:
        """The basis of all customers of the period."""
        return round(float(self.segments["value"].sum()), DECIMALS)

    def of(self, segment: str) -> pl.DataFrame:
        """The customers of one segment, best first."""
        return self.customers.filter(segment=segment)

    @property
    def best(self) -> Mapping[str, Value]:
        """The row of the segment that brings most."""
        return self.segments.sort("value", descending=True, maintain_order=True).row(0, named=True)

    @property
    def quiet(self) -> pl.DataFrame:
        """Customers who ordered often and have not for long."""
        long_ago = pl.col("recency_score") <= QUIET
        return self.customers.filter(long_ago, pl.col("frequency_score") >= OFTEN)

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures; shares of a total of 0 or less are None."""
        heads, total = self.customers.height, self.total
        once = self.customers.filter(frequency_orders=1).height
        quiet = float(self.quiet["value"].sum())
        apart = {row["kind"]: row for row in self.lines_apart.iter_rows(named=True)}
        return {
            "basis": self.basis,
            "per": self.per,
            "across": self.table.across,
            "customers": heads,
            "value": total,
            "orders_per_customer": float(self.customers["frequency_orders"].sum()) / heads,
            "recency_median": float(self.customers["recency_days"].median() or 0),  # type: ignore[arg-type]
            "once": once,
            "once_share": once / heads,
            "best_segment": self.best["segment"],
            "best_share": self.best["share_of_value"],
            "quiet": self.quiet.height,
            "quiet_value": round(quiet, DECIMALS),
            "quiet_share": quiet / total if total > 0 else None,
            "returns_only": apart["returns_only"]["customers"],
            "returns_only_value": apart["returns_only"]["value"],
            "anonymous_value": apart["anonymous"]["value"],
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        return rfm_findings.of(self)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {
            "customers": self.customers,
            "segments": self.segments,
            "cells": self.cells,
            "thresholds": self.thresholds,
            "lines_apart": self.lines_apart,
        }


def segment_customers(
    customer_activity: pl.DataFrame,
    customer_recency: pl.DataFrame,
    *,
    rates: ServiceRates = FREE,
    basis: str = "profit",
    per: str = "in_total",
    breaks: Breaks = QUANTILES,
    table: SegmentTable = DEFAULT,
    anonymous: pl.DataFrame | None = None,
) -> Rfm:
    """Score the customers of a period and lay each on its segment.

    ``customer_activity`` is a frame CUSTOMER_ACTIVITY, ``customer_recency`` a frame
    CUSTOMER_RECENCY of the same period, ``anonymous`` a frame ACTIVITY_APART. Monetary value is
    the ``basis`` in total, or ``per`` order.

    Raises ``NotEnoughData`` if nobody ordered in the period, ``FrameError`` for a broken frame or
    customers without a recency, ``ValueError`` for an option out of its range.
    """
    activity = add_bases(CUSTOMER_ACTIVITY.check(customer_activity), rates)
    measured = measure(activity, customer_recency, basis=basis, per=per)
    if measured.is_empty():
        raise NotEnoughData("not_enough.no_customers")
    scored = score(measured, breaks=breaks)
    values = measured.select("customer_id", "value")
    placed = assign(scored, table).join(values, on="customer_id", how="left")
    nobody = ACTIVITY_APART.empty() if anonymous is None else ACTIVITY_APART.check(anonymous)
    parts = (activity.filter(pl.col("orders") <= 0), add_bases(nobody, rates))
    return Rfm(
        customers=placed.sort("value", "customer_id", descending=[True, False]).select(
            *CUSTOMER_RFM.columns, *SCORED, "segment", "value"
        ),
        cells=_cells(placed, table),
        segments=_segments(placed, table),
        thresholds=thresholds(scored, breaks=breaks),
        lines_apart=_apart(*parts, basis),
        table=table,
        breaks=breaks,
        basis=basis,
        per=per,
    )


def measure(
    activity: pl.DataFrame, customer_recency: pl.DataFrame, *, basis: str, per: str = "in_total"
) -> pl.DataFrame:
    """A frame CUSTOMER_RFM, and ``value``: the basis in total. Of customers with an order alone.

    ``activity`` holds orders and the bases of :func:`analytics.bases.add_bases`.
    """
    if basis not in BASES:
        raise ValueError(f"basis must be one of {', '.join(BASES)}; got {basis!r}")
    if per not in PER:
        raise ValueError(f"per must be one of {', '.join(PER)}; got {per!r}")
    recency = CUSTOMER_RECENCY.check(customer_recency)
    buyers = activity.filter(pl.col("orders") > 0).sort("customer_id")
    joined = buyers.select("customer_id", "orders", value=pl.col(basis)).join(
        recency, on="customer_id", how="left", maintain_order="left"
    )
    each = pl.col("value") / pl.col("orders") if per == "per_order" else pl.col("value")
    measured = joined.with_columns(monetary=each.round(DECIMALS))
    CUSTOMER_RFM.check(measured)
    return measured.select(*CUSTOMER_RFM.columns, "value")


def _shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Add shares of heads and of value; the latter null where the total is 0 or less."""
    total = pl.col("value").sum()
    return rows.with_columns(
        share_of_customers=pl.col("customers") / pl.col("customers").sum(),
        share_of_value=pl.when(total > 0).then(pl.col("value") / total),
    )


def _cells(placed: pl.DataFrame, table: SegmentTable) -> pl.DataFrame:
    by = ["recency_score", "other_score"]
    sums = placed.group_by(by).agg(customers=pl.len().cast(pl.Int64), value=pl.col("value").sum())
    cells = pl.DataFrame(
        [(*cell, table.of(cell)) for cell in CELLS],
        schema=dict.fromkeys(by, pl.Int64) | {"segment": pl.String},
        orient="row",
    ).join(sums, on=by, how="left", maintain_order="left")
    filled = cells.with_columns(
        pl.col("customers").fill_null(0), pl.col("value").fill_null(0.0).round(DECIMALS)
    )
    return _shares(filled).select(
        *(*by, "segment", "customers", "share_of_customers", "value", "share_of_value")
    )


def _segments(placed: pl.DataFrame, table: SegmentTable) -> pl.DataFrame:
    """One row for each segment, with the best one's figure as the yardstick beside its own.

    segment, customers, share_of_customers, value, share_of_value, average_value (per customer),
    yardstick_value (the highest average of a segment with one customer in a hundred or more),
    of_yardstick (average over yardstick; null where that is 0 or less), orders_per_customer,
    yardstick_orders, recency_median (days), yardstick_recency (the lowest).
    """
    sums = placed.group_by("segment").agg(
        customers=pl.len().cast(pl.Int64),
        value=pl.col("value").sum().round(DECIMALS),
        average_value=(pl.col("value").sum() / pl.len()).round(DECIMALS),
        orders_per_customer=pl.col("frequency_orders").sum() / pl.len(),
        recency_median=pl.col("recency_days").median(),
    )
    rows = pl.DataFrame({"segment": table.keys}).join(
        sums, on="segment", how="left", maintain_order="left"
    )
    rows = rows.with_columns(pl.col("customers").fill_null(0), pl.col("value").fill_null(0.0))
    notable = pl.col("customers") * _NOTABLE >= pl.col("customers").sum()
    best = {
        "yardstick_value": pl.col("average_value").filter(notable).max(),
        "yardstick_orders": pl.col("orders_per_customer").filter(notable).max(),
        "yardstick_recency": pl.col("recency_median").filter(notable).min(),
    }
    rows = _shares(rows.with_columns(**best))
    above = pl.col("yardstick_value") > 0
    return rows.select(
        *("segment", "customers", "share_of_customers", "value", "share_of_value", "average_value"),
        "yardstick_value",
        pl.when(above)
        .then(pl.col("average_value") / pl.col("yardstick_value"))
        .alias("of_yardstick"),
        *("orders_per_customer", "yardstick_orders", "recency_median", "yardstick_recency"),
    )


def _apart(returns_only: pl.DataFrame, anonymous: pl.DataFrame, basis: str) -> pl.DataFrame:
    parts = {"returns_only": (returns_only, returns_only.height), "anonymous": (anonymous, 0)}
    return pl.DataFrame(
        [
            (kind, heads, int(rows["orders"].sum()), round(float(rows[basis].sum()), DECIMALS))
            for kind, (rows, heads) in parts.items()
        ],
        schema={
            "kind": pl.Enum(list(parts)),
            "customers": pl.Int64,
            "orders": pl.Int64,
            "value": pl.Float64,
        },
        orient="row",
    )
