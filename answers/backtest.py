"""May the forecast be believed? It is made again from the past and checked against what came."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from analytics.backtest import Backtest, prove
from analytics.findings import NotEnoughData
from analytics.lifetime.contract_proof import prove_contracts
from answers.answer import Answer, Options
from answers.books import Books, Instead
from answers.lifetime import (
    Apart,
    LifetimeModel,
    TimeUnit,
    day_number,
    groups,
    of_contracts,
    segments,
    whole,
)
from answers.progress import begun
from answers.reply import reply
from data.frames.contracts import contracts
from data.frames.customer_days import customer_days
from data.frames.lines import EPOCH_ORDINAL
from data.frames.origins import customer_origins
from data.scope import Scope


@dataclass(frozen=True)
class BacktestOptions(Options):
    """``horizon``: the last months that are forecast; 0 for a third of the data, at most a year."""

    model: LifetimeModel = LifetimeModel.AUTO
    time_unit: TimeUnit = TimeUnit.WEEK
    apart: Apart = Apart.TOGETHER
    horizon: int = 0


def backtest(books: Books, scope: Scope, options: BacktestOptions) -> Answer[Backtest]:
    """The proof over all days up to ``as_of``; the models learn from the books as they were."""
    by_contract = of_contracts(books, options.model)
    scope, _ = books.settle(scope, Instead.CONTRACTS if by_contract else Instead.NOTHING)
    if by_contract:
        result = _of_contracts(books, scope, options)
    else:
        result = _of_orders(books, scope, options)
    known = whole(books, scope)
    answer = reply("backtest", books, known, options, result, contracts=by_contract)
    cut, last = (date.fromordinal(day + EPOCH_ORDINAL) for day in (result.cut + 1, result.last))
    return replace(answer, windows=dict.fromkeys(result.frames(), (cut, last)))


def _of_contracts(books: Books, scope: Scope, options: BacktestOptions) -> Backtest:
    frame = contracts(books.facts, scope)
    if frame is None:
        raise NotEnoughData("not_enough.no_contracts")
    if options.apart is not Apart.TOGETHER:
        raise NotEnoughData("not_enough.no_groups_of_contracts")
    return prove_contracts(
        frame,
        as_of=day_number(scope),
        months=options.horizon or None,
        margin_rate=float(books.rates.margin_default),
    )


def _of_orders(books: Books, scope: Scope, options: BacktestOptions) -> Backtest:
    def then(day: int) -> Scope:
        """The scope as it was: nothing later is seen, in no segment either."""
        last = date.fromordinal(day + EPOCH_ORDINAL)
        first = min(scope.start or last, last)
        return replace(scope.between(first, last), as_of=last)

    def known(day: int) -> pl.DataFrame:
        return customer_days(books.facts, then(day), books.rates)

    def apart(day: int) -> pl.DataFrame | None:
        found = segments(books, then(day)) if options.apart is Apart.SEGMENT else None
        return groups(known(day), customer_origins(books.facts, found), options.apart)

    return prove(
        customer_days(books.facts, scope, books.rates),
        as_of=day_number(scope),
        model=options.model.value,
        unit=options.time_unit.value,
        months=options.horizon or None,
        known=known,
        apart=apart,
        begun=begun,
    )
