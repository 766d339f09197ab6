"""Which products sold together at one price beat selling them one by one?"""

from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.bundles import MOST, Bundles, asked, price_bundles
from analytics.findings import WrongOption
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.rules import left_out, told_unknown
from data.frames.market import Level, market
from data.frames.prices import item_prices
from data.scope import Scope


class Ranking(StrEnum):
    """Which bundles come first."""

    GAIN = "gain"
    BEYOND_CHANCE = "beyond_chance"


@dataclass(frozen=True)
class BundlesOptions(Options):
    """``discount``: off the price one by one; ``take_up``: of the orders that hold a part of it.

    ``bundle_size``: at most so many products, 2 or 3. ``exclude``: products that are no
    goods, as in the answer ``rules``. ``bundle``: its products with " + ";
    who has a part of it is told, of the first one where none is said.
    """

    discount: float = 0.1
    take_up: float = 0.05
    bundle_size: int = MOST
    rank_by: Ranking = Ranking.GAIN
    exclude: str | None = None
    bundle: str = ""


def bundles(books: Books, scope: Scope, options: BundlesOptions) -> Answer[Bundles]:
    """Bundles of products that lie together in the scope's orders, priced as they were sold."""
    if not 2 <= options.bundle_size <= MOST:
        raise WrongOption("bundle_size", options.bundle_size, 1, MOST)
    scope, _ = books.settle(scope)
    sold = market(books.facts, scope, Level.PRODUCT, left_out=left_out(options.exclude))
    result = price_bundles(
        sold.baskets(),
        item_prices(books.facts, scope, books.rates),
        discount=options.discount,
        take_up=options.take_up,
        items=options.bundle_size,
        rank_by=options.rank_by.value,
    )
    result = asked(result, options.bundle)
    held = sold.holdings(result.offered_items())
    result = replace(result, left_out=sold.left_out, holdings=held)
    answer = reply("bundles", books, scope, options, result)
    return told_unknown(answer, books, options.exclude)
