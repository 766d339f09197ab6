"""Who answers a contact, and how far can the model be believed?"""

from dataclasses import dataclass

from analytics.propensity import Propensity, score_response
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.targeted import contacts
from data.scope import Scope


@dataclass(frozen=True)
class PropensityOptions(Options):
    """``campaign`` is the one that models are tested on; None: every one with others before it."""

    campaign: str | None = None


def propensity(books: Books, scope: Scope, options: PropensityOptions) -> Answer[Propensity]:
    """Models of the answers to the scope's campaigns, and the chance of its customers now."""
    scope, _ = books.settle(scope)
    found = contacts(books, scope)
    result = score_response(found.members, found.now, campaign=options.campaign)
    return reply("propensity", books, scope, options, result)
