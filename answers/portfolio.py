"""Whose customers bring the margin, stay, and are worth most in the time to come?"""

from dataclasses import dataclass

import polars as pl

from analytics.findings import NotEnoughData
from analytics.lifetime.fits import AUTO
from analytics.lifetime.outlook import look_ahead
from analytics.portfolio import Portfolio, weigh_portfolios
from answers.answer import Answer, Options
from answers.backtest import BacktestOptions, backtest
from answers.books import Books
from answers.lifetime import TimeUnit, day_number, whole
from answers.reply import reply
from data.frames.customer_days import customer_days
from data.frames.portfolios import Holder, portfolios
from data.scope import Scope

__all__ = ["Holder", "PortfolioOptions", "portfolio"]

MONTHS = 12
_DISCOUNT = 0.01  # a month


@dataclass(frozen=True)
class PortfolioOptions(Options):
    """``holder``: who customers are counted with; ``window_days``: the time looked at, to as-of."""

    holder: Holder = Holder.OWNER
    window_days: int = 365


def portfolio(books: Books, scope: Scope, options: PortfolioOptions) -> Answer[Portfolio]:
    """Portfolios of the scope's customers on ``as_of``; their value only where its proof holds.

    Raises ``WrongOption``.
    """
    scope, _ = books.settle(scope)
    days = customer_days(books.facts, scope, books.rates)
    held = portfolios(books.facts, whole(books, scope), options.holder)
    light, ahead = _ahead(books, scope, days)
    result = weigh_portfolios(
        days,
        held,
        as_of=day_number(scope),
        days=options.window_days,
        ahead=ahead,
        months=MONTHS,
        light=light,
    )
    return reply("portfolio", books, whole(books, scope), options, result)


def _ahead(
    books: Books, scope: Scope, days: pl.DataFrame
) -> tuple[str | None, pl.DataFrame | None]:
    """The light of the forecast's proof, and each customer's value where it is not red."""
    try:
        light = backtest(books, scope, BacktestOptions()).result.light
        if light == "red":
            return light, None
        found = look_ahead(
            days,
            as_of=day_number(scope),
            model=AUTO,
            unit=TimeUnit.WEEK.value,
            months=MONTHS,
            discount_rate=_DISCOUNT,
        )
    except NotEnoughData:
        return None, None
    value = pl.Series("value_ahead", found.value)
    return light, found.customers.select("customer_id").with_columns(value)
