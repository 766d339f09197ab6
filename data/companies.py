"""The companies of a workspace, and the version number that moves with everything they hold."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from phonenumbers import SUPPORTED_REGIONS
from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from data import audit
from data.actor import Actor, Right, require
from data.catalogue import companies
from data.workspace import Workspace

_WHOLE = frozenset({"IDR", "JPY", "KRW", "VND", "CLP"})  # currencies used without decimals


class CompanyError(ValueError):
    """A company cannot be made like this. The message says what to change."""


class NoSuchCompanyError(LookupError):
    """No company of this name is in the workspace."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no company {name!r} here.")


@dataclass(frozen=True)
class Company:
    """One company: its money, its time zone, and the version of its data."""

    id: int
    name: str  # short name for links, files and the command line
    title: str
    currency: str  # ISO 4217
    decimals: int  # usual decimals of its money
    timezone: str
    is_sample: bool
    version: int
    created_at: datetime
    position: int

    @property
    def country(self) -> str:
        """Two letters of the country whose time zone it keeps; ID where that has none."""
        found = get_global("zone_territories").get(self.timezone, "")
        return str(found) if found in SUPPORTED_REGIONS else "ID"

    def local(self, moment: datetime) -> datetime:
        """``moment`` by the company's own clock, as everything else of it is dated."""
        return moment.astimezone(ZoneInfo(self.timezone))


@dataclass(frozen=True)
class NewCompany:
    """A company to be made: what it is called, its money and its time zone."""

    title: str
    currency: str
    decimals: int
    timezone: str


def create(
    workspace: Workspace,
    actor: Actor,
    name: str,
    *,
    title: str,
    currency: str,
    decimals: int,
    timezone: str,
    sample: bool = False,
) -> Company:
    """Make an empty company at version 0. Raises :class:`CompanyError` for a name that is taken."""
    new = NewCompany(title, currency, decimals, timezone)
    with workspace.writing() as connection:
        return add(connection, actor, name, new, sample=sample)


def add(
    connection: Connection, actor: Actor, name: str, new: NewCompany, *, sample: bool = False
) -> Company:
    """As :func:`create`, within the caller's write transaction, which a taken name ends."""
    require(actor, Right.IMPORT_DATA, name)
    _check(name, new)
    last = select(func.coalesce(func.max(companies.c.position), 0) + 1).scalar_subquery()
    values = {
        **asdict(new),
        "name": name,
        "is_sample": sample,
        "version": 0,
        "created_at": datetime.now(UTC),
        "position": last,
    }
    try:
        connection.execute(insert(companies).values(values))
    except IntegrityError:
        raise CompanyError(f"There is a company {name!r} already. Choose another name.") from None
    audit.append(connection, actor, "company.create", name, {"sample": sample})
    return lock(connection, name)


def short_name(title: str) -> str:
    """The short name that a title suggests: `Toko Nusantara!` gives `toko-nusantara`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:63].strip("-") or "company"


def usual_decimals(currency: str) -> int:
    """How many decimals prices in a currency usually have."""
    return 0 if currency.upper() in _WHOLE else 2


def get(workspace: Workspace, name: str) -> Company:
    """One company by name. Raises :class:`NoSuchCompanyError`."""
    with workspace.reading() as connection:
        row = connection.execute(select(companies).where(companies.c.name == name)).one_or_none()
    if row is None:
        raise NoSuchCompanyError(name)
    return _company(row)


def listing(workspace: Workspace) -> list[Company]:
    """All companies in the order they are shown."""
    with workspace.reading() as connection:
        rows = connection.execute(select(companies).order_by(companies.c.position, companies.c.id))
        return [_company(row) for row in rows]


def names(workspace: Workspace) -> list[str]:
    """The names of all companies in the order they are shown."""
    return [company.name for company in listing(workspace)]


def version(workspace: Workspace, name: str) -> int:
    """The company's version now: one quick query. Raises :class:`NoSuchCompanyError`."""
    with workspace.reading() as connection:
        found = connection.scalar(select(companies.c.version).where(companies.c.name == name))
    if found is None:
        raise NoSuchCompanyError(name)
    return int(found)


def lock(connection: Connection, name: str) -> Company:
    """The company, held until the caller's write transaction ends: changes come one by one."""
    row = connection.execute(
        select(companies).where(companies.c.name == name).with_for_update()
    ).one_or_none()
    if row is None:
        raise NoSuchCompanyError(name)
    return _company(row)


def move(connection: Connection, company: Company) -> int:
    """Give a locked company its next version, which is returned."""
    after = company.version + 1
    connection.execute(update(companies).where(companies.c.id == company.id).values(version=after))
    return after


def _check(name: str, new: NewCompany) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", name):
        raise CompanyError(
            f"{name!r} cannot be a company's short name. Use small letters, digits and hyphens, "
            "at most 63, as in toko-nusantara."
        )
    if not new.title.strip() or len(new.title) > 200:
        raise CompanyError("A company needs a title of 1 to 200 characters.")
    if not re.fullmatch(r"[A-Z]{3}", new.currency):
        raise CompanyError(f"{new.currency!r} is no currency. Use its three letters, as in IDR.")
    if new.decimals not in range(5):
        raise CompanyError(f"Money cannot have {new.decimals} decimals here. Use 0 to 4.")
    if new.timezone not in available_timezones():
        raise CompanyError(f"{new.timezone!r} is no time zone. Use a name such as Asia/Jakarta.")


def _company(row: Row[Any]) -> Company:
    return Company(**row._mapping)
