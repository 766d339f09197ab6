"""The shared hold-out group of a company: a share of its customers whom no list ever contacts.

It stays the same across campaigns, so that what all of them together bring can be told. Who is in
it follows from the customer's id and a seed that is drawn once: a larger share keeps everybody who
was in it, a smaller one lets some go.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Connection, insert, select

from analytics.control import held_out
from data import audit, companies
from data.actor import Actor, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import holdouts
from data.target_list import ListError
from data.workspace import Workspace

HIGHEST = Decimal("0.5")
_EXACT = Decimal("0.0001")


@dataclass(frozen=True)
class Holdout:
    """``share`` of the customers, 0-0.5, in the hold-out group that ``seed`` draws."""

    share: Decimal
    seed: str
    version: int

    def holds(self, customers: Iterable[str]) -> frozenset[str]:
        """Those of ``customers`` who are in it."""
        return held_out(customers, seed=self.seed, share=float(self.share))


NONE = Holdout(Decimal(0), "", 0)


def get(workspace: Workspace, actor: Actor, company: str) -> Holdout:
    """The company's hold-out group; a share of 0 where it has none."""
    require(actor, Right.SEE, company)
    with workspace.reading() as connection:
        return _newest(connection, company)


def save(workspace: Workspace, actor: Actor, company: str, share: Decimal) -> Holdout:
    """Change the share; the company's version moves. Raises :class:`ListError`."""
    require(actor, Right.DRAFT, company)
    if not (share.is_finite() and 0 <= share <= HIGHEST and share == share.quantize(_EXACT)):
        raise ListError("target_lists.wrong_holdout", most=int(100 * HIGHEST))
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        before = _newest(connection, company)
        if before.share == share:
            return before
        seed = before.seed or secrets.token_hex(16)
        after = Holdout(share, seed, before.version + 1)
        row = {"company_id": held.id, "version": after.version, "share": share, "seed": seed}
        connection.execute(
            insert(holdouts).values(row | {"actor": actor.id, "at": datetime.now(UTC)})
        )
        companies.move(connection, held)
        audit.append(connection, actor, "holdout.save", company, {"share": str(share)})
    return after


def _newest(connection: Connection, company: str) -> Holdout:
    query = (
        select(holdouts.c.share, holdouts.c.seed, holdouts.c.version)
        .join(companies_table, companies_table.c.id == holdouts.c.company_id)
        .where(companies_table.c.name == company)
        .order_by(holdouts.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return NONE if row is None else Holdout(row.share, row.seed, row.version)
