"""Who stands on the lists of a company: asked before a new list is made, or one is exported."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import ColumnElement, Select, select

from analytics.control import CONTROL
from data import companies
from data.actor import Actor, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import target_lists, target_members
from data.target_list import RUNNING
from data.workspace import Workspace

_TEXTS = dict.fromkeys(("list_id", "customer_id", "arm"), pl.String)


def running(workspace: Workspace, actor: Actor, company: str) -> pl.DataFrame:
    """Members of frozen and exported lists that wait for their result: list_id, customer_id, arm.

    Control groups too: whoever contacts them spoils what is being measured.
    """
    waiting = target_lists.c.state.in_([state.value for state in RUNNING])
    return _rows(workspace, actor, company, waiting)


def of_lists(
    workspace: Workspace, actor: Actor, company: str, list_ids: Sequence[str]
) -> pl.DataFrame:
    """Members of these lists of the company: list_id, customer_id, arm."""
    return _rows(workspace, actor, company, target_lists.c.id.in_(list(list_ids)))


def contacted(
    workspace: Workspace, actor: Actor, company: str, *, but: str | None = None
) -> pl.DataFrame:
    """When lists that were exported, ``but`` one perhaps, contacted whom last: customer_id, day.

    The day (days since 1970, in the company's time zone) is that of the last export: when the
    message itself went out, nobody told us.
    """
    require(actor, Right.SEE, company)
    zone = ZoneInfo(companies.get(workspace, company).timezone)
    exported = target_lists.c.exported_last.is_not(None) & (target_members.c.arm != CONTROL)
    if but is not None:
        exported &= target_lists.c.id != but
    query = _members(company, exported).add_columns(target_lists.c.exported_last)
    with workspace.reading() as connection:
        rows = [(r.customer_id, _day(r.exported_last, zone)) for r in connection.execute(query)]
    frame = pl.DataFrame(rows, schema={"customer_id": pl.String, "day": pl.Int64}, orient="row")
    return frame.group_by("customer_id").agg(pl.col("day").max()).sort("customer_id")


def _rows(
    workspace: Workspace, actor: Actor, company: str, which: ColumnElement[bool]
) -> pl.DataFrame:
    require(actor, Right.SEE, company)
    with workspace.reading() as connection:
        rows = [tuple(row) for row in connection.execute(_members(company, which))]
    return pl.DataFrame(rows, schema=_TEXTS, orient="row").sort("list_id", "customer_id")


def _members(company: str, which: ColumnElement[bool]) -> Select[tuple[str, str, str]]:
    there = target_lists.c.id == target_members.c.list_id
    named = companies_table.c.name == company
    return (
        select(target_members.c.list_id, target_members.c.customer_id, target_members.c.arm)
        .join(target_lists, there)
        .join(companies_table, companies_table.c.id == target_lists.c.company_id)
        .where(named, which)
    )


def _day(moment: datetime, zone: ZoneInfo) -> int:
    return moment.astimezone(zone).date().toordinal() - date(1970, 1, 1).toordinal()
