"""How deep to contact: what would the best-ranked part of a campaign have earned?"""

from dataclasses import dataclass
from enum import StrEnum

from analytics.depth import BY_RESPONSE, BY_UPLIFT, Depth, find_depth
from analytics.findings import WrongOption
from analytics.targeted import of_campaign
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.targeted import contacts, costs_of
from data.scope import Scope

MOST = 1e12
"""Money that a cost or a margin may be."""


class DepthRank(StrEnum):
    """In which order customers are contacted."""

    RESPONSE = "by_response"
    UPLIFT = "by_uplift"


@dataclass(frozen=True)
class DepthOptions(Options):
    """Costs are money of the company; None takes what the data say. See ``analytics.depth``."""

    campaign: str | None = None
    depth_rank: DepthRank = DepthRank.RESPONSE
    contact_cost: float | None = None
    offer_cost: float = 0.0
    fixed_cost: float | None = None
    worth: float | None = None


def depth(books: Books, scope: Scope, options: DepthOptions) -> Answer[Depth]:
    """Profit by depth of one campaign of the scope. Raises ``WrongOption`` for negative money."""
    check_money(options, "contact_cost", "offer_cost", "fixed_cost", "worth")
    scope, _ = books.settle(scope)
    found = contacts(books, scope)
    chosen = str(of_campaign(found.members, options.campaign)["campaign_id"][0])
    costs = costs_of(
        found,
        chosen,
        contact=options.contact_cost,
        offer=options.offer_cost,
        fixed=options.fixed_cost,
    )
    result = find_depth(
        found.members,
        costs,
        campaign=chosen,
        worth=options.worth,
        rank_by=BY_UPLIFT if options.depth_rank is DepthRank.UPLIFT else BY_RESPONSE,
    )
    return reply("depth", books, scope, options, result)


def check_money(options: Options, *names: str) -> None:
    """Raise ``WrongOption`` where one of these is below 0 or beyond all bounds."""
    for name in names:
        value = getattr(options, name)
        if value is not None and not 0 <= value <= MOST:
            raise WrongOption(name, value, 0, MOST)
