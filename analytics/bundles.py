"""At which price does a bundle of two or three products beat selling them one by one?

Who buys all of it anyway would take the bundle too, and pays less: that is what the bundle costs
(cannibalisation). Of those who buy a part of it, some (the take-up, an assumption) take the bundle
instead: each brings the bundle's margin in place of that of the part. With N baskets that hold all,
n_S that hold exactly the part S, P the sum of prices, M of margins, and d the discount (0-1):

    gain(d, t) = t · Σ n_S (M − d P − m_S) − N d P

Nobody who buys none of it is counted on. Only products that lie together beyond chance are
bundled. Prices and margins are of one unit each, as they were paid.

Sources: W. J. Adams and J. L. Yellen, "Commodity Bundling and the Burden of Monopoly", Quarterly
Journal of Economics 90(3), 1976; R. Venkatesh and V. Mahajan, "The Design and Pricing of Bundles",
in V. Rao (ed.), Handbook of Pricing Research in Marketing, 2009. Counts as in analytics.itemsets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import polars as pl

from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import BASKETS, ITEM_PRICES
from analytics.itemsets import Baskets, fewest, frequent, pairs
from analytics.left_out import none_left_out, of_left_out
from analytics.rule_measures import chance, false_discovery, lift_interval

MOST = 3  # products in a bundle
_USUAL = 0.0005  # share of baskets that a bundle must lie in, and
_LEAST = 30  # at least so many
_MANY = 2_000  # pairs at most: nobody reads more, and triples of many pairs take minutes
_FALSE = 0.05


@dataclass(frozen=True)
class Bundles:
    """Bundles, the most gain first, or those that lie together most beyond chance.

    ``bundles``: bundle (number), products (names with " + "), size, together (baskets with all),
    in_part (with some, not all), beyond_chance (baskets with all, more than by chance), lift (of
    the least likely split), lift_low, price and margin_apart (one by one), bundle_price,
    bundle_margin, cannibalised (money lost on those who buy all anyway), won, gain, break_even
    (take-up at which the bundle is worth as much as separate sale; null where none is enough),
    lowest_price (at the take-up asked for), sold_anyway (share of bundles sold to those who buy
    all anyway).
    """

    bundles: pl.DataFrame
    discount: float
    take_up: float
    baskets: int
    least: int
    tested: int
    left_out: pl.DataFrame = field(default_factory=none_left_out)

    @property
    def worth(self) -> pl.DataFrame:
        """The bundles that gain."""
        return self.bundles.filter(pl.col("gain") > 0)

    def summary(self) -> Mapping[str, Value]:
        """How many bundles there are, how many gain, and what the best one does."""
        best = self.bundles.row(0, named=True) if self.bundles.height else {}
        return {
            "bundles": self.bundles.height,
            "bundles_worth": self.worth.height,
            "best_gain": best.get("gain"),
            "best_cannibalised": best.get("cannibalised"),
            "break_even": best.get("break_even"),
            "lowest_price": best.get("lowest_price"),
            "baskets": self.baskets,
            "least_baskets": self.least,
        }

    def findings(self) -> list[Finding]:
        """The best bundle, how many gain, and that the take-up is assumed."""
        if not self.bundles.height:
            return [
                Finding("bundles.find_none", {"baskets": self.baskets}),
                *of_left_out(self.left_out),
            ]
        best = self.bundles.row(0, named=True)
        said = ("products", "bundle_price", "price", "gain", "break_even")
        fields: dict[str, Value] = {"discount_share": self.discount, "take_up": self.take_up}
        fields |= {name: best[name] for name in said}
        good = best["gain"] > 0
        found = [Finding("bundles.find_best" if good else "bundles.find_loss", fields, good=good)]
        count = {"bundles_worth": self.worth.height, "bundles": self.bundles.height}
        found.append(Finding("bundles.find_count", count))
        eaten = self.bundles.sort("sold_anyway", "products", descending=[True, False])
        worst = eaten.row(0, named=True)
        found.append(
            Finding(
                "bundles.find_eaten",
                {k: worst[k] for k in ("products", "sold_anyway", "cannibalised")},
            )
        )
        return found + of_left_out(self.left_out)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The bundles, and what was left out."""
        return {"bundles": self.bundles, "left_out": self.left_out}


def price_bundles(
    baskets: pl.DataFrame,
    prices: pl.DataFrame,
    *,
    discount: float = 0.1,
    take_up: float = 0.05,
    items: int = MOST,
    least: int | None = None,
    rank_by: str = "gain",
) -> Bundles:
    """Bundles of 2 to ``items`` products of a BASKETS frame, priced by an ITEM_PRICES frame.

    ``discount`` is a share of the price one by one, ``take_up`` of the baskets that hold a part.
    ``least`` is the fewest baskets with all of it; ``rank_by`` is ``gain`` or ``beyond_chance``.
    Raises ``WrongOption`` for a share that is not within 0 and 1 and ``NotEnoughData`` where there
    is no basket with a price.
    """
    for name, share in (("discount", discount), ("take_up", take_up)):
        if not 0 < share < 1:
            raise WrongOption(name, share)
    money = ITEM_PRICES.check(prices).filter(pl.col("quantity") > 0, pl.col("revenue") > 0)
    rows = BASKETS.check(baskets).join(money.select("item"), on="item", how="semi")
    if rows.is_empty():
        raise NotEnoughData("not_enough.no_baskets")
    table = Baskets.of(rows)
    fewest_together = least or _usual(table)
    sets = frequent(table, least=fewest_together, max_items=items)
    counts = _counted(table, sets)
    tested = counts.height
    counts = _together(counts, table.count)
    frame = _priced(counts, table, money, discount=discount, take_up=take_up)
    frame = frame.sort(rank_by, "products", descending=[True, False])
    frame = frame.with_row_index("bundle", offset=1).cast({"bundle": pl.Int64})
    return Bundles(frame, discount, take_up, table.count, fewest_together, tested)


def _usual(table: Baskets) -> int:
    """The fewest baskets with all of a bundle; more where too many pairs would reach it."""
    usual = max(_LEAST, fewest(_USUAL, table.count))
    together = np.sort(pairs(table.table, usual)[2])[::-1]
    return usual if len(together) <= _MANY else int(together[_MANY]) + 1


def _counted(table: Baskets, sets: Mapping[tuple[int, ...], int]) -> pl.DataFrame:
    """A row for each way to part a set in one item and the others, with its counts.

    A set lies together if even its least likely split does.
    """
    heads = table.heads()
    rows: list[tuple[int, list[int], int, int, int]] = []
    for number, (members, both) in enumerate(sorted(sets.items())):
        for one in members:
            others = tuple(m for m in members if m != one)
            rest = int(heads[others[0]]) if len(others) == 1 else sets[others]
            rows.append((number, list(members), both, rest, int(heads[one])))
    names = ("number", "members", "both", "antecedent_baskets", "consequent_baskets")
    kinds: list[pl.DataType] = [pl.Int64(), pl.List(pl.Int64()), *[pl.Int64()] * 3]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _together(counts: pl.DataFrame, baskets: int) -> pl.DataFrame:
    """The sets whose every split is beyond chance, with the lift of the least likely one."""
    if counts.is_empty():
        return pl.DataFrame(
            schema={
                "members": pl.List(pl.Int64),
                "both": pl.Int64,
                "lift": pl.Float64,
                "lift_low": pl.Float64,
            }
        )
    q = false_discovery(chance(counts, baskets), counts.height)
    lift = pl.col("both") * baskets / (pl.col("antecedent_baskets") * pl.col("consequent_baskets"))
    found = counts.with_columns(lift=lift, q_value=pl.Series(q))
    found = found.hstack(lift_interval(found, baskets))
    return (
        found.group_by("number", maintain_order=True)
        .agg(
            pl.col("members", "both").first(),
            pl.col("lift", "lift_low").min(),
            pl.col("q_value").max(),
        )
        .filter(pl.col("q_value") <= _FALSE, pl.col("lift") > 1)
        .drop("number", "q_value")
    )


def _priced(
    counts: pl.DataFrame, table: Baskets, money: pl.DataFrame, *, discount: float, take_up: float
) -> pl.DataFrame:
    """Prices, margins, gain and break-even of each set."""
    known = pl.DataFrame({"item": table.names}).join(money, on="item", how="left")
    price = (known["revenue"] / known["quantity"]).to_numpy()
    margin = (known["gross_margin"] / known["quantity"]).to_numpy()
    rows = []
    for members, parts in _parts(counts, table):
        whole, gross = float(price[list(members)].sum()), float(margin[list(members)].sum())
        every = parts[members]
        some = {part: n for part, n in parts.items() if part != members}
        win = sum(n * (gross - float(margin[list(part)].sum())) for part, n in some.items())
        partial = sum(some.values())
        rows.append(_figures(whole, gross, (discount, take_up), (every, partial, win)))
    names = table.names.to_list()
    return counts.select(
        products=pl.Series(
            [" + ".join(names[i] for i in m) for m in counts["members"].to_list()], dtype=pl.String
        ),
        size=pl.col("members").list.len().cast(pl.Int64),
        together="both",
        beyond_chance=pl.col("both") * (1 - 1 / pl.col("lift")),
        lift="lift",
        lift_low="lift_low",
    ).hstack(pl.DataFrame(rows, schema=_FIGURES, orient="row"))


_FIGURES = {
    "in_part": pl.Int64(),
    "price": pl.Float64(),
    "margin_apart": pl.Float64(),
    "bundle_price": pl.Float64(),
    "bundle_margin": pl.Float64(),
    "cannibalised": pl.Float64(),
    "won": pl.Float64(),
    "gain": pl.Float64(),
    "break_even": pl.Float64(),
    "lowest_price": pl.Float64(),
    "sold_anyway": pl.Float64(),
}


def _figures(
    price: float, margin: float, asked: tuple[float, float], counts: tuple[int, int, float]
) -> tuple[float | int | None, ...]:
    """The figures of one bundle, in the order of :data:`_FIGURES`.

    ``asked``: discount and take-up. ``counts``: baskets with all, with a part, and what those with
    a part would bring more if they bought all at full price.
    """
    (discount, take_up), (every, partial, win) = asked, counts
    cut = discount * price
    each = win - partial * cut  # what they would bring more at the bundle's price
    lost, won = every * cut, take_up * each
    enough = lost / each if each > 0 else None
    taken = every + take_up * partial
    most = take_up * win / (price * taken)  # the discount at which it is even
    return (
        partial,
        price,
        margin,
        price - cut,
        margin - cut,
        lost,
        won,
        won - lost,
        enough if enough is not None and enough <= 1 else None,
        price * (1 - max(most, 0.0)),
        every / taken,
    )


def _parts(
    counts: pl.DataFrame, table: Baskets
) -> list[tuple[tuple[int, ...], dict[tuple[int, ...], int]]]:
    """For each set, how many baskets hold exactly each part of it, by inclusion and exclusion."""
    sets = [tuple(members) for members in counts["members"].to_list()]
    asked = sorted({part for members in sets for part in _all_parts(members)})
    known = dict(zip(asked, table.together(asked).tolist(), strict=True)) if asked else {}
    return [
        (
            members,
            {
                part: sum(
                    (-1) ** (len(more) - len(part)) * known[more]
                    for more in _all_parts(members)
                    if set(part) <= set(more)
                )
                for part in _all_parts(members)
            },
        )
        for members in sets
    ]


def _all_parts(members: tuple[int, ...]) -> list[tuple[int, ...]]:
    sizes = range(1, len(members) + 1)
    return [part for size in sizes for part in combinations(members, size)]
