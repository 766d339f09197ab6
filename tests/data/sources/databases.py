"""A shop's own database, and what came of reading it."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from data import audit, companies
from data.actor import LOCAL_OWNER
from data.frames import open_facts
from data.frames.door import collect
from data.intake.messages import say
from data.sources.refresh import Refreshed, last_refreshes, refresh
from data.workspace import Workspace
from words import LANGUAGES, Reader

SECRET = "p@ss/w:rd%41"  # noqa: S105 - of nothing
COLUMNS = (
    "order_id varchar(20), customer_id varchar(20), line_no integer, ordered_at timestamp, "
    "product_id varchar(20), quantity numeric(12, 3), amount numeric(20, 4), updated_at timestamp"
)
ROWS = [
    ("007", "C1", 1, "2025-01-01 09:00:00", "P1", "1", "100.10", "2025-01-01 10:00:00"),
    (
        "007",
        "C1",
        2,
        "2025-01-01 09:00:00",
        "P2",
        "2.5",
        "200000000000.0001",
        "2025-01-01 10:00:00",
    ),
    ("008", None, 1, "2025-01-31 23:59:59", "P1", "-1", "-5", "2025-02-01 00:00:00"),
]
MORE = [
    ("009", "C2", 1, "2025-01-31 23:59:59", "P1", "1", "7", "2025-02-01 00:00:00"),
    ("010", "C2", 1, "2025-02-03 08:00:00", "P1", "1", "9", "2025-02-03 08:00:00"),
]
LINES = "select * from sales"


class Shop:
    """A database to read from, and the settings that lead to it."""

    def __init__(self, url: URL, home: Path, template: str) -> None:
        self.engine, self.home, self.template = create_engine(url), home, template
        columns = COLUMNS
        if self.engine.dialect.name in ("mysql", "mariadb"):
            columns = columns.replace(
                "timestamp", "datetime(6)"
            )  # its timestamps move by themselves
            self.run("drop table if exists sales")
        self.run(f"create table sales ({columns})")
        self.add(ROWS)

    def run(self, statement: str, *rows: dict[str, Any]) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), list(rows) or None)

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        names = [
            part.split()[0]
            for part in COLUMNS.replace("(12, 3)", "").replace("(20, 4)", "").split(", ")
        ]
        if self.engine.dialect.name == "postgresql":
            kinds = {"quantity": Decimal, "amount": Decimal}
            times = ("ordered_at", "updated_at")
        else:
            kinds, times = {"quantity": float}, ()
        values = [
            {
                name: kinds.get(name, datetime.fromisoformat if name in times else lambda v: v)(
                    value
                )
                if value is not None
                else None
                for name, value in zip(names, row, strict=True)
            }
            for row in rows
        ]
        asked = ", ".join(f":{name}" for name in names)
        self.run(f"insert into sales values ({asked})", *values)  # noqa: S608

    def settings(self, **order_lines: object) -> None:
        """Write the file of sources with one table."""
        given: dict[str, object] = {"query": LINES, **order_lines}
        kept = {key: value for key, value in given.items() if value is not None}
        lines = [f"{key} = {json.dumps(value)}" for key, value in kept.items()]
        head = ["[shop]", f"url = {json.dumps(self.template)}", 'company = "toko"']
        file = self.home / "sources.toml"
        file.write_text("\n".join([*head, "[shop.tables.order_lines]", *lines]))


def bring(home: Workspace) -> Refreshed:
    (done,) = refresh(home, LOCAL_OWNER, "shop")
    return done


def amounts(home: Workspace) -> dict[str, Decimal]:
    facts = open_facts(home, "toko", companies.version(home, "toko"))
    rows = collect(facts.table("order_lines").select("order_id", "line_no", "amount"))
    return {f"{order}/{line}": amount for order, line, amount in rows.sort("order_id").iter_rows()}


ALL = {
    "007/1": Decimal("100.1"),
    "007/2": Decimal("200000000000.0001"),
    "008/1": Decimal(-5),
}


def safe(home: Workspace, done: Refreshed) -> None:
    """No password, address or value of a row stands in any message or in the log."""
    told = [
        say(problem, Reader(language))
        for problem in done.outcome.problems
        for language in LANGUAGES
    ]
    told += [json.dumps(dict(entry.details)) for entry in audit.entries(home)]
    told += [repr(last) for last in last_refreshes(home)]
    assert told
    for line in told:
        assert not [word for word in (SECRET, "p%40ss", "://", "C1", "@") if word in line], line
