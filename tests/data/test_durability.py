"""Imports that die: nothing corrupt, nothing doubled, nothing acknowledged lost."""

import multiprocessing
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data import audit, companies, loads, rates, snapshots
from data.actor import LOCAL_OWNER
from data.companies import NoSuchCompanyError
from data.workspace import Workspace, open_workspace
from tests.data import importing
from tests.data.conftest import Place

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.data.importing", "alembic.command", "psycopg"])


def trial(
    home: Path,
    url: str | None,
    *,
    crash_at: int = 0,
    kill_after: float | None = None,
    work: importing.Work = importing.work,
) -> tuple[list[int], int | None]:
    """One import in a process of its own: the puts it acknowledged, and its steps if it ended."""
    hear, tell = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=importing.run, args=(str(home), url, crash_at, tell, work))
    process.start()
    tell.close()
    if kill_after is not None:
        process.join(kill_after)
        process.kill()
    said: list[int] = []
    with hear:
        while True:
            try:
                said.append(hear.recv())
            except EOFError:
                break
    process.join()
    assert process.exitcode != 1  # 1: an exception; 255: another thread was told how it ended
    process.close()
    steps = -said.pop() if said and said[-1] < 0 else None
    return said, steps


def recorded(workspace: Workspace) -> list[int]:
    """The parts that are live, each checked to be whole in catalogue and files alike."""
    try:
        live = loads.live(workspace, "kiosk")
    except NoSuchCompanyError:
        return []
    found = sorted({int(load.source.removesuffix(".csv")) for load in live})
    assert len(live) == 2 * len(found)  # both tables of each put, or neither
    for number in found:
        sales, people = (
            next(x for x in live if (x.table_name, x.source) == (table, f"{number}.csv"))
            for table in ("order_lines", "customers")
        )
        assert sales.since_version == people.since_version
        rows = pl.read_parquet(sales.path(workspace))
        assert (rows.height, rows["amount"].sum()) == (importing.LINES, importing.amount(number))
        assert sales.amount_total == importing.amount(number)
        assert pl.read_parquet(people.path(workspace, personal=True)).height == 50
    saved = rates.read(workspace, "kiosk").order == 5
    assert companies.version(workspace, "kiosk") == len(found) + saved
    return found


def check_after(home: Path, url: str | None, said: list[int]) -> None:
    """The workspace is sound at once, holds all that was acknowledged, and takes the rest."""
    workspace = open_workspace(home, url)
    if url is None:
        with workspace.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    found = recorded(workspace)
    assert found in (said, list(range(len(said) + 1)))
    loads.verify(workspace)
    audit.verify(workspace)
    snapshots.sweep(workspace, timedelta(0))
    importing.work(workspace, str)
    assert recorded(workspace) == list(range(importing.PUTS))
    assert loads.verify(workspace) == 3 * importing.PUTS  # order lines, customers, personal
    assert audit.verify(workspace) == 2 + 2 * importing.PUTS  # company, loads, rates: once each
    assert len(list(workspace.snapshots.iterdir())) == 2 * importing.PUTS
    assert list(workspace.staging.iterdir()) == []
    workspace.close()


def crash_at_steps(place: Place, share: float) -> None:
    said, steps = trial(*place())
    assert steps is not None
    assert said == list(range(importing.PUTS))
    assert steps > 80
    some = random.Random(7)  # noqa: S311 - the same steps each time
    chosen = some.sample(range(1, steps + 1), round(share * steps))

    def one(step: int) -> None:
        home, url = place()
        told, ended = trial(home, url, crash_at=step)
        assert ended is None
        check_after(home, url, told)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, chosen))


def kill_at_random(place: Place, times: int) -> None:
    """Kill so many imports at work; those that were done before their time do not count."""
    chance = random.Random(11)  # noqa: S311 - reproducible times

    def one(after: float) -> bool:
        home, url = place()
        told, ended = trial(home, url, kill_after=after)
        check_after(home, url, told)
        return ended is None

    killed = 0
    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            if killed == times:
                break
            started = time.perf_counter()
            trial(*place())
            whole = time.perf_counter() - started  # now: others may keep the machine busy
            delays = [chance.random() * whole for _ in range(times - killed)]
            killed += sum(pool.map(one, delays))
    assert killed == times


def test_death_at_some_steps(places: Callable[[str], Place]) -> None:
    crash_at_steps(places("sqlite"), share=0.02)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_death_at_every_step(places: Callable[[str], Place]) -> None:
    crash_at_steps(places("sqlite"), share=1)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_death_at_every_step_of_postgresql(places: Callable[[str], Place]) -> None:
    crash_at_steps(places("postgresql"), share=1)


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killed_two_hundred_times(places: Callable[[str], Place], database: str) -> None:
    kill_at_random(places(database), 200)


def test_four_importers_and_a_reader_at_once(workspace: Workspace, kiosk: str) -> None:
    def put(number: int) -> None:
        loads.put(workspace, LOCAL_OWNER, kiosk, importing.part(number), source=f"{number}.csv")

    with ThreadPoolExecutor(4) as pool:
        # Each part by two importers: eight puts, four loads of each table.
        running = [pool.submit(put, number % 4) for number in range(8)]
        while not all(done.done() for done in running):
            recorded_at(workspace, companies.version(workspace, kiosk))
        for done in running:
            done.result()
    assert companies.version(workspace, kiosk) == 4
    assert recorded_at(workspace, 4) == sum(map(importing.amount, range(4)))
    assert len(list(workspace.snapshots.iterdir())) == 8
    assert audit.verify(workspace) == 9


def recorded_at(workspace: Workspace, version: int) -> Decimal:
    """The amount a reader of one version finds; one put for each version, always whole."""
    live = loads.live(workspace, "kiosk", version)
    sales = [load for load in live if load.table_name == "order_lines"]
    assert (len(sales), len(live)) == (version, 2 * version)
    found = Decimal(0)
    for load in sales:
        total = pl.read_parquet(load.path(workspace))["amount"].sum()
        assert total == load.amount_total
        found += total
    return found
