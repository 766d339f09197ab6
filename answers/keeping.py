"""What does keeping a customer cost against winning one?"""

from dataclasses import dataclass

from analytics.keeping import Keeping, compare_costs
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.keeping import winning_costs
from data.scope import Scope


@dataclass(frozen=True)
class KeepingOptions(Options):
    """The comparison has no options beyond its scope."""


def keeping(books: Books, scope: Scope, options: KeepingOptions) -> Answer[Keeping]:
    """Costs of the period for those who were customers before it, and for all others."""
    scope, _ = books.settle(scope)
    result = compare_costs(winning_costs(books.facts, scope, books.rates))
    return reply("keeping", books, scope, options, result, acquisition=True, campaigns=True)
