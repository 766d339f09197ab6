"""Who moves up to dearer products inside a category, and who is likely to?"""

from dataclasses import dataclass, replace

from analytics.findings import NotEnoughData
from analytics.upsell import TIERS, Upsell, climb_ladders
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.rules import left_out, told_unknown
from data.frames.market import Level, levels
from data.frames.prices import tier_purchases
from data.scope import Scope


@dataclass(frozen=True)
class UpsellOptions(Options):
    """``tiers``: price tiers of each subcategory or category. ``ladder``: the one looked into.

    ``exclude``: products that are no goods, as in the answer ``rules``.
    """

    tiers: int = TIERS
    ladder: str = ""
    exclude: str | None = None


def upsell(books: Books, scope: Scope, options: UpsellOptions) -> Answer[Upsell]:
    """Price ladders of the scope: climbs of every group, moves and chances of one."""
    scope, _ = books.settle(scope)
    known = levels(books.facts)
    found = [level for level in (Level.SUBCATEGORY, Level.CATEGORY) if level in known]
    if not found:
        raise NotEnoughData("not_enough.no_groups_of_products")
    rows, out = tier_purchases(
        books.facts, scope, books.rates, found[0], left_out=left_out(options.exclude)
    )
    result = climb_ladders(rows, tiers=options.tiers, group=options.ladder)
    result = replace(result, left_out=out)
    answer = reply("upsell", books, scope, replace(options, ladder=result.group), result)
    return told_unknown(answer, books, options.exclude)
