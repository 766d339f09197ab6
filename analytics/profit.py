"""Customer profitability: which customers make our profit, and which cost us money?

Customers of the period (one order or more) are ranked on one of four bases and added up, best
first. Loss makers pull the running total back down, so it can rise far above 100 %: the "whale
curve". Returns without an order and anonymous sales stand apart, so that everything adds up.

Source: R. Cooper and R. S. Kaplan, "Profit Priorities from Activity-Based Costing",
Harvard Business Review 69(3), 1991; R. S. Kaplan and V. G. Narayanan, "Measuring and Managing
Customer Profitability", Journal of Cost Management 15(5), 2001. The "vital few" and the "useful
many" are J. M. Juran's.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import polars as pl

from analytics import profit_findings
from analytics.bases import BASES, DECIMALS, FREE, ServiceRates, add_bases
from analytics.concentration import Concentration, concentrate, fifth, running_shares, running_total
from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import ACTIVITY_APART, CUSTOMER_ACTIVITY
from analytics.profit_falls import FALLS, cost_shares, find_falls

TIER = pl.Enum(["vital_few", "useful_many", "loss_makers"])
APART = ("returns_only", "anonymous")
POINTS = 1_000  # of each curve: enough for a smooth line

_MONEY = (*BASES, "cost_to_serve")
_RANKS = {"rank_revenue": "revenue", "rank_profit": "profit"}


@dataclass(frozen=True)
class Staying:
    """How many of the best fifth of the period before are in the best fifth of this one.

    ``kept_by_chance`` is what blind luck would keep: best_before x best_now / ``either``, the
    mean of the hypergeometric distribution, ``chance_spread`` its standard deviation. ``either``
    counts the customers of at least one of the two periods.
    """

    best_before: int
    best_now: int
    either: int
    kept: int
    kept_share: float
    kept_by_chance: float
    chance_spread: float


@dataclass(frozen=True)
class Profit:
    """Customers ranked on ``basis``, best first, and how concentrated the basis is.

    ``customers``: rank (1 is best), customer_id, orders, the four bases and cost_to_serve (money),
    customer_share and value_share (running shares of the whole; value_share may pass 1, and is
    null when the total is 0 or less), tier (:data:`TIER`), rank_revenue, rank_profit.
    ``lines_apart``: kind (returns_only, anonymous), customers, orders, lines, bases and
    cost_to_serve; always two rows. ``concentration``: one row for each basis, see
    :class:`Concentration`. ``curves``: basis, rank, customer_share, value (running money),
    value_share; at most about :data:`POINTS` rows each, turning points kept. ``falls``: customers
    of the better half by revenue whose place by profit is lower, furthest first: rank_revenue,
    rank_profit, rank_fall, revenue, profit, and cost_driver, the cost line that exceeds by most
    (driver_cost) its average share of revenue times the customer's revenue; null where none does.
    ``costs``: customer_id (null: all customers of the period together), cost (a cost line that is
    not nothing), value (money), share (of that revenue; null where it is 0 or less), for the
    customers of :meth:`fallen`.
    """

    customers: pl.DataFrame
    lines_apart: pl.DataFrame
    concentration: pl.DataFrame
    curves: pl.DataFrame
    falls: pl.DataFrame
    costs: pl.DataFrame
    staying: Staying | None
    basis: str
    cutoff: float

    def tier(self, name: str) -> pl.DataFrame:
        """The customers of one :data:`TIER`, best first."""
        return self.customers.filter(tier=name)

    def curve(self, basis: str) -> pl.DataFrame:
        """The points of the curve of one basis, best customers first."""
        return self.curves.filter(basis=basis)

    def fallen(self, n: int = FALLS) -> pl.DataFrame:
        """The ``n`` customers who fall furthest from their place by revenue to that by profit."""
        return self.falls.head(n)

    def spread(self, basis: str | None = None) -> Concentration:
        """How one basis (by default the chosen one) is spread over the customers."""
        row = self.concentration.row(
            by_predicate=pl.col("basis") == (basis or self.basis), named=True
        )
        return Concentration(**{key: value for key, value in row.items() if key != "basis"})

    @property
    def totals(self) -> pl.DataFrame:
        """What adds up: customers, returns_only and anonymous make total. As lines_apart."""
        counted = self.customers.select(
            pl.lit("customers").alias("kind"),
            pl.len().cast(pl.Int64).alias("customers"),
            pl.col("orders", "lines", *_MONEY).sum(),
        )
        parts = pl.concat([counted, self.lines_apart.cast({"kind": pl.String})])
        total = parts.select(pl.lit("total").alias("kind"), pl.exclude("kind").sum())
        return pl.concat([parts, total]).with_columns(pl.col(_MONEY).round(DECIMALS))

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures.

        Concentration, loss_makers and loss are of the customers of the period, on ``basis``.
        Orders and the four bases are of all customers, returns_only included; anonymous sales
        stand apart; total_revenue and total_profit are of the whole company.
        """
        totals = {row["kind"]: row for row in self.totals.iter_rows(named=True)}
        named = {
            key: round(totals["customers"][key] + totals["returns_only"][key], DECIMALS)
            for key in ("orders", "lines", *_MONEY)
        }
        spread = self.spread().row()
        return {
            "basis": self.basis,
            "customers": self.customers.height,
            **named,
            **{key: spread[key] for key in spread if key != "total"},
            "cutoff": self.cutoff,
            "returns_only": totals["returns_only"]["customers"],
            "returns_only_revenue": totals["returns_only"]["revenue"],
            "returns_only_profit": totals["returns_only"]["profit"],
            "anonymous_revenue": totals["anonymous"]["revenue"],
            "anonymous_profit": totals["anonymous"]["profit"],
            "total_revenue": totals["total"]["revenue"],
            "total_profit": totals["total"]["profit"],
            **(asdict(self.staying) if self.staying else {}),
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        return profit_findings.of(self)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {
            "customers": self.customers,
            "lines_apart": self.lines_apart,
            "totals": self.totals,
            "concentration": self.concentration,
            "fallen": self.fallen(),
            "costs": self.costs,
            "curves": self.curves,
        }


def rank_customers(
    customer_activity: pl.DataFrame,
    *,
    rates: ServiceRates = FREE,
    basis: str = "profit",
    anonymous: pl.DataFrame | None = None,
    previous: pl.DataFrame | None = None,
    cutoff: float = 0.80,
) -> Profit:
    """Rank the customers of a period on ``basis``, and find who makes and who costs the money.

    ``customer_activity`` and ``previous`` (the period before, for :class:`Staying`) are frames
    CUSTOMER_ACTIVITY, ``anonymous`` a frame ACTIVITY_APART. The vital few are the fewest customers
    who together reach ``cutoff`` (0-1] of the basis. Ties are broken by customer_id.

    Raises ``NotEnoughData`` if nobody ordered in the period, ``FrameError`` for a broken frame,
    ``ValueError`` for an option out of its range.
    """
    if basis not in BASES:
        raise ValueError(f"basis must be one of {', '.join(BASES)}; got {basis!r}")
    if not 0 < cutoff <= 1:
        raise WrongOption("cutoff", cutoff)
    active = _with_bases(customer_activity, rates)
    buyers = active.filter(pl.col("orders") > 0)
    if buyers.is_empty():
        raise NotEnoughData("not_enough.no_customers")
    standings = {b: _standing(buyers, b) for b in BASES}
    spreads = {b: concentrate(standings[b][b], cutoff=cutoff) for b in BASES}
    buyers = buyers.with_columns(
        standings[b].sort("place")["rank"].alias(name) for name, b in _RANKS.items()
    )
    falls = find_falls(buyers)
    nobody = ACTIVITY_APART.empty() if anonymous is None else ACTIVITY_APART.check(anonymous)
    return Profit(
        customers=_ranked(buyers, standings[basis], basis, spreads[basis].customers_for_80 or 0),
        lines_apart=_apart(active.filter(pl.col("orders") <= 0), add_bases(nobody, rates)),
        concentration=pl.DataFrame(
            [{"basis": b, **spread.row()} for b, spread in spreads.items()],
            schema_overrides={"top_fifth_share": pl.Float64, "customers_for_80": pl.Int64}
            | dict.fromkeys(("share_for_80", "gini", "peak", "loss_share"), pl.Float64),
        ),
        curves=pl.concat(_curve(standings[b], b, spreads[b].customers_for_80 or 1) for b in BASES),
        falls=falls,
        costs=cost_shares(buyers, falls.head(FALLS)),
        staying=None if previous is None else _staying(buyers, _with_bases(previous, rates), basis),
        basis=basis,
        cutoff=cutoff,
    )


def _with_bases(activity: pl.DataFrame, rates: ServiceRates) -> pl.DataFrame:
    """The activity with its bases, in the order of the ids: ties then stay in that order."""
    return add_bases(CUSTOMER_ACTIVITY.check(activity).sort("customer_id"), rates)


def _standing(buyers: pl.DataFrame, basis: str) -> pl.DataFrame:
    """Best first: place (the row in ``buyers``), rank, the basis, running total and shares."""
    ordered = (
        buyers.select(basis)
        .with_row_index("place")
        .sort(basis, descending=True, maintain_order=True)
        .with_row_index("rank", offset=1)
    )
    return ordered.with_columns(
        pl.col("rank").cast(pl.Int64),
        customer_share=pl.col("rank") / pl.len(),
        value=running_total(ordered[basis]),
        value_share=running_shares(ordered[basis]),
    )


def _ranked(buyers: pl.DataFrame, standing: pl.DataFrame, basis: str, few: int) -> pl.DataFrame:
    tier = (
        pl.when(pl.col("rank") <= few)
        .then(pl.lit("vital_few"))
        .when(pl.col(basis) < 0)
        .then(pl.lit("loss_makers"))
        .otherwise(pl.lit("useful_many"))
    )
    columns = ("rank", "customer_share", "value_share")
    ranked = buyers[standing["place"]].with_columns(standing.select(columns).get_columns())
    return ranked.select(
        *("rank", "customer_id", "orders", "lines", *_MONEY, "customer_share", "value_share"),
        tier.cast(TIER).alias("tier"),
        *_RANKS,
    )


def _apart(returns_only: pl.DataFrame, anonymous: pl.DataFrame) -> pl.DataFrame:
    heads = {"returns_only": returns_only.height, "anonymous": 0}
    return pl.concat(
        rows.select(
            pl.lit(kind).cast(pl.Enum(APART)).alias("kind"),
            pl.lit(heads[kind], pl.Int64).alias("customers"),
            pl.col("orders", "lines", *_MONEY).sum(),
        )
        for kind, rows in zip(APART, (returns_only, anonymous), strict=True)
    )


def _curve(standing: pl.DataFrame, basis: str, few: int) -> pl.DataFrame:
    """The running line of one basis, thinned; turning points and named points are kept."""
    size = standing.height
    step = -(-size // POINTS)
    peak = int(standing["value"].arg_max() or 0) + 1
    named = [1, fifth(size), few, peak, size]
    return standing.filter((pl.col("rank") % step == 0) | pl.col("rank").is_in(named)).select(
        pl.lit(basis).cast(pl.Enum(BASES)).alias("basis"),
        *("rank", "customer_share", "value", "value_share"),
    )


def _staying(buyers: pl.DataFrame, previous: pl.DataFrame, basis: str) -> Staying | None:
    before = previous.filter(pl.col("orders") > 0)
    if before.is_empty():
        return None
    best_now, best_before = (
        period["customer_id"][_standing(period, basis)["place"].head(fifth(period.height))]
        for period in (buyers, before)
    )
    either = pl.concat([buyers["customer_id"], before["customer_id"]]).n_unique()
    now, then = len(best_now), len(best_before)
    kept = int(best_now.is_in(best_before.to_list()).sum())
    chance = then * now / either
    variance = chance * (1 - now / either) * (either - then) / max(either - 1, 1)
    return Staying(then, now, either, kept, kept / then, chance, max(variance, 0.0) ** 0.5)
