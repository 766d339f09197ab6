"""What is good service worth, and whose is missing?"""

from dataclasses import dataclass, replace

from analytics.findings import WrongOption
from analytics.service_value import LONGEST, ServiceValue, weigh_service
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.customer_days import customer_days
from data.frames.interactions import first_contact, interactions
from data.frames.lines import EPOCH_ORDINAL
from data.frames.service import deliveries, expectations
from data.scope import Scope


@dataclass(frozen=True)
class ServiceValueOptions(Options):
    """``follow_days``: how long after a complaint, a mark or a delivery is looked at."""

    follow_days: int = 180


def service_value(books: Books, scope: Scope, options: ServiceValueOptions) -> Answer[ServiceValue]:
    """Service of the scope's customers in its period; what came before is read, nothing after."""
    if not 1 <= options.follow_days <= LONGEST:
        raise WrongOption("follow_days", options.follow_days, 1, LONGEST)
    scope, period = books.settle(scope)
    known = replace(scope, as_of=period.end)
    first = first_contact(books.facts) or period.start
    start, end = (d.toordinal() - EPOCH_ORDINAL for d in (period.start, period.end))
    result = weigh_service(
        interactions(books.facts, known, books.rates, since=min(first, period.start)),
        customer_days(books.facts, known, books.rates),
        start=start,
        end=end,
        deliveries=deliveries(books.facts, known),
        expectations=expectations(books.facts, known),
        follow_days=options.follow_days,
    )
    return reply("service-value", books, scope, options, result)
