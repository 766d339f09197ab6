"""Are customers gained faster than they are lost? Opening + new + won back - lapsed = closing."""

from dataclasses import dataclass, replace

from analytics.findings import WrongOption
from analytics.flow import Flow
from analytics.flow import flow as statement
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.customer_days import customer_days
from data.scope import Scope

MOST_AHEAD, LONGEST = 24, 3_650


@dataclass(frozen=True)
class FlowOptions(Options):
    """``lapse``: days without an order after which a customer has lapsed; None learns it.

    ``horizon``: how many months are forecast.
    """

    lapse: int | None = None
    horizon: int = 6


def flow(books: Books, scope: Scope, options: FlowOptions) -> Answer[Flow]:
    """The customer-flow statement by month up to the end of the period, and a forecast.

    All days up to then are read: who was a customer before the period is not new in it. Raises
    ``WrongOption`` for a rule below a day or months out of range.
    """
    if options.lapse is not None and not 1 <= options.lapse <= LONGEST:
        raise WrongOption("lapse", options.lapse, 1, LONGEST)
    if not 1 <= options.horizon <= MOST_AHEAD:
        raise WrongOption("horizon", options.horizon, 1, MOST_AHEAD)
    scope, period = books.settle(scope)
    first = books.span.first if books.span else period.start
    known = replace(scope.between(min(first, period.end), period.end), as_of=period.end)
    result = statement(
        customer_days(books.facts, known, books.rates),
        first=first,
        as_of=period.end,
        lapse=options.lapse,
        ahead=options.horizon,
    )
    answer = reply("flow", books, scope, options, result)
    days = (known.start or period.start, period.end)
    return replace(answer, windows=dict.fromkeys(result.frames(), days))
