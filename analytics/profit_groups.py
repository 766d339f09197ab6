"""Profitability of groups: which products, channels, regions, ... make our profit?

The four bases of customer profitability by any group that a line of sales belongs to. Orders and
deliveries are split over their lines, so that groups add up; costs that belong to no group
(contacts, by product) stand apart and are not spread by a made-up key.

Source: as :mod:`analytics.profit`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from analytics.bases import BASES, DECIMALS, FREE, ServiceRates, add_bases
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import ACTIVITY_APART, GROUP_ACTIVITY

_MONEY = (*BASES, "cost_to_serve")
_NOTABLE = 0.01  # of the revenue of stated groups: what is smaller is no yardstick
_NOTABLE_GAP = 0.02  # between a group's shares of revenue and of profit
KIND = pl.Enum(["group", "rest", "apart"])
WHOLE = pl.Enum(["group", "apart", "total"])


@dataclass(frozen=True)
class Groups:
    """Groups ranked on ``basis``, best first.

    ``groups``: rank (1 is best), group (null: not stated), customers, orders, lines, the four
    bases and cost_to_serve (money), share (of the basis over all groups and what stands apart;
    null when that is 0 or less), margin_share (profit / revenue; null where revenue is 0 or less),
    yardstick_margin (the highest margin_share of a stated group with one hundredth of the revenue
    or more), to_yardstick (money: profit the group would bring more at that margin).
    Customers and orders of a group do not add up: one order may touch several. ``apart``: one row
    with lines, bases and cost_to_serve of what belongs to no group.
    """

    groups: pl.DataFrame
    apart: pl.DataFrame
    basis: str

    def top(self, n: int = 12, *, losing: int = 3) -> pl.DataFrame:
        """The ``n`` best groups, the rest added up, the worst of those below zero, what is apart.

        Columns: kind (:data:`KIND`), group (null but for a group), bases and cost_to_serve. At most
        ``losing`` groups stand behind the rest; rest and apart are left out where they are nothing.
        """
        best, others = self.groups.head(n), self.groups.slice(n)
        below = min(losing, others.filter(pl.col(self.basis) < 0).height)
        between, worst = others.head(others.height - below), others.tail(below)
        parts = (("group", best), ("rest", between), ("group", worst), ("apart", self.apart))
        return pl.concat(
            rows.select(pl.lit(kind).alias("kind"), "group", *_MONEY)
            if kind == "group"
            else _together(kind, rows)
            for kind, rows in parts
        ).cast({"kind": KIND})

    def with_total(self) -> pl.DataFrame:
        """``groups`` and beneath them what belongs to none, where it is something, and the total.

        As ``groups``, with kind before it: group, apart, total. Rank, customers and orders are
        of groups alone.
        """
        total = pl.concat([self.groups.select("lines", *_MONEY), self.apart]).sum()
        beneath = pl.concat(
            [
                self.apart.filter(pl.any_horizontal(pl.all() != 0)).with_columns(
                    kind=_text("apart")
                ),
                total.with_columns(kind=_text("total")),
            ]
        ).with_columns(pl.col(_MONEY).round(DECIMALS))
        whole = total[self.basis].item()
        shares = beneath.with_columns(
            share=pl.col(self.basis) / whole if whole > 0 else pl.lit(None, pl.Float64),
            margin_share=_margin(),
        )
        groups = self.groups.select(_text("group").alias("kind"), *self.groups.columns)
        return pl.concat([groups, shares], how="diagonal").cast({"kind": WHOLE})

    def named(self, names: pl.DataFrame) -> "Groups":
        """The same under names: ``names`` has group and name, one row for each group it knows.

        A name that several groups bear is followed by the id; a group without a name keeps its id.
        """
        ids = pl.col("group")
        shared = names["name"].is_duplicated()
        label = pl.when(shared).then(pl.format("{} ({})", "name", ids)).otherwise("name")
        labels = names.select("group", label=label)
        groups = self.groups.join(labels, on="group", how="left", maintain_order="left")
        renamed = groups.with_columns(group=pl.coalesce("label", ids)).drop("label")
        return replace(self, groups=renamed)

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures: of all groups and what stands apart."""
        parts = pl.concat([self.groups.select(_MONEY), self.apart.select(_MONEY)])
        total = parts.sum().with_columns(pl.all().round(DECIMALS))
        return {"basis": self.basis, "groups": self.groups.height, **total.row(0, named=True)}

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        named = self.groups.filter(pl.col("group").is_not_null())
        if named.height < 2:
            return []
        found = (self._best(named), self._losing(named), self._gap(named), self._apart())
        return [f for f in found if f]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {"groups": self.groups, "apart": self.apart, "with_total": self.with_total()}

    def _best(self, named: pl.DataFrame) -> Finding | None:
        best = named.row(0, named=True)
        if best["share"] is None:
            return None
        fields = {"group": best["group"], "share": best["share"], "basis": self.basis}
        return Finding("profit.find_best_group", fields)

    def _losing(self, named: pl.DataFrame) -> Finding | None:
        losing = named.filter(pl.col("profit") < 0).sort("profit", "group")
        if losing.is_empty():
            return None
        loss = -float(losing["profit"].sum())
        fields = {"groups": losing.height, "loss": loss, "group": losing["group"][0]}
        one = "_one" if losing.height == 1 else ""
        return Finding(f"profit.find_losing_groups{one}", fields, good=False)

    def _gap(self, named: pl.DataFrame) -> Finding | None:
        """The group whose share of profit falls furthest behind its share of revenue."""
        revenue, profit = (
            self.groups[basis].sum() + self.apart[basis].item() for basis in ("revenue", "profit")
        )
        if revenue <= 0 or profit <= 0:
            return None
        shares = {
            "revenue_share": pl.col("revenue") / revenue,
            "profit_share": pl.col("profit") / profit,
        }
        gaps = named.with_columns(**shares).sort(
            pl.col("profit_share") - pl.col("revenue_share"), "group"
        )
        gap = gaps.row(0, named=True)
        if gap["revenue_share"] - gap["profit_share"] < _NOTABLE_GAP:
            return None
        fields = {key: gap[key] for key in ("group", *shares)}
        return Finding("profit.find_group_gap", fields, good=False)

    def _apart(self) -> Finding | None:
        """Costs that no group caused: shares of the groups add up to the whole only with them."""
        cost = float(self.apart["cost_to_serve"].item())
        return Finding("profit.find_apart", {"cost_to_serve": cost}) if cost > 0 else None


def _text(word: str) -> pl.Expr:
    return pl.lit(word, pl.String)


def _margin() -> pl.Expr:
    return pl.when(pl.col("revenue") > 0).then(pl.col("profit") / pl.col("revenue"))


def _yardstick() -> pl.Expr:
    """The best margin of the groups that are stated and large enough to learn from."""
    stated, revenue = pl.col("group").is_not_null(), pl.col("revenue")
    notable = stated & (revenue >= _NOTABLE * revenue.filter(stated).sum())
    return pl.col("margin_share").filter(notable).max()


def _together(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    """``rows`` added up to one row of ``kind``, or none where all of it is nothing."""
    no_group = pl.lit(None, pl.String).alias("group")
    row = rows.select(pl.lit(kind).alias("kind"), no_group, pl.col(_MONEY).sum())
    return row.filter(pl.any_horizontal(pl.col(_MONEY) != 0))


def rank_groups(
    group_activity: pl.DataFrame,
    *,
    rates: ServiceRates = FREE,
    basis: str = "profit",
    apart: pl.DataFrame | None = None,
) -> Groups:
    """Rank groups on ``basis``.

    ``group_activity`` is a frame GROUP_ACTIVITY, ``apart`` a frame ACTIVITY_APART of what belongs
    to no group. Ties are broken by the name of the group, "not stated" last.

    Raises ``NotEnoughData`` without any group, ``FrameError`` for a broken frame, ``ValueError``
    for an unknown basis.
    """
    if basis not in BASES:
        raise ValueError(f"basis must be one of {', '.join(BASES)}; got {basis!r}")
    activity = GROUP_ACTIVITY.check(group_activity)
    if activity.is_empty():
        raise NotEnoughData("not_enough.no_groups")
    split = {"orders": "order_share", "deliveries": "delivery_share"}
    groups = add_bases(activity, rates, **split).sort(
        basis, "group", descending=[True, False], nulls_last=True
    )
    nothing = ACTIVITY_APART.empty() if apart is None else ACTIVITY_APART.check(apart)
    outside = add_bases(nothing, rates).select(pl.col("lines", *_MONEY).sum())
    total = groups[basis].sum() + outside[basis].item()
    share = pl.col(basis) / total if total > 0 else pl.lit(None, pl.Float64)
    return Groups(
        groups.with_row_index("rank", offset=1)
        .select(
            pl.col("rank").cast(pl.Int64),
            *("group", "customers", "orders", "lines", *_MONEY),
            share=share,
            margin_share=_margin(),
        )
        .with_columns(yardstick_margin=_yardstick())
        .with_columns(
            to_yardstick=(pl.col("yardstick_margin") * pl.col("revenue") - pl.col("profit")).round(
                DECIMALS
            )
        ),
        outside,
        basis,
    )
