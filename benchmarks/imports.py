"""Importing a CSV against reading it as text: the whole way of a file, and the bare reads of it.

Each step runs in a fresh process: ``python -m benchmarks.run imports``.
"""

import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pv

from benchmarks.measuring import ROOT, ROUNDS, Cost, load, machine, measure, middle, table, write
from data import companies
from data.actor import LOCAL_OWNER
from data.intake.run import import_files
from data.parquet import ROW_GROUP
from data.samples.toko_nusantara import generate, write_files
from data.workspace import open_workspace

ROWS = 1_000_000
RETAIL = ROOT / "../shared/data/online-retail/online_retail.parquet"
ABOUT = """A CSV as it comes: the order lines of Toko Nusantara (21 columns) and, where it is there,
UCI Online Retail (8 columns, real dirt). *Text by …*: every cell as text in memory, nothing else.
*Guessed by Polars*: types guessed from the first rows, dates tried, written as Parquet; nothing is
checked, set aside, brought to the disk or recorded. *Imported*: the reading process started, every
cell as text, columns proposed, formats found, values checked, rows set aside, the snapshot written,
brought to the disk, recorded, in a workspace and a company that are there. CPU counts the reading
process too; memory is that of the importing process alone, as it peaks."""
WHY = """*Stops*: a row further down refutes the guess. The aim is three times the bare read by
pyarrow, which an import does not reach: it takes about three times the CPU of a bare read by
pandas on the smaller file and less on the first. The bare read by pyarrow, on both cores, took 0.4
to 1.0 seconds of CPU on the first file from one run to the next, the import 2.7 to 3.3. It ends
in memory, an import in a file on the disk. Reading the first file as text, turning it into columns,
digesting its bytes and packing 24 columns of a million rows into Parquet takes half of an import's
CPU before any cell is looked at. Of the rest most goes into exact decimals, times and keys, then
into checks of rows against each other (keys repeated, equal lines, orders with two customers); 0.3
seconds start the reading process, which weighs on the smaller file. Looked for and not found: a
cheaper way to write Parquet, to take memory, or from text to columns. No check was given up for
speed."""


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


def by_pandas(path: str) -> int:
    """Rows of a CSV, every cell as text."""
    return len(pd.read_csv(path, dtype=str, keep_default_na=False))


def guessed(path: str) -> int | None:
    """Rows of a CSV, its types guessed and written as Parquet; None where a guess is refuted."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "guessed.parquet"
        rows = pl.scan_csv(path, try_parse_dates=True)
        try:
            rows.sink_parquet(out, compression="lz4", row_group_size=ROW_GROUP)
        except pl.exceptions.ComputeError:
            return None
        return int(pl.scan_parquet(out).select(pl.len()).collect().item())


def imported(path: str, currency: str) -> dict[str, float]:
    """Rows of a CSV brought into a company without data; seconds by the processor and the clock.

    The making of the workspace, which nobody waits for when importing, does not count.
    """
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
        wall, cpu = time.perf_counter(), _used()
        done = import_files(workspace, LOCAL_OWNER, "shop", "order_lines", [Path(path)])
        spent = {"cpu": _used() - cpu, "wall": time.perf_counter() - wall}
        workspace.close()
    if done.load is None:
        raise RuntimeError(f"{path} was not accepted: {done.problems}")
    return {"rows": done.load.rows_read, **spent}


def _used() -> float:
    """Seconds of the processor, those of the reading process included once it has ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


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
    rounds = [
        {
            "Text by pyarrow": measure(by_pyarrow, path),
            "Text by Polars": measure(by_polars, path),
            "Text by pandas": measure(by_pandas, path),
            "Guessed by Polars": measure(guessed, path),
            "Imported": _of_import(measure(imported, path, currency)),
        }
        for _ in range(ROUNDS)
    ]
    costs = {step: middle([costs[step] for costs in rounds]) for step in rounds[0]}
    bare = costs["Text by pyarrow"]
    rows = [
        (step, *(["stops"] + [""] * 4 if cost.answer is None else _figures(cost, bare)))
        for step, cost in costs.items()
    ]
    read = costs["Imported"].answer["rows"]
    head = ("step", "CPU s", "× bare", "wall s", "× bare", "peak MiB")
    return f"## {name}: {read:,} rows, {size:,.0f} MiB\n\n{table(head, rows)}"


def _figures(cost: Cost, bare: Cost) -> list[str]:
    """CPU, wall time and memory of a step, and how often the bare read's."""
    times = [(cost.cpu, bare.cpu), (cost.wall, bare.wall)]
    told = [text for own, other in times for text in (f"{own:.2f}", f"{own / other:.1f}")]
    return [*told, f"{cost.memory:,.0f}"]


def _of_import(cost: Cost) -> Cost:
    """The import alone, the reading process included."""
    return replace(cost, cpu=cost.answer["cpu"], wall=cost.answer["wall"])
