"""Who makes our profit, and who costs us money?"""

from dataclasses import dataclass
from enum import StrEnum

from analytics.frames import ACTIVITY
from analytics.profit import Profit, rank_customers
from analytics.profit_groups import Groups, rank_groups
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.customers import customer_activity
from data.frames.groups import Dimension, group_activity, names
from data.scope import Scope


class Basis(StrEnum):
    """What customers are ranked by."""

    REVENUE = "revenue"
    GROSS_MARGIN = "gross_margin"
    CONTRIBUTION = "contribution"
    PROFIT = "profit"


@dataclass(frozen=True)
class ProfitOptions(Options):
    """``acquisition`` and ``campaigns`` count those costs too, where the data holds them."""

    basis: Basis = Basis.PROFIT
    cutoff: float = 0.8
    acquisition: bool = False
    campaigns: bool = False


@dataclass(frozen=True)
class ProfitGroupsOptions(Options):
    """``by``: what sales are grouped by. ``acquisition`` and ``campaigns`` as in ProfitOptions."""

    by: Dimension = Dimension.CATEGORY
    basis: Basis = Basis.PROFIT
    acquisition: bool = False
    campaigns: bool = False


def profit(books: Books, scope: Scope, options: ProfitOptions) -> Answer[Profit]:
    """Customers ranked by profit over the scope, and how many of the best stay among the best."""
    scope, period = books.settle(scope)
    costs = {"acquisition": options.acquisition, "campaigns": options.campaigns}
    activity = customer_activity(books.facts, scope, books.rates, **costs)
    earlier = period.before()
    previous = None
    if books.span and earlier.start >= books.span.first:
        before = scope.between(earlier.start, earlier.end)
        previous = customer_activity(books.facts, before, books.rates, **costs).named
    result = rank_customers(
        activity.named,
        rates=books.service_rates,
        basis=options.basis.value,
        anonymous=activity.anonymous.select(*ACTIVITY),
        previous=previous,
        cutoff=options.cutoff,
    )
    return reply("profit", books, scope, options, result, **costs)


def profit_groups(books: Books, scope: Scope, options: ProfitGroupsOptions) -> Answer[Groups]:
    """Profit by product, category, channel, region, customer type, ..."""
    scope, _ = books.settle(scope)
    costs = {"acquisition": options.acquisition, "campaigns": options.campaigns}
    activity = group_activity(books.facts, scope, books.rates, options.by, **costs)
    result = rank_groups(
        activity.groups,
        rates=books.service_rates,
        basis=options.basis.value,
        apart=activity.apart,
    )
    known = names(books.facts, options.by)
    result = result if known is None else result.named(known)
    return reply("profit-groups", books, scope, options, result, **costs)
