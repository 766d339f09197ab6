"""Put a sample company into the workspace: its tables, and the rates that stand in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from data import companies, loads, rates
from data.actor import Actor
from data.companies import Company, NoSuchCompanyError
from data.samples import complete_journey, toko_nusantara
from data.samples.toko_nusantara import Layer
from data.samples.toko_nusantara.files import write_truth
from data.workspace import Workspace

TRUTHS = "truth"  # folder of the workspace: read by tests and classes, never by an analysis


@dataclass(frozen=True)
class Recipe:
    """How large a generated company is, from which seed, and without which of its layers."""

    customers: int | None = None
    lines: int | None = None
    seed: int = 1
    without: frozenset[Layer] = field(default_factory=frozenset)


STANDARD = Recipe()


class Sample(NamedTuple):
    """A company that comes with the house; ``tables`` makes them and may keep a truth beside."""

    title: str
    currency: str
    decimals: int
    timezone: str
    generated: bool
    tables: Callable[[Workspace, str, Recipe], Mapping[str, pl.DataFrame]]
    rates: Mapping[str, Decimal]


def _generate(workspace: Workspace, company: str, recipe: Recipe) -> Mapping[str, pl.DataFrame]:
    made = toko_nusantara.generate(recipe.customers, recipe.seed, recipe.without, recipe.lines)
    write_truth(made.truth, workspace.home / TRUTHS / company)
    return made.tables


def _read(_workspace: Workspace, _company: str, _recipe: Recipe) -> Mapping[str, pl.DataFrame]:
    return complete_journey.tables()


SAMPLES: Mapping[str, Sample] = {
    "toko-nusantara": Sample(
        "Toko Nusantara",
        "IDR",
        decimals=0,
        timezone="Asia/Jakarta",
        generated=True,
        tables=_generate,
        rates=toko_nusantara.default_rates(),
    ),
    complete_journey.NAME: Sample(
        complete_journey.TITLE,
        complete_journey.CURRENCY,
        decimals=complete_journey.DECIMALS,
        timezone=complete_journey.TIMEZONE,
        generated=False,
        tables=_read,
        rates=complete_journey.ASSUMED_RATES,
    ),
}
"""The samples in the order they are shown."""


def install(
    workspace: Workspace,
    actor: Actor,
    sample: str,
    *,
    company: str | None = None,
    recipe: Recipe = STANDARD,
) -> Company:
    """Make a sample company and load it, under its own name or as ``company``.

    One that is there already stays as it is; a start cut off half-way is taken up again. Raises
    ``KeyError`` for a name that is no sample, ``ValueError`` for a recipe that cannot be made.
    """
    wanted, name = SAMPLES[sample], company or sample
    try:
        companies.get(workspace, name)
    except NoSuchCompanyError:
        companies.create(
            workspace,
            actor,
            name,
            title=wanted.title if name == sample else f"{wanted.title} ({name})",
            currency=wanted.currency,
            decimals=wanted.decimals,
            timezone=wanted.timezone,
            sample=True,
        )
    if not loads.history(workspace, name):
        tables = dict(wanted.tables(workspace, name, recipe))
        rates.save(workspace, actor, name, dict(wanted.rates))
        loads.put(workspace, actor, name, tables, source=f"sample:{sample}")
    return companies.get(workspace, name)
