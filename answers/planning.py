"""How large must the next campaign be, what will it cost, and what may it earn?"""

from dataclasses import dataclass

from analytics.findings import WrongOption
from analytics.planning import Plan, plan_campaign
from analytics.planning_basis import Given, learns_from
from answers.answer import Answer, Options
from answers.books import Books
from answers.depth import check_money
from answers.reply import reply
from answers.targeted import contacts, costs_of
from data.scope import Scope

HIGHEST_CONTROL = 0.9


@dataclass(frozen=True)
class PlanningOptions(Options):
    """What is None is learnt from ``campaign``, by default the latest with a control group.

    ``list_size``: members of both arms; None: all customers. Shares are 0-1, costs are money.
    """

    campaign: str | None = None
    list_size: int | None = None
    control_share: float = 0.1
    base_rate: float | None = None
    expected_effect: float | None = None
    worth: float | None = None
    contact_cost: float | None = None
    offer_cost: float = 0.0
    fixed_cost: float | None = None


def planning(books: Books, scope: Scope, options: PlanningOptions) -> Answer[Plan]:
    """A plan for the scope's customers. Raises ``WrongOption``."""
    check_money(options, "contact_cost", "offer_cost", "fixed_cost", "worth")
    if not 0 <= options.control_share <= HIGHEST_CONTROL:
        raise WrongOption("control_share", options.control_share, 0, HIGHEST_CONTROL)
    for name in ("base_rate", "expected_effect"):
        share = getattr(options, name)
        if share is not None and not 0 < share < 1:
            raise WrongOption(name, share)
    if options.list_size is not None and options.list_size < 2:
        raise WrongOption("list_size", options.list_size, 2, 10**9)
    scope, _ = books.settle(scope)
    found = contacts(books, scope)
    campaign = learns_from(found.members, options.campaign)
    costs = costs_of(
        found,
        campaign,
        contact=options.contact_cost,
        offer=options.offer_cost,
        fixed=options.fixed_cost,
    )
    result = plan_campaign(
        found.members,
        found.now,
        costs,
        campaign=campaign,
        size=options.list_size,
        control_share=options.control_share,
        given=Given(options.base_rate, options.expected_effect, options.worth),
    )
    return reply("planning", books, scope, options, result)
