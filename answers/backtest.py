"""May the forecast be believed? It is made again from the past and checked against what came."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from analytics.backtest import Backtest, prove
from analytics.findings import NotEnoughData
from answers.answer import Answer, Options
from answers.books import Books
from answers.lifetime import LifetimeModel, TimeUnit, day_number, whole
from answers.reply import reply
from data.frames.customer_days import customer_days
from data.frames.lines import EPOCH_ORDINAL
from data.scope import Scope


@dataclass(frozen=True)
class BacktestOptions(Options):
    """``horizon``: the last months that are forecast; 0 for a third of the data, at most a year."""

    model: LifetimeModel = LifetimeModel.AUTO
    time_unit: TimeUnit = TimeUnit.WEEK
    horizon: int = 0


def backtest(books: Books, scope: Scope, options: BacktestOptions) -> Answer[Backtest]:
    """The proof over all days up to ``as_of``; the models learn from the books as they were."""
    scope, _ = books.settle(scope)
    if options.model is LifetimeModel.SBG:
        raise NotEnoughData("not_enough.no_proof_of_contracts")

    def known(day: int) -> pl.DataFrame:
        then = replace(scope, as_of=date.fromordinal(day + EPOCH_ORDINAL))
        return customer_days(books.facts, then, books.rates)

    result = prove(
        customer_days(books.facts, scope, books.rates),
        as_of=day_number(scope),
        model=options.model.value,
        unit=options.time_unit.value,
        months=options.horizon or None,
        known=known,
    )
    answer = reply("backtest", books, whole(books, scope), options, result)
    cut, last = (date.fromordinal(day + EPOCH_ORDINAL) for day in (result.cut + 1, result.last))
    return replace(answer, windows=dict.fromkeys(result.frames(), (cut, last)))
