"""Whom does a contact change, and whom is it better to leave alone?"""

from dataclasses import dataclass

from analytics.uplift import Uplift, measure_uplift
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.targeted import contacts
from data.scope import Scope


@dataclass(frozen=True)
class UpliftOptions(Options):
    """``campaign`` is learnt from; None: the latest whose arms are large enough."""

    campaign: str | None = None


def uplift(books: Books, scope: Scope, options: UpliftOptions) -> Answer[Uplift]:
    """Uplift of one campaign of the scope, and its customers ranked by it."""
    scope, _ = books.settle(scope)
    found = contacts(books, scope)
    result = measure_uplift(found.members, found.now, campaign=options.campaign)
    return reply("uplift", books, scope, options, result)
