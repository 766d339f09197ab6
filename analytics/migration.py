"""Migration: who moved to a better or a worse segment, what are they worth, and what comes next?

Every customer stands in one segment at the end of each month (:mod:`analytics.standings`). Two of
these dates are compared by a matrix of heads and of profit; the moves between all months make a
Markov chain (:mod:`analytics.markov`), whose forecast is put to the test: estimated without the
last months, how often did its 90 % interval hold what came?

Source: P. E. Pfeifer and R. L. Carraway, "Modeling Customer Relationships as Markov Chains",
Journal of Interactive Marketing 14(2), 2000.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics import migration_findings
from analytics.findings import Finding, NotEnoughData, Value
from analytics.migration_ahead import Ahead, look_ahead
from analytics.migration_months import month_heads, month_moves
from analytics.proof import Proof
from analytics.rfm_table import DEFAULT, SegmentTable
from analytics.standings import NOWHERE, Standings, Trail, standings, trail

NEW = "not_yet"
MOVES = ("up", "same", "down", "joined")


@dataclass(frozen=True)
class Migration:
    """Customers between two dates, and the months ahead.

    ``customers``: customer_id, from_segment (null: not a customer yet), to_segment, move
    (:data:`MOVES`), profit_before, profit_after (money, of the windows that end on the two dates),
    gained; those who fell furthest in money first. ``matrix``: from_segment, to_segment,
    move, customers, head_share (of those who stood there), profit_before, profit_after.
    ``moves``: move, customers, head_share, profit_before, profit_after, gained.
    ``segments``: segment, customers_before, customers_after, profit_before, profit_after.
    ``months`` and ``month_segments``: see :mod:`analytics.migration_months`.
    ``ahead``: chances, forecast and its test; ``ahead.reason`` says why there is no forecast.
    ``trail``: where each customer stood, window after window; no table of its own.
    """

    customers: pl.DataFrame
    matrix: pl.DataFrame
    moves: pl.DataFrame
    segments: pl.DataFrame
    months: pl.DataFrame
    month_segments: pl.DataFrame
    ahead: Ahead
    names: tuple[str, ...]
    from_day: dt.date
    to_day: dt.date
    by: str
    window: int
    trail: Trail

    @property
    def bytes_apart(self) -> int:
        """What is held in memory beside the tables."""
        return self.trail.bytes

    def moved(self, move: str) -> pl.DataFrame:
        """The customers of one of :data:`MOVES`, most profit before first."""
        rows = self.customers.filter(move=move)
        return rows.sort("profit_before", "customer_id", descending=[True, False])

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures."""
        of = {row["move"]: row for row in self.moves.iter_rows(named=True)}
        ahead = self.ahead
        return {
            "segmentation": self.by,
            "from_day": self.from_day,
            "to_day": self.to_day,
            "customers": self.customers.height,
            "moved_up": of["up"]["customers"],
            "moved_down": of["down"]["customers"],
            "joined": of["joined"]["customers"],
            "stayed": of["same"]["customers"],
            "up_change": of["up"]["gained"],
            "down_change": of["down"]["gained"],
            "held_share": ahead.held_share,
            "profit_ahead": ahead.profit_ahead[0],
            "profit_ahead_low": ahead.profit_ahead[1],
            "profit_ahead_high": ahead.profit_ahead[2],
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        return migration_findings.of(self)

    def proof_of(self, frame: str) -> Proof | None:
        """How the forecast fared, in heads and in profit; the other frames foretell nothing."""
        told = migration_findings.tests_of(self) if frame == "forecast" else []
        return Proof(None, {}, tuple(told)) if told else None

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {
            "customers": self.customers,
            "matrix": self.matrix,
            "moves": self.moves,
            "segments": self.segments,
            "months": self.months,
            "month_segments": self.month_segments,
            "chances": self.ahead.chances,
            "forecast": self.ahead.forecast,
            "tested": self.ahead.tested,
        }


def follow_customers(
    customer_months: pl.DataFrame,
    *,
    start: dt.date,
    end: dt.date,
    by: str = "rfm",
    window: int = 3,
    since: dt.date | None = None,
    table: SegmentTable = DEFAULT,
) -> Migration:
    """Compare the last whole month's end with an earlier one, and look ahead.

    ``customer_months`` is a frame CUSTOMER_MONTHS of the days from ``start`` to ``end``; ``window``
    is in months. The earlier date is ``since``, or a window before the last; the two windows do
    not overlap. Raises ``NotEnoughData`` where there are not two of them, or nobody ordered;
    ``ValueError`` for an unknown segmentation, and where nobody can stand ``since`` then.
    """
    stood = standings(customer_months, start=start, end=end, by=by, window=window, table=table)
    if len(stood.ends) <= window:
        months = len(stood.ends) + window - 1
        raise NotEnoughData("not_enough.few_months", months=months, least=2 * window)
    now = len(stood.ends) - 1
    then = now - window if since is None else _place(since, stood.ends[: now - window + 1])
    customers = _customers(stood, then, now)
    return Migration(
        customers=customers,
        matrix=_matrix(customers, stood.segments),
        moves=_moves(customers),
        segments=_segments(customers, stood.segments),
        months=month_moves(stood),
        month_segments=month_heads(stood),
        ahead=look_ahead(stood),
        names=stood.segments,
        from_day=stood.ends[then],
        to_day=stood.ends[now],
        by=by,
        window=window,
        trail=trail(stood),
    )


def _place(since: dt.date, ends: tuple[dt.date, ...]) -> int:
    if since not in ends:
        raise ValueError(
            f"since must be the last day of a month from {ends[0]} to {ends[-1]}; got {since}"
        )
    return ends.index(since)


def _customers(stood: Standings, then: int, now: int) -> pl.DataFrame:
    before, after = stood.places[:, then].astype(int), stood.places[:, now].astype(int)
    names = np.array([*stood.segments, None], dtype=object)  # -1 is the last: nowhere
    move = np.select([before == NOWHERE, after < before, after > before], [3, 0, 2], 1)
    frame = pl.DataFrame(
        {
            "customer_id": stood.customer_ids,
            "from_segment": pl.Series(names[before].tolist(), dtype=pl.String),
            "to_segment": pl.Series(names[after].tolist(), dtype=pl.String),
            "move": pl.Series([MOVES[m] for m in move.tolist()], dtype=pl.Enum(MOVES)),
            "profit_before": np.where(before == NOWHERE, 0.0, stood.windows[:, then]),
            "profit_after": stood.windows[:, now],
        }
    )
    frame = frame.filter(pl.col("to_segment").is_not_null()).with_columns(
        gained=pl.col("profit_after") - pl.col("profit_before")
    )
    return frame.sort("gained", "customer_id")


def _matrix(customers: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    counted = customers.group_by("from_segment", "to_segment", "move").agg(
        pl.len().cast(pl.Int64).alias("customers"), pl.col("profit_before", "profit_after").sum()
    )
    order = {name: place for place, name in enumerate(names)}
    stood = pl.col("customers").sum().over("from_segment")
    placed = [
        pl.col(c).replace_strict(order, default=len(names)).alias(f"at_{c}")
        for c in ("from_segment", "to_segment")
    ]
    shared = counted.with_columns((pl.col("customers") / stood).alias("head_share"), *placed)
    return shared.sort("at_from_segment", "at_to_segment").select(
        *("from_segment", "to_segment", "move", "customers", "head_share"),
        pl.col("profit_before", "profit_after").round(6),
    )


def _moves(customers: pl.DataFrame) -> pl.DataFrame:
    every = pl.DataFrame({"move": pl.Series(MOVES, dtype=pl.Enum(MOVES))})
    money = ("profit_before", "profit_after", "gained")
    summed = customers.group_by("move").agg(
        pl.len().cast(pl.Int64).alias("customers"), pl.col(money).sum().round(6)
    )
    whole = customers.height or 1
    return every.join(summed, on="move", how="left", maintain_order="left").select(
        "move",
        pl.col("customers").fill_null(0),
        (pl.col("customers").fill_null(0) / whole).alias("head_share"),
        pl.col(money).fill_null(0.0),
    )


def _segments(customers: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    found = pl.DataFrame({"segment": pl.Series(names, dtype=pl.String)})
    for side, when in (("from", "before"), ("to", "after")):
        summed = customers.group_by(pl.col(f"{side}_segment").alias("segment")).agg(
            pl.len().cast(pl.Int64).alias(f"customers_{when}"),
            pl.col(f"profit_{when}").sum().round(6),
        )
        found = found.join(summed, on="segment", how="left", maintain_order="left")
    return found.with_columns(pl.selectors.numeric().fill_null(0)).select(
        "segment", "customers_before", "customers_after", "profit_before", "profit_after"
    )
