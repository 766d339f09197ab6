"""Importing a CSV against reading it as text: the whole way of a file, and the bare reads of it.

Each step runs in a fresh process: ``python -m benchmarks.run imports``.
"""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from benchmarks.measuring import (
    ROOT,
    ROUNDS,
    Cost,
    load,
    machine,
    measure,
    middle,
    table,
    used,
    write,
)
from data import companies
from data.actor import LOCAL_OWNER
from data.intake.run import import_files
from data.parquet import ROW_GROUP
from data.samples.toko_nusantara import generate, write_files
from data.workspace import open_workspace

ROWS = 1_000_000
PYARROW, PANDAS = "Text by pyarrow", "Text by pandas"
RETAIL = ROOT / "../shared/data/online-retail/online_retail.parquet"
ABOUT = """A CSV as it comes: the order lines of Toko Nusantara (21 columns) and, where it is there,
UCI Online Retail (8 columns, real dirt). *Text by …*: every cell as text in memory, nothing else.
*Text into Parquet by pyarrow*: its bare read and that text written as Parquet, nothing else.
*Guessed by …*: types guessed from the first rows, dates tried, written as Parquet; nothing is
checked, set aside, brought to the disk or recorded, and money is a float. *Imported*: the reading
process started, every cell as text, columns proposed, formats found, values checked, rows set
aside, the snapshot written, brought to the disk, recorded, in a workspace and a company that are
there. *One row imported*: the same for a file of one row, so what starting and recording cost.
CPU counts the reading process too; memory is that of the importing process alone, as it peaks."""
WHY = """*Stops*: a row further down refutes the guess. The aim is three times the bare read of the
file as text, which is pyarrow's: an import reads by it. It is not reached. That read took 0.3 to
1.0 seconds of CPU on the first file from one run to the next, the import 2.1 to 2.7; beside pandas
both files stay within three times. A quarter of a second is the start of the reading process and
the record, whatever the file. What is left below three times would not pay for any check: engines
that only guess types, keep money as floats and write Parquet take two to four times the bare read
themselves. An import adds to that the file's digest, exact decimals, the format of each column
found on all its rows, and rows checked against each other (keys repeated, equal lines, orders with
two customers). Columns that repeat are read as dictionaries, each different cell looked at once;
that took a quarter off. Other memory pools, huge pages, settings and writers of Parquet gained
nothing. No check was given up for speed."""


def by_pyarrow(path: str) -> int:
    """Rows of a CSV, every cell as text."""
    return int(_text(path).num_rows)


def as_parquet(path: str) -> int:
    """Rows of a CSV, every cell as text, written as Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _text(path)
        pq.write_table(rows, Path(folder) / "text.parquet", compression="lz4")
        return int(rows.num_rows)


def _text(path: str) -> pa.Table:
    with Path(path).open("rb") as file:
        names = file.readline().decode().strip().split(",")
    return pv.read_csv(
        path,
        convert_options=pv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


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


def guessed_by_duckdb(path: str) -> int | None:
    """The same by DuckDB."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as engine:
        out = str(Path(folder) / "guessed.parquet")
        try:
            engine.read_csv(path).write_parquet(out, compression="lz4")
        except duckdb.Error:
            return None
        return pq.read_metadata(out).num_rows


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
        wall, cpu = time.perf_counter(), used()
        done = import_files(workspace, LOCAL_OWNER, "shop", "order_lines", [Path(path)])
        spent = {"cpu": used() - cpu, "wall": time.perf_counter() - wall}
        workspace.close()
    if done.load is None:
        raise RuntimeError(f"{path} was not accepted: {done.problems}")
    return {"rows": done.load.rows_read, **spent}


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
    with Path(path).open("rb") as file:
        single = Path(f"{path}.one.csv")
        single.write_bytes(file.readline() + file.readline())
    rounds = [
        {
            PYARROW: measure(by_pyarrow, path),
            "Text by Polars": measure(by_polars, path),
            PANDAS: measure(by_pandas, path),
            "Text into Parquet by pyarrow": measure(as_parquet, path),
            "Guessed by Polars": measure(guessed, path),
            "Guessed by DuckDB": measure(guessed_by_duckdb, path),
            "One row imported": _of_import(measure(imported, str(single), currency)),
            "Imported": _of_import(measure(imported, path, currency)),
        }
        for _ in range(ROUNDS)
    ]
    costs = {step: middle([costs[step] for costs in rounds]) for step in rounds[0]}
    bare = costs[PYARROW], costs[PANDAS]
    rows = [
        (step, *(["stops"] + [""] * 6 if cost.answer is None else _figures(cost, *bare)))
        for step, cost in costs.items()
    ]
    read = costs["Imported"].answer["rows"]
    ratios = "× pyarrow", "× pandas"
    head = ("step", "CPU s", *ratios, "wall s", *ratios, "peak MiB")
    return f"## {name}: {read:,} rows, {size:,.0f} MiB\n\n{table(head, rows)}"


def _figures(cost: Cost, *bare: Cost) -> list[str]:
    """CPU, wall time and memory of a step, and how often the bare reads'."""
    times = [(cost.cpu, [b.cpu for b in bare]), (cost.wall, [b.wall for b in bare])]
    told = [
        text
        for own, others in times
        for text in (f"{own:.2f}", *(f"{own / x:.1f}" for x in others))
    ]
    return [*told, f"{cost.memory:,.0f}"]


def _of_import(cost: Cost) -> Cost:
    """The import alone, the reading process included."""
    return replace(cost, cpu=cost.answer["cpu"], wall=cost.answer["wall"])
