"""A company whose customers can be reached, and a frozen list of them, typed by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from analytics.control import CONTROL
from data import companies, lists
from data.actor import LOCAL_OWNER
from data.target_list import NewList
from data.workspace import Workspace
from tests.companies import Line, order_lines, put

DAY = date(2025, 6, 30)
CONSENTS = ("consent_email", "consent_phone", "consent_chat", "consent_post")
TEXTS = ("customer_id", "name", "email", "phone", "address", "city", "country")


def person(number: int, **told: Any) -> dict[str, Any]:
    """A customer who may be reached by everything, if nothing else is told."""
    return {
        "customer_id": f"C{number}",
        "name": f"Orang {number}",
        "email": f"orang{number}@contoh.id",
        "phone": f"0812-0000-{number:04}",
        "address": f"Jl. Mawar No. {number}",
        "city": "Medan",
        "country": "Indonesia",
        **dict.fromkeys(CONSENTS, True),
        "objects_to_profiling": None,
        **told,
    }


def people(rows: list[dict[str, Any]]) -> pl.DataFrame:
    kinds = dict.fromkeys(TEXTS, pl.String)
    kinds |= dict.fromkeys((*CONSENTS, "objects_to_profiling"), pl.Boolean)
    return pl.DataFrame(rows, schema=kinds)


def complaints(who: list[str]) -> pl.DataFrame:
    """An open complaint of each."""
    return pl.DataFrame(
        {
            "interaction_id": [f"I-{one}" for one in who],
            "customer_id": who,
            "kind": ["complaint"] * len(who),
            "happened_at": [datetime(2025, 6, 1)] * len(who),
            "resolved": [False] * len(who),
        }
    )


def company(
    workspace: Workspace, rows: list[dict[str, Any]], name: str = "warga", complain: Any = ()
) -> str:
    """A company in which each customer bought once."""
    lines = [Line(f"O-{r['customer_id']}", r["customer_id"], DAY, 50_000, 30_000) for r in rows]
    tables = {"order_lines": order_lines(lines), "customers": people(rows)}
    if complain:
        tables["interactions"] = complaints(list(complain))
    return put(workspace, name, tables)


def frozen(
    workspace: Workspace,
    name: str,
    arms: dict[str, str],
    touch_point: str = "chat",
    called: str = "Lebaran",
    *,
    as_of: date | None = None,
) -> str:
    """The id of a frozen list with these arms, whoever may be contacted or not.

    ``as_of``: the last day of the data that it says to be chosen from.
    """
    held = companies.get(workspace, name)
    rows = pl.DataFrame(
        [(who, arm, "a") for who, arm in arms.items()],
        schema=dict.fromkeys(("customer_id", "arm", "stratum"), pl.String),
        orient="row",
    )
    new = NewList(
        called,
        touch_point,
        rows,
        found=len(arms),
        company_version=held.version,
        ledger_mark=lists.mark(workspace, held),
        scope={"as_of": as_of.isoformat()} if as_of else {},
        conditions={"rules": {"quiet_days": 0, "skip_running": False}},
        contact_cost=Decimal(500),
        fixed_cost=Decimal(10_000),
        purpose="Sebelum Lebaran",
    )
    draft = lists.build(workspace, LOCAL_OWNER, name, new)
    return lists.freeze(workspace, LOCAL_OWNER, draft.id).id


def arms(people: list[dict[str, Any]], **others: str) -> dict[str, str]:
    """Everybody is contacted but those named, as C2="control"."""
    given = {one["customer_id"]: "contact" for one in people}
    return given | others


__all__ = ["CONTROL", "arms", "company", "complaints", "frozen", "people", "person"]
