"""An import to be cut off: run in a process of its own, it dies at the step it is told to."""

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from multiprocessing.connection import Connection
from typing import Any

import polars as pl
from sqlalchemy import Engine, event

from data import companies, loads, parquet, rates
from data.actor import LOCAL_OWNER
from data.companies import CompanyError
from data.workspace import Workspace, open_workspace

PUTS = 3
LINES = 2_000
STEPS = ("mkdir", "rename", "link", "fsync", "chmod", "unlink", "rmdir")


def part(number: int) -> dict[str, pl.DataFrame]:
    """Order lines and customers of one put; amounts are uneven to the last digit."""
    row = pl.int_range(LINES, eager=True)
    sales = pl.DataFrame({"row": row}).select(
        order_id=pl.format("O{}-{}", pl.lit(number), "row"),
        customer_id=pl.when(pl.col("row") % 7 > 0).then(pl.format("C{}", pl.col("row") % 97)),
        line_no=pl.lit(1),
        ordered_at=pl.lit(datetime(2025, 1 + number, 1)),
        quantity=pl.lit(1),
        amount=(pl.col("row") * 37 + number).cast(pl.Decimal(20, 4)) / 10_000,
    )
    people = pl.DataFrame({"customer_id": [f"C{number}-{i}" for i in range(50)]})
    return {"order_lines": sales, "customers": people.with_columns(name="customer_id")}


def amount(number: int) -> Decimal:
    """The exact total of one part, worked out without Polars."""
    return sum((Decimal(row * 37 + number) for row in range(LINES)), Decimal(0)) / 10_000


def work(workspace: Workspace, tell: Callable[[int], object]) -> None:
    """Everything that is imported; telling a number acknowledges that put. May be run again."""
    with contextlib.suppress(CompanyError):  # made before the crash
        companies.create(
            workspace,
            LOCAL_OWNER,
            "kiosk",
            title="Kiosk",
            currency="IDR",
            decimals=0,
            timezone="Asia/Jakarta",
        )
    for number in range(PUTS):
        loads.put(workspace, LOCAL_OWNER, "kiosk", part(number), source=f"{number}.csv")
        tell(number)
    rates.save(workspace, LOCAL_OWNER, "kiosk", {"order": Decimal(5)})


Work = Callable[[Workspace, Callable[[int], object]], None]


def run(home: str, url: str | None, crash_at: int, told: Connection, work: Work = work) -> None:
    """Import everything, dying without a word before step ``crash_at`` (0: at none).

    Sends the number of each acknowledged put and, at the end, minus the number of steps.
    """
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == crash_at:
            os._exit(137)

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*values: Any, **named: Any) -> Any:
            step()
            result = function(*values, **named)
            if function is sink:
                step()  # the file is there, but nobody waited for the disk
            return result

        return stepping

    sink = parquet.sink
    parquet.sink = before(sink)
    for name in STEPS:
        setattr(os, name, before(getattr(os, name)))
    event.listen(Engine, "before_cursor_execute", lambda *_: step())
    event.listen(Engine, "commit", lambda *_: step())
    workspace = open_workspace(home, url)
    work(workspace, told.send)
    workspace.close()
    told.send(-steps)
