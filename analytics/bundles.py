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
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from analytics.bundle_counts import counted, held_parts, lying_together
from analytics.bundle_customers import who_lacks_the_rest
from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import BASKETS, HOLDINGS, ITEM_PRICES
from analytics.itemsets import Baskets, fewest, frequent, pairs
from analytics.left_out import none_left_out, of_left_out

MOST = 3  # products in a bundle
OFFERED = 100  # bundles, the first, that customers are looked for by
_USUAL = 0.0005  # share of baskets that a bundle must lie in, and
_LEAST = 30  # at least so many
_MANY = 2_000  # pairs at most: nobody reads more, and triples of many pairs take minutes


@dataclass(frozen=True)
class Bundles:
    """Bundles, the most gain first, or those that lie together most beyond chance.

    ``bundles``: bundle (number), products (names with " + "), size, together (baskets with all),
    in_part (with some, not all), beyond_chance (baskets with all, more than by chance), lift (of
    the least likely split), lift_low, price and margin_apart (one by one), bundle_price,
    bundle_margin, cannibalised (money lost on those who buy all anyway), won, gain, break_even
    (take-up at which the bundle is worth as much as separate sale; null where none is enough),
    lowest_price (at the take-up asked for), sold_anyway (share of bundles sold to those who buy
    all anyway). ``parts``: bundle, item, margin (of a unit). ``chosen`` is the bundle, by its
    products, whose customers are told of; "" where there is none.
    """

    bundles: pl.DataFrame
    parts: pl.DataFrame
    discount: float
    take_up: float
    baskets: int
    least: int
    tested: int
    left_out: pl.DataFrame = field(default_factory=none_left_out)
    holdings: pl.DataFrame = field(default_factory=HOLDINGS.empty)
    chosen: str = ""

    @property
    def worth(self) -> pl.DataFrame:
        """The bundles that gain."""
        return self.bundles.filter(pl.col("gain") > 0)

    def offered(self) -> list[str]:
        """The bundles whose customers are known, in their order."""
        names = self.bundles["products"].head(OFFERED).to_list()
        return names if not self.chosen or self.chosen in names else [*names, self.chosen]

    def offered_items(self) -> list[str]:
        """The products of those bundles, in alphabetical order."""
        known = self.bundles.filter(pl.col("products").is_in(self.offered()))
        parts = self.parts.join(known, on="bundle", how="semi")
        return parts["item"].unique().sort().to_list()

    def in_part(self, products: str) -> pl.DataFrame:
        """Who has a part of this bundle: :func:`analytics.bundle_customers.who_lacks_the_rest`."""
        row = self.bundles.row(by_predicate=pl.col("products") == products, named=True)
        parts = self.parts.filter(bundle=row["bundle"])
        return who_lacks_the_rest(parts, self.holdings, bundle_margin=row["bundle_margin"])

    def customers(self, products: str) -> pl.DataFrame:
        """Those of them who bring more with the bundle than with their part."""
        return self.in_part(products).filter(pl.col("margin_if_taken") > 0)

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
        if self.chosen:
            some: dict[str, Value] = {"products": self.chosen, "discount_share": self.discount}
            some["customers_in_part"] = self.in_part(self.chosen).height
            some["customers_to_offer"] = self.customers(self.chosen).height
            found.append(Finding("bundles.find_customers", some))
        return found + of_left_out(self.left_out)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The bundles, the customers of the chosen one, and what was left out."""
        found = {"bundles": self.bundles, "left_out": self.left_out}
        return found | ({"customers": self.customers(self.chosen)} if self.chosen else {})


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
    counts = counted(table, sets)
    tested = counts.height
    counts = lying_together(counts, table.count)
    frame = _priced(counts, table, money, discount=discount, take_up=take_up)
    frame = frame.sort(rank_by, "products", descending=[True, False])
    frame = frame.with_row_index("bundle", offset=1).cast({"bundle": pl.Int64})
    each = frame.select("bundle", item="members").explode("item")
    cost = money.select("item", margin=pl.col("gross_margin") / pl.col("quantity"))
    parts = each.join(cost, on="item", how="left", maintain_order="left")
    sizes = (table.count, fewest_together, tested)
    return Bundles(frame.drop("members"), parts, discount, take_up, *sizes)


def asked(found: Bundles, products: str) -> Bundles:
    """``found`` with a bundle chosen by its products, in whatever case; "" takes the first one.

    Raises ``NotEnoughData`` where it is none.
    """
    names = found.bundles["products"].to_list()
    wanted = products.strip().casefold()
    chosen = [name for name in names if not wanted or name.casefold() == wanted][:1]
    if wanted and not chosen:
        raise NotEnoughData("not_enough.no_bundle", products=products)
    return replace(found, chosen=chosen[0] if chosen else "")


def _usual(table: Baskets) -> int:
    """The fewest baskets with all of a bundle; more where too many pairs would reach it."""
    usual = max(_LEAST, fewest(_USUAL, table.count))
    together = np.sort(pairs(table.table, usual)[2])[::-1]
    return usual if len(together) <= _MANY else int(together[_MANY]) + 1


def _priced(
    counts: pl.DataFrame, table: Baskets, money: pl.DataFrame, *, discount: float, take_up: float
) -> pl.DataFrame:
    """Prices, margins, gain and break-even of each set."""
    known = pl.DataFrame({"item": table.names}).join(money, on="item", how="left")
    price = (known["revenue"] / known["quantity"]).to_numpy()
    margin = (known["gross_margin"] / known["quantity"]).to_numpy()
    rows = []
    for members, parts in held_parts(counts, table):
        whole, gross = float(price[list(members)].sum()), float(margin[list(members)].sum())
        every = parts[members]
        some = {part: n for part, n in parts.items() if part != members}
        win = sum(n * (gross - float(margin[list(part)].sum())) for part, n in some.items())
        partial = sum(some.values())
        rows.append(_figures(whole, gross, (discount, take_up), (every, partial, win)))
    names = table.names.to_list()
    items = [[names[i] for i in m] for m in counts["members"].to_list()]
    return counts.select(
        products=pl.Series([" + ".join(m) for m in items], dtype=pl.String),
        members=pl.Series(items, dtype=pl.List(pl.String)),
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
