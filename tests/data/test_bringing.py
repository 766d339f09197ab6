"""Imports of files that die, meet each other or fill the disk: nothing lost, nothing twice."""

import contextlib
import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from data import audit, companies, loads, snapshots
from data.actor import LOCAL_OWNER
from data.companies import NoSuchCompanyError
from data.frames import open_facts
from data.frames.door import collect
from data.intake.child import Child
from data.intake.run import import_files
from data.snapshots import DiskFullError
from data.workspace import Workspace, open_workspace
from tests.data import bringing
from tests.data.conftest import Place
from tests.data.test_durability import trial

_ONE = threading.Lock()  # one reading process serves all checks


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as one:
        yield one


def recorded(workspace: Workspace) -> list[int]:
    """The files that are live, each checked to be whole in catalogue and snapshots alike."""
    try:
        live = loads.live(workspace, "kiosk")
    except NoSuchCompanyError:
        return []
    found = sorted(int(load.source.removesuffix(".csv")) for load in live)
    for load in live:
        rows = pl.read_parquet(load.path(workspace))
        total = bringing.amount(int(load.source.removesuffix(".csv")))
        assert (rows.height, rows["amount"].sum()) == (bringing.LINES, total)
        assert (load.amount_total, load.rows_read) == (total, bringing.LINES + 1)
        aside = pl.read_parquet(workspace.snapshots / load.folder / "quarantine.parquet")
        assert aside["problem_code"].to_list() == ["E_DATE"]
    assert companies.version(workspace, "kiosk") == len(found)
    return found


def check_after(home: Path, url: str | None, said: list[int], child: Child) -> None:
    """The workspace is sound at once, holds all that was acknowledged, and takes the rest."""
    workspace = open_workspace(home, url)
    found = recorded(workspace)
    assert found in (said, list(range(len(said) + 1)))
    loads.verify(workspace)
    audit.verify(workspace)
    snapshots.sweep(workspace, timedelta(0))
    with _ONE:
        bringing.work(workspace, str, child)
    assert recorded(workspace) == list(range(bringing.FILES))
    assert loads.verify(workspace) == 2 * bringing.FILES  # order lines and quarantine
    assert audit.verify(workspace) == 1 + bringing.FILES  # company and loads: once each
    assert len(list(workspace.snapshots.iterdir())) == bringing.FILES
    assert list(workspace.staging.iterdir()) == []
    assert len(list(workspace.home.glob("incoming/*"))) <= 1  # of the import that died
    workspace.close()


def crash_at_steps(place: Place, share: float, child: Child) -> None:
    said, steps = trial(*place(), work=bringing.work)
    assert said == list(range(bringing.FILES))
    assert steps is not None
    assert steps > 80
    some = random.Random(7)  # noqa: S311 - the same steps each time
    chosen = some.sample(range(1, steps + 1), round(share * steps))

    def one(step: int) -> None:
        home, url = place()
        told, ended = trial(home, url, crash_at=step, work=bringing.work)
        assert ended is None
        check_after(home, url, told, child)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, chosen))


def kill_at_random(place: Place, times: int, child: Child) -> None:
    """Kill so many imports at work; those that were done before their time do not count."""
    chance = random.Random(11)  # noqa: S311 - reproducible times

    def one(after: float) -> bool:
        home, url = place()
        told, ended = trial(home, url, kill_after=after, work=bringing.work)
        check_after(home, url, told, child)
        return ended is None

    killed = 0
    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            if killed == times:
                break
            started = time.perf_counter()
            trial(*place(), work=bringing.work)
            whole = time.perf_counter() - started  # now: others may keep the machine busy
            delays = [chance.random() * whole for _ in range(times - killed)]
            killed += sum(pool.map(one, delays))
    assert killed == times


def test_death_at_some_steps(places: Callable[[str], Place], child: Child) -> None:
    crash_at_steps(places("sqlite"), 0.02, child)


@pytest.mark.long
def test_killed_while_a_period_is_replaced(tmp_path: Path, child: Child) -> None:
    """Both files are of the same days, so the second takes the place of the first: all or none."""
    chance, bring = random.Random(13), partial(bringing.work, mode="period")  # noqa: S311
    started = time.perf_counter()
    trial(tmp_path / "whole", None, work=bring)
    whole = time.perf_counter() - started
    states = [(0, 0), *((bringing.LINES, bringing.amount(n)) for n in range(bringing.FILES))]
    for number in range(6):
        home = tmp_path / f"{number}"
        said, _ = trial(home, None, kill_after=chance.random() * whole, work=bring)
        workspace = open_workspace(home)
        assert seen(workspace) in states[len(said) : len(said) + 2]
        loads.verify(workspace)
        audit.verify(workspace)
        bringing.work(workspace, str, child, "period")
        assert seen(workspace) == states[-1]
        workspace.close()


def seen(workspace: Workspace) -> tuple[int, Decimal]:
    """Rows that count and their amount."""
    if "kiosk" not in companies.names(workspace):
        return 0, Decimal(0)
    facts = open_facts(workspace, "kiosk", companies.version(workspace, "kiosk"))
    if not facts.has("order_lines"):
        return 0, Decimal(0)
    amounts = collect(facts.table("order_lines").select("amount"))["amount"]
    return amounts.len(), amounts.sum()


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_death_at_every_step(places: Callable[[str], Place], database: str, child: Child) -> None:
    crash_at_steps(places(database), 1, child)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_killed_two_hundred_times(places: Callable[[str], Place], child: Child) -> None:
    kill_at_random(places("sqlite"), 200, child)


def test_what_an_import_left_long_ago_is_removed_by_the_next(
    workspace: Workspace, kiosk: str, tmp_path: Path, child: Child
) -> None:
    incoming = workspace.home / "incoming"
    (incoming / "old").mkdir(parents=True)
    (incoming / "new").mkdir()
    os.utime(incoming / "old", (0, 0))
    path = bringing.file(tmp_path, 0)
    import_files(workspace, LOCAL_OWNER, kiosk, "order_lines", [path], child=child)
    assert [left.name for left in incoming.iterdir()] == ["new"]


def test_four_importers_and_a_reader_at_once(
    workspace: Workspace, kiosk: str, tmp_path: Path
) -> None:
    paths = [bringing.file(tmp_path, number) for number in range(4)]

    def bring(number: int) -> None:
        with Child() as own:  # each file comes in twice, by two importers
            for path in (paths[number], paths[(number + 1) % 4]):
                done = import_files(workspace, LOCAL_OWNER, kiosk, "order_lines", [path], child=own)
                assert done.load is not None, done.problems

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(bring, number) for number in range(4)]
        while not all(done.done() for done in running):
            version = companies.version(workspace, kiosk)
            live = loads.live(workspace, kiosk, version)
            assert len(live) == version
            for load in live:
                total = pl.read_parquet(load.path(workspace))["amount"].sum()
                assert total == bringing.amount(int(load.source.removesuffix(".csv")))
        for done in running:
            done.result()
    assert recorded(workspace) == [0, 1, 2, 3]
    assert len(list(workspace.snapshots.iterdir())) == 4
    assert audit.verify(workspace) == 5
    assert loads.verify(workspace) == 8


def noise(folder: Path) -> Path:
    """A file of ids that do not pack: more than the small disk holds."""
    path, chance = folder / "large.csv", random.Random(3)  # noqa: S311 - the same file each time
    rows = [
        f"{chance.getrandbits(128):x},{chance.getrandbits(128):x},2025-03-01,P,1,2.50\n"
        for _ in range(150_000)
    ]
    path.write_text("order_id,customer_id,order_date,product_id,quantity,amount\n" + "".join(rows))
    return path


def test_a_full_disk_keeps_what_is_there_and_leaves_no_rest(
    small_disk: Path, tmp_path: Path, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PELANGGAN_CATALOGUE_URL", raising=False)
    workspace = open_workspace(small_disk / "home")
    companies.create(
        workspace, LOCAL_OWNER, "kiosk", title="K", currency="USD", decimals=2, timezone="UTC"
    )

    def bring(path: Path) -> None:
        made = import_files(workspace, LOCAL_OWNER, "kiosk", "order_lines", [path], child=child)
        assert made.load is not None, made.problems

    def refuses(path: Path) -> None:
        with pytest.raises(DiskFullError, match="Nothing was changed"):
            bring(path)
        assert recorded(workspace) == [0]
        assert loads.verify(workspace) == 2
        assert list(workspace.home.glob("incoming/*")) == []

    bring(bringing.file(tmp_path, 0))
    refuses(noise(tmp_path))
    rest = small_disk / "rest"
    with rest.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert shutil.disk_usage(small_disk).free == 0
    refuses(bringing.file(tmp_path, 1))
    rest.unlink()
    bring(bringing.file(tmp_path, 1))
    assert recorded(workspace) == [0, 1]
    workspace.close()
