"""What will customers be worth, who is most valuable, and who has most to give?"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import polars as pl

from analytics.findings import NotEnoughData
from analytics.lifetime.contract_value import forecast_contracts
from analytics.lifetime.value import Lifetime, forecast_value
from analytics.lifetime.what_if import Changes
from analytics.proof import Proof
from answers.answer import Answer, Options
from answers.books import Books, Instead
from answers.reply import reply
from answers.rfm import RfmOptions, rfm
from data.frames.contracts import contracts
from data.frames.customer_days import customer_days
from data.frames.lines import EPOCH_ORDINAL
from data.frames.origins import customer_origins
from data.scope import Scope


class LifetimeModel(StrEnum):
    """The models by name; ``auto`` takes the one that fits best; ``sbg`` is of contracts."""

    AUTO = "auto"
    BG_NBD = "bg_nbd"
    MBG_NBD = "mbg_nbd"
    PARETO_NBD = "pareto_nbd"
    NBD = "nbd"
    SBG = "sbg"


ORDER_MODELS = tuple(model for model in LifetimeModel if model is not LifetimeModel.SBG)
"""Those of them that are of orders, and the choice among them."""


class TimeUnit(StrEnum):
    """What the parameters count time in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Apart(StrEnum):
    """By what groups are fitted apart, each where it has enough customers."""

    TOGETHER = "together"
    ACQUISITION_CHANNEL = "acquisition_channel"
    CUSTOMER_TYPE = "customer_type"
    COHORT = "cohort"
    SEGMENT = "segment"


@dataclass(frozen=True)
class LifetimeOptions(Options):
    """``horizon`` in months; ``discount_rate`` a month's. The others: what if, by how much."""

    model: LifetimeModel = LifetimeModel.AUTO
    time_unit: TimeUnit = TimeUnit.WEEK
    apart: Apart = Apart.TOGETHER
    horizon: int = 12
    discount_rate: float = 0.01
    retention_up: float = 0.05
    margin_up: float = 0.01
    discount_up: float = 0.005
    acquisition_up: float = 0.10


def lifetime(
    books: Books, scope: Scope, options: LifetimeOptions, proof: Proof | None = None
) -> Answer[Lifetime]:
    """The value of the scope's customers from ``as_of`` on; the whole history before it is seen."""
    by_contract = of_contracts(books, options.model)
    scope, _ = books.settle(scope, Instead.CONTRACTS if by_contract else Instead.NOTHING)
    origins = customer_origins(books.facts, segments(books, scope))
    asked: dict[str, Any] = {
        "as_of": day_number(scope),
        "months": options.horizon,
        "discount_rate": options.discount_rate,
        "origins": origins,
        "changes": Changes(
            options.retention_up, options.margin_up, options.discount_up, options.acquisition_up
        ),
    }
    if by_contract:
        running = contracts(books.facts, scope)
        if running is None:
            raise NotEnoughData("not_enough.no_contracts")
        if options.apart is not Apart.TOGETHER:
            raise NotEnoughData("not_enough.no_groups_of_contracts")
        rate = float(books.rates.margin_default)
        result = forecast_contracts(running, margin_rate=rate, **asked)
    else:
        frame = customer_days(books.facts, scope, books.rates)
        model, unit = options.model.value, options.time_unit.value
        apart = groups(frame, origins, options.apart)
        result = forecast_value(frame, model=model, unit=unit, apart=apart, **asked)
    known = whole(books, scope)
    answer = reply("lifetime", books, known, options, result, contracts=by_contract)
    return replace(answer, proof=proof)


def of_contracts(books: Books, model: LifetimeModel) -> bool:
    """Whether contracts are what is modelled: as asked, or where nothing else is there."""
    return model is LifetimeModel.SBG or (model is LifetimeModel.AUTO and books.span is None)


def groups(frame: pl.DataFrame, origins: pl.DataFrame, apart: Apart) -> pl.DataFrame | None:
    """The group of each customer of a CUSTOMER_DAYS frame; None where all are fitted together.

    Raises ``NotEnoughData`` where nobody's group is known.
    """
    if apart is Apart.TOGETHER:
        return None
    if apart is Apart.COHORT:
        first = pl.from_epoch(pl.col("day").min(), time_unit="d").dt.year().cast(pl.String)
        return frame.group_by("customer_id").agg(group=first)
    known = origins.select("customer_id", group=apart.value).drop_nulls()
    if known.is_empty():
        raise NotEnoughData("not_enough.no_known_groups", dimension=apart.value)
    return known


def whole(books: Books, scope: Scope) -> Scope:
    """The settled scope over all days that a history is made of, whatever its period."""
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    return scope.between(min(books.sold(Instead.CONTRACTS).first, scope.as_of), scope.as_of)


def day_number(scope: Scope) -> int:
    """The last day that the settled ``scope`` sees, in days since 1970."""
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    return scope.as_of.toordinal() - EPOCH_ORDINAL


def segments(books: Books, scope: Scope) -> pl.DataFrame | None:
    """The segment of each customer of the period on the company's RFM map."""
    try:
        return rfm(books, scope, RfmOptions()).result.customers.select("customer_id", "segment")
    except NotEnoughData:
        return None
