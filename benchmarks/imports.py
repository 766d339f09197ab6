"""Importing a CSV against reading it as text: the whole way of a file, and the bare reads of it.

Each step runs in a fresh process: ``python -m benchmarks.run imports``.
"""

import resource
import tempfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as pv

from benchmarks.measuring import ROOT, Cost, interleaved, load, machine, table, write
from data import companies
from data.actor import LOCAL_OWNER
from data.intake.run import import_files
from data.samples.toko_nusantara import generate, write_files
from data.workspace import open_workspace

ROWS = 1_000_000
RETAIL = ROOT / "../shared/data/online-retail/online_retail.parquet"
ABOUT = """A CSV as it comes: the order lines of Toko Nusantara (21 columns) and, where it is there,
UCI Online Retail (8 columns, real dirt). *Text by …*: every cell as text in memory, nothing else.
*Imported*: the reading process started, every cell as text, columns proposed, formats found,
values checked, rows set aside, the snapshot written, brought to the disk, recorded. CPU counts the
reading process too; memory is that of the importing process alone, as it peaks."""
WHY = """The aim is three times the bare read; it is not reached. Of the CPU on the first file
about a third reads it (as the bare read does, and turns the cells into columns, digests the bytes
and looks for stray quotes), a quarter reads exact decimals, times and keys out of 21 columns, a
fifth checks rows against each other (keys repeated, equal lines, orders with two customers), a
fifth writes the packed snapshot, and 0.3 seconds start the reading process, which a small file
pays too. Writing the Parquet file and the bare read together are already near twice the bare
read."""


def by_pyarrow(path: str) -> int:
    """Rows of a CSV, every cell as text."""
    with Path(path).open("rb") as file:
        names = file.readline().decode().strip().split(",")
    table = pv.read_csv(
        path,
        convert_options=pv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return int(table.num_rows)


def by_polars(path: str) -> int:
    """Rows of a CSV, every cell as text."""
    return pl.read_csv(path, infer_schema=False).height


def imported(path: str, currency: str) -> dict[str, float]:
    """Rows of a CSV brought into a new company of a new workspace; CPU of the reading process."""
    with tempfile.TemporaryDirectory() as home:
        workspace = open_workspace(home)
        companies.create(
            workspace,
            LOCAL_OWNER,
            "shop",
            title="Shop",
            currency=currency,
            decimals=0 if currency == "IDR" else 2,
            timezone="Asia/Jakarta",
        )
        done = import_files(workspace, LOCAL_OWNER, "shop", "order_lines", [Path(path)])
        workspace.close()
    if done.load is None:
        raise RuntimeError(f"{path} was not accepted: {done.problems}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"rows": done.load.rows_read, "cpu": used.ru_utime + used.ru_stime}


def main() -> str:
    """Measure both files and write the table; gives its text."""
    busy = load()
    with tempfile.TemporaryDirectory() as folder:
        write_files(generate(lines=ROWS), Path(folder))
        files = {"Toko Nusantara": (str(Path(folder) / "order_lines.csv"), "IDR")}
        if RETAIL.exists():
            retail = str(Path(folder) / "retail.csv")
            pl.read_parquet(RETAIL).write_csv(retail)
            files["Online Retail"] = (retail, "GBP")
        parts = [_measured(name, *file) for name, file in files.items()]
    text = "\n\n".join(parts)
    seen = machine("polars", "pyarrow")
    write("imports", "# Imports", ABOUT, text, WHY, f"{seen} {busy}")
    return text


def _measured(name: str, path: str, currency: str) -> str:
    size = Path(path).stat().st_size / 2**20
    costs = interleaved(
        {
            "Text by pyarrow": (by_pyarrow, (path,)),
            "Text by Polars": (by_polars, (path,)),
            "Imported": (imported, (path, currency)),
        }
    )
    bare = costs["Text by pyarrow"]
    bare_cpu = _cpu(bare)
    rows = [
        (
            step,
            f"{_cpu(cost):.2f}",
            f"{_cpu(cost) / bare_cpu:.1f}",
            f"{cost.wall:.2f}",
            f"{cost.wall / bare.wall:.1f}",
            f"{cost.memory:,.0f}",
        )
        for step, cost in costs.items()
    ]
    read = costs["Imported"].answer["rows"]
    head = ("step", "CPU s", "× bare", "wall s", "× bare", "peak MiB")
    return f"## {name}: {read:,} rows, {size:,.0f} MiB\n\n{table(head, rows)}"


def _cpu(cost: Cost) -> float:
    """Seconds of the processor, those of the reading process included."""
    return cost.cpu + (cost.answer["cpu"] if isinstance(cost.answer, dict) else 0.0)
