"""What it costs to serve: a company's rates, each an assumption until somebody confirms it.

Costs are in the company's money; a rate nobody set is 0. A margin is a share of revenue that stands
in where lines have no cost; it is 0.30 until set.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select

from analytics.bases import ServiceRates
from data import audit, companies
from data.actor import Actor, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import rates as rates_table
from data.workspace import Workspace

ZERO = Decimal(0)
MARGIN = Decimal("0.30")
COSTS = ("order", "line", "return", "delivery", "visit", "contact_minute")
"""The keys of plain costs; `contact_minute:<touch point>` and `margin:<category>` refine theirs."""

_LARGEST = Decimal(10) ** 12


class RateError(ValueError):
    """A rate cannot be kept. The message names the key and says what to do."""


@dataclass(frozen=True)
class Rates:
    """The rates of one company. ``assumed`` holds the keys of all that nobody confirmed."""

    order: Decimal = ZERO
    line: Decimal = ZERO
    return_: Decimal = ZERO  # per returned line
    delivery: Decimal = ZERO
    visit: Decimal = ZERO
    contact_minute: Mapping[str, Decimal] = field(default_factory=dict)  # by touch point
    contact_minute_default: Decimal = ZERO  # any other touch point
    margin: Mapping[str, Decimal] = field(default_factory=dict)  # by category
    margin_default: Decimal = MARGIN  # any other category
    assumed: frozenset[str] = frozenset((*COSTS, "margin"))

    @property
    def service(self) -> ServiceRates:
        """The rates that apply to counts, in plain numbers, as an analysis reads them."""
        return ServiceRates(
            order=float(self.order),
            line=float(self.line),
            return_=float(self.return_),
            delivery=float(self.delivery),
        )

    def values(self) -> dict[str, Decimal]:
        """Every rate by its key, plain ones first."""
        plain = (
            self.order,
            self.line,
            self.return_,
            self.delivery,
            self.visit,
            self.contact_minute_default,
            self.margin_default,
        )
        return {
            **dict(zip((*COSTS, "margin"), plain, strict=True)),
            **{f"contact_minute:{name}": rate for name, rate in self.contact_minute.items()},
            **{f"margin:{name}": rate for name, rate in self.margin.items()},
        }


def read(workspace: Workspace, company: str) -> Rates:
    """The rates of ``company`` now. Raises :class:`data.companies.NoSuchCompanyError`."""
    query = (
        select(rates_table.c.key, rates_table.c.value, rates_table.c.confirmed)
        .join(companies_table, companies_table.c.id == rates_table.c.company_id)
        .where(companies_table.c.name == company)
    )
    with workspace.reading() as connection:
        rows = connection.execute(query).all()
    if not rows:
        companies.get(workspace, company)
    return _rates({key: (value, confirmed) for key, value, confirmed in rows})


def save(
    workspace: Workspace,
    actor: Actor,
    company: str,
    changes: Mapping[str, Decimal | None],
    *,
    confirmed: Collection[str] = (),
) -> Rates:
    """Keep changed rates and give back all; the company's version moves if anything changed.

    ``changes`` holds values by key, None to forget a rate. Keys in ``confirmed`` count as
    confirmed, also where their value stays; keys among ``changes`` alone are assumptions again.
    Raises :class:`RateError`.
    """
    require(actor, Right.EDIT_RATES, company)
    for key in (*changes, *confirmed):
        _check(key, changes.get(key))
    with workspace.writing() as connection:
        locked = companies.lock(connection, company)
        before = _stored(connection, locked.id)
        after = _changed(before, changes, confirmed)
        if after != before:
            _replace(connection, actor, locked.id, before, after)
            companies.move(connection, locked)
            touched = {
                key: [str(part) for part in after.get(key, ())]
                for key in before.keys() | after.keys()
                if before.get(key) != after.get(key)
            }
            audit.append(connection, actor, "rates.save", company, touched)
    return _rates(after)


_Stored = dict[str, tuple[Decimal, bool]]


def _stored(connection: Connection, company_id: int) -> _Stored:
    rows = connection.execute(select(rates_table).where(rates_table.c.company_id == company_id))
    return {row.key: (row.value, row.confirmed) for row in rows}


def _changed(
    before: _Stored, changes: Mapping[str, Decimal | None], confirmed: Collection[str]
) -> _Stored:
    after = dict(before)
    for key, value in changes.items():
        if value is None:
            after.pop(key, None)
        else:
            after[key] = (value, key in confirmed)
    defaults = Rates().values()
    for key in confirmed:
        if key in after:
            after[key] = (after[key][0], True)
        elif key in defaults and changes.get(key, ZERO) is not None:
            after[key] = (defaults[key], True)
    return after


def _replace(
    connection: Connection, actor: Actor, company_id: int, before: _Stored, after: _Stored
) -> None:
    changed = [key for key in before if before[key] != after.get(key)]
    mine = rates_table.c.company_id == company_id
    if changed:
        connection.execute(delete(rates_table).where(mine, rates_table.c.key.in_(changed)))
    at = datetime.now(UTC)
    new = [
        {
            "company_id": company_id,
            "key": key,
            "value": value,
            "confirmed": is_confirmed,
            "actor": actor.id,
            "at": at,
        }
        for key, (value, is_confirmed) in after.items()
        if before.get(key) != (value, is_confirmed)
    ]
    if new:
        connection.execute(insert(rates_table), new)


def _rates(stored: _Stored) -> Rates:
    def value(key: str) -> Decimal:
        return stored[key][0] if key in stored else ZERO

    def within(group: str) -> dict[str, Decimal]:
        return {
            key.partition(":")[2]: rate
            for key, (rate, _) in sorted(stored.items())
            if key.startswith(f"{group}:")
        }

    known = {*COSTS, "margin", *stored}
    return Rates(
        order=value("order"),
        line=value("line"),
        return_=value("return"),
        delivery=value("delivery"),
        visit=value("visit"),
        contact_minute=within("contact_minute"),
        contact_minute_default=value("contact_minute"),
        margin=within("margin"),
        margin_default=stored["margin"][0] if "margin" in stored else MARGIN,
        assumed=frozenset(key for key in known if not stored.get(key, (ZERO, False))[1]),
    )


def _check(key: str, value: Decimal | None) -> None:
    group, colon, name = key.partition(":")
    known = group in ("contact_minute", "margin") and name.strip() if colon else group == "margin"
    if not (known or key in COSTS) or len(key) > 200:
        raise RateError(f"There is no rate {key!r}. Use one of {', '.join((*COSTS, 'margin'))}.")
    if value is None:
        return
    if not value.is_finite() or abs(value) > _LARGEST:
        raise RateError(f"The rate {key!r} must be a number up to {_LARGEST:f}.")
    if group == "margin" and not -1 <= value <= 1:
        raise RateError(f"The rate {key!r} is a share of revenue. Use -1 to 1, as in 0.30.")
    if group != "margin" and value < 0:
        raise RateError(f"The rate {key!r} is a cost. Use 0 or more.")
