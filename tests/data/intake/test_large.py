"""Large files: the importing process stays small; progress is told and a stop is heard."""

import json
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data import companies
from data.actor import LOCAL_OWNER
from data.intake.child import Child
from data.intake.messages import progress
from data.intake.outcome import Outcome
from data.intake.staged import prepare
from data.intake.watch import STEPS, Watch
from words import LANGUAGES, Reader

RETAIL = Path("../shared/data/online-retail/online_retail.parquet")
MOST = 200  # MiB that an import may add to the process it is called from
ROWS = 1_000_000
IMPORT = """
import sys
from pathlib import Path
from data import companies
from data.actor import LOCAL_OWNER
from data.intake.run import import_files
from data.workspace import open_workspace

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

desk = open_workspace(sys.argv[1])
companies.create(
    desk, LOCAL_OWNER, "k", title="K", currency="GBP", decimals=2, timezone="UTC"
)
before = peak()
done = import_files(desk, LOCAL_OWNER, "k", "order_lines", [Path(sys.argv[2])])
print(done.status, done.rows_read, round(peak() - before))
"""


def many(path: Path, rows: int = ROWS) -> Path:
    """A CSV of so many order lines."""
    row = pl.int_range(rows, eager=True)
    frame = pl.DataFrame({"row": row}).select(
        order_id=pl.format("O{}", pl.col("row") // 2),
        customer_id=pl.format("C{}", pl.col("row") % 20_000),
        order_date=pl.lit(date(2025, 1, 1)) + pl.duration(days=pl.col("row") % 300),
        product_id=pl.format("P{}", pl.col("row") % 500),
        quantity=pl.col("row") % 5 + 1,
        unit_price=pl.format("{}.50", pl.col("row") % 900),
    )
    frame.write_csv(path)
    return path


def added(home: Path, path: Path) -> tuple[str, int]:
    """Status, and MiB by which a fresh process grew over an import."""
    command = [sys.executable, "-c", IMPORT, str(home), str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    status, _, grown = ended.stdout.split()
    return status, int(grown)


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="Peak memory is read from /proc.")
def test_a_million_rows_leave_the_importing_process_small(tmp_path: Path) -> None:
    status, grown = added(tmp_path / "home", many(tmp_path / "many.csv"))
    assert status == "accepted"
    assert grown < MOST


@pytest.mark.skipif(not RETAIL.exists(), reason=f"there is no {RETAIL}")
@pytest.mark.skipif(sys.platform != "linux", reason="Peak memory is read from /proc.")
def test_online_retail_leaves_the_importing_process_small(tmp_path: Path) -> None:
    status, grown = added(tmp_path / "home", RETAIL)
    assert status == "accepted"
    assert grown < MOST


def test_a_million_rows_tell_their_progress_and_are_called_off(shop: Any, tmp_path: Path) -> None:
    path = many(tmp_path / "many.csv")
    told: list[str] = []
    watch = Watch(lambda one: told.append(one.step))
    ready: list[Outcome] = []

    def work() -> None:
        with (
            Child() as own,
            prepare(
                shop.desk, LOCAL_OWNER, shop.name, "order_lines", [path], watch=watch, child=own
            ) as prepared,
        ):
            ready.append(prepared.load())

    worker = threading.Thread(target=work)
    worker.start()
    while "columns" not in told and worker.is_alive():
        time.sleep(0.005)
    watch.cancel()
    worker.join()
    assert [one.status for one in ready] == ["cancelled"]
    assert set(told) <= set(STEPS) - {"keep"}
    assert companies.version(shop.desk, shop.name) == 0
    assert list((shop.desk.home / "incoming").iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_left_is_told_in_words(language: str) -> None:
    watch = Watch()
    reader = Reader(language)
    for step in STEPS:
        watch.move(step, 0, 1)
        assert reader.text(f"intake.step_{step}") in progress(watch, reader)
    watch.move("keep", 1, 1)
    assert "100" in progress(watch, reader)


def test_the_command_line_tells_how_far_a_large_file_is(tmp_path: Path) -> None:
    path = many(tmp_path / "many.csv", 150_000)
    command = [
        sys.executable, "cli.py", "import", str(path), "--company", "Large", "--table",
        "order_lines", "--currency", "USD", "--json",
    ]  # fmt: skip
    environment = {"PELANGGAN_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=True, env=environment
    )
    said = json.loads(ended.stdout)
    assert (said["status"], said["rows_accepted"]) == ("accepted", 150_000)
    assert "%" in ended.stderr
