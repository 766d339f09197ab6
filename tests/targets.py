"""A small company with consents and a complaint, and target lists typed by hand."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from analytics.control import CONTROL
from data import companies, lists
from data.actor import LOCAL_OWNER
from data.lists import NewList
from data.workspace import Workspace
from tests.companies import Line, order_lines, put

DAY = date(2025, 6, 30)


def warung(workspace: Workspace) -> str:
    """Six customers with every consent, but C5 none and C6 an open complaint."""
    ids = [f"C{number}" for number in range(1, 7)]
    lines = [Line(f"O{who}", who, DAY, 50_000, 30_000) for who in ids]
    people = pl.DataFrame(
        {"customer_id": ids, "consent_email": [True] * 4 + [None, True]},
    )
    told = pl.DataFrame(
        {"interaction_id": ["I1"], "customer_id": ["C6"], "kind": ["complaint"],
         "happened_at": [datetime(2025, 6, 1)], "resolved": [False]}
    )  # fmt: skip
    tables = {"order_lines": order_lines(lines), "customers": people, "interactions": told}
    return put(workspace, "warung", tables)


def new_list(
    workspace: Workspace,
    name: str = "Lebaran",
    arms: dict[str, str] | None = None,
    **more: object,
) -> NewList:
    chosen = arms or {"C1": "letter", "C2": CONTROL, "C3": "letter", "C4": "letter"}
    ids = dict.fromkeys(("customer_id", "arm", "stratum"), pl.String)
    rows = [(who, arm, "a") for who, arm in chosen.items()]
    held = companies.get(workspace, "warung")
    made = NewList(
        name,
        "e-mail",
        pl.DataFrame(rows, schema=ids, orient="row"),
        found=6,
        company_version=held.version,
        ledger_mark=lists.mark(workspace, held),
        left_out={"no_consent": 1, "open_complaint": 1},
        conditions={"rules": {"quiet_days": 0, "skip_running": False}},
        control_share=Decimal("0.25"),
        contact_cost=Decimal(250),
        fixed_cost=Decimal(1_000),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def frozen(workspace: Workspace, company: str, **more: object) -> str:
    draft = lists.build(workspace, LOCAL_OWNER, company, new_list(workspace, **more))  # type: ignore[arg-type]
    return lists.freeze(workspace, LOCAL_OWNER, draft.id).id
