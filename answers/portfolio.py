"""Whose customers bring the margin, stay, and are worth most in the time to come?"""

from dataclasses import dataclass, replace

import polars as pl

from analytics.findings import NotEnoughData
from analytics.lifetime.fits import AUTO
from analytics.lifetime.outlook import look_ahead
from analytics.portfolio import Portfolio, weigh_portfolios
from analytics.proof import Proof
from answers.answer import Answer, Options
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


def portfolio(
    books: Books, scope: Scope, options: PortfolioOptions, proof: Proof
) -> Answer[Portfolio]:
    """Portfolios of the scope's customers on ``as_of``; their value only where its proof holds.

    Raises ``WrongOption``.
    """
    scope, _ = books.settle(scope)
    days = customer_days(books.facts, scope, books.rates)
    held = portfolios(books.facts, whole(books, scope), options.holder)
    ahead = _ahead(scope, days) if proof.holds else None
    result = weigh_portfolios(
        days,
        held,
        as_of=day_number(scope),
        days=options.window_days,
        ahead=ahead,
        months=MONTHS,
        light=proof.light if ahead is not None or not proof.holds else None,
    )
    answer = reply("portfolio", books, whole(books, scope), options, result)
    return answer if ahead is None else replace(answer, proof=proof)


def _ahead(scope: Scope, days: pl.DataFrame) -> pl.DataFrame | None:
    """Each customer's value; None where no model fits."""
    try:
        found = look_ahead(
            days,
            as_of=day_number(scope),
            model=AUTO,
            unit=TimeUnit.WEEK.value,
            months=MONTHS,
            discount_rate=_DISCOUNT,
        )
    except NotEnoughData:
        return None
    value = pl.Series("value_ahead", found.value)
    return found.customers.select("customer_id").with_columns(value)
