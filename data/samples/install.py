"""Put a sample company into the workspace: its tables, and the rates that stand in."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from data import companies, loads, rates
from data.actor import Actor
from data.companies import Company, NoSuchCompanyError
from data.samples import complete_journey
from data.workspace import Workspace


class Sample(NamedTuple):
    """A company that comes with the house."""

    name: str
    title: str
    currency: str
    decimals: int
    timezone: str
    tables: Callable[[], Mapping[str, pl.DataFrame]]
    rates: Mapping[str, Decimal]


SAMPLES: Mapping[str, Sample] = {
    complete_journey.NAME: Sample(
        complete_journey.NAME,
        complete_journey.TITLE,
        complete_journey.CURRENCY,
        complete_journey.DECIMALS,
        complete_journey.TIMEZONE,
        complete_journey.tables,
        complete_journey.ASSUMED_RATES,
    ),
}


def install(workspace: Workspace, actor: Actor, name: str) -> Company:
    """Make the sample company ``name`` and load it; one that is there already stays as it is.

    Raises ``KeyError`` for a name that is no sample. A start cut off half-way is taken up again.
    """
    sample = SAMPLES[name]
    try:
        companies.get(workspace, name)
    except NoSuchCompanyError:
        companies.create(
            workspace,
            actor,
            name,
            title=sample.title,
            currency=sample.currency,
            decimals=sample.decimals,
            timezone=sample.timezone,
            sample=True,
        )
    if not loads.history(workspace, name):
        rates.save(workspace, actor, name, dict(sample.rates))
        loads.put(workspace, actor, name, dict(sample.tables()), source=f"sample:{name}")
    return companies.get(workspace, name)
