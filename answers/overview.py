"""How is the company doing, against the period before and the year before?"""

from dataclasses import dataclass, replace
from datetime import date

from analytics.overview import Overview, compare_periods
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.periods import month_activity, month_customers, period_activity
from data.scope import Period, Scope

_MONTHS = 12


@dataclass(frozen=True)
class OverviewOptions(Options):
    """The overview has no options beyond its scope."""


def overview(books: Books, scope: Scope, options: OverviewOptions) -> Answer[Overview]:
    """The figures of the period with their changes, and at least a year of months behind them."""
    scope, period = books.settle(scope)
    first = books.span.first if books.span else period.start
    window = scope.between(max(first, _window_start(period)), period.end)
    result = compare_periods(
        period_activity(books.facts, scope, books.rates, period=period, first=first),
        month_activity(books.facts, window, books.rates),
        month_customers(books.facts, window),
        rates=books.service_rates,
        start=window.start,
        as_of=period.end,
        first=first,
    )
    days = (window.start or first, period.end)
    answer = reply("overview", books, scope, options, result)
    return replace(answer, windows=dict.fromkeys(("trends", "months", "channels"), days))


def _window_start(period: Period) -> date:
    """The period's start, but at least twelve months to look back on."""
    month = period.end.year * 12 + period.end.month - _MONTHS
    return min(period.start, date(month // 12, month % 12 + 1, 1))
