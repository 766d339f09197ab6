"""What does each customer buy next, and whom shall we offer a product?"""

from dataclasses import dataclass, replace

from analytics.next_product import NextProduct, propose
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply_of_records
from answers.rules import left_out, settled_level, told_unknown
from data.frames.market import Level, market
from data.scope import Scope


@dataclass(frozen=True)
class NextProductOptions(Options):
    """``level``: what an item is; None takes the one at which this company's products differ.

    ``repeats``: what a customer has bought may be proposed again. ``item``: rank customers for it.
    ``exclude``: products that are no goods, as in the answer ``rules``.
    """

    level: Level | None = None
    repeats: bool = False
    item: str = ""
    exclude: str | None = None


def next_product(books: Books, scope: Scope, options: NextProductOptions) -> Answer[NextProduct]:
    """Next purchases of the scope's customers: proposals, and their trial on the last fifth."""
    scope, _ = books.settle(scope)
    level = settled_level(books, options.level)
    sold = market(books.facts, scope, level, left_out=left_out(options.exclude))
    result = propose(sold.purchases(), repeats=options.repeats, item=options.item)
    result = replace(result, left_out=sold.left_out)
    answer = reply_of_records("next-product", books, scope, replace(options, level=level), result)
    return told_unknown(answer, books, options.exclude)
