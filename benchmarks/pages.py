"""What a visitor waits for: the first picture, a new one after a filter, alone and in a crowd."""

import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from benchmarks import by_wire, in_browser
from benchmarks.measuring import ROOT, load, machine, measure, quantile, table, write
from data.actor import LOCAL_OWNER
from data.samples.install import install
from data.workspace import open_workspace
from tools.serving import COMMAND, Served, serving
from tools.wire import Run, visit

SAMPLE = "complete-journey"
PAGES = {"overview": "", "profit": "profit"}  # the overview is the first page: it has no path
ROUNDS = 30
USERS, PAUSE, CLICKS = 30, 10.0, 6

_STREAMLIT = (sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"))
_BARE = (*_STREAMLIT, "--server.port", "0", "--server.headless", "true")
SERVERS: Mapping[str, tuple[str, ...]] = {
    "ui.server: both mends": COMMAND,
    "streamlit run: no TCP_NODELAY": _BARE,
    "ui.server --no-mends: neither": (*COMMAND, "--no-mends"),
}


class Seen(NamedTuple):
    """One page: first and second visit (s), filters and CPU (ms), sizes (kB)."""

    first: float
    second: float
    remembered: list[float]
    anew: list[float]
    cpu: float
    cpu_anew: float
    cpu_browser: float
    payload: float
    figure: float


def fill(home: str) -> None:
    """Put Complete Journey into the workspace ``home``, in a process of its own."""
    workspace = open_workspace(home)
    install(workspace, LOCAL_OWNER, SAMPLE)
    workspace.close()


def figures(run: Run) -> list[int]:
    """The sizes of the figures of a run, as JSON."""
    return [len(e.plotly_chart.spec) for e in run.of_kind("plotly_chart")]


def look(chromium: Browser, home: Path, path: str, rounds: int) -> Seen:
    """One page in the browser, first on a fresh server, then on one that remembers nothing."""
    with serving(home) as served:
        address = f"{served.url}/{path}?company={SAMPLE}"
        with in_browser.tab(chromium) as (page, _):
            first = in_browser.opened(page, address)
        with in_browser.tab(chromium) as (page, traffic):
            second = in_browser.opened(page, address)
            in_browser.prepare(page)
            traffic.clear()
            before = in_browser.cpu()
            remembered, cpu = _switched(page, served, rounds)
            cpu_browser = (in_browser.cpu() - before) * 1000 / rounds
            payload = traffic.size / rounds / 1000
        with visit(served.port) as visitor:
            largest = max(figures(visitor.run(path, by_wire.QUERIES[1])))
    forgetful = {"PELANGGAN_CACHE_MB": "0"}
    with serving(home, environment=forgetful) as served, in_browser.tab(chromium) as (page, _):
        in_browser.opened(page, f"{served.url}/{path}?company={SAMPLE}")
        in_browser.prepare(page)
        anew, cpu_anew = _switched(page, served, rounds)
    return Seen(
        *(first, second, remembered, anew, cpu, cpu_anew, cpu_browser),
        payload=payload,
        figure=largest / 1000,
    )


def _switched(page: Page, served: Served, rounds: int) -> tuple[list[float], float]:
    """Times of switching the period, and the server's CPU for each, both in ms."""
    before = server_cpu(served)
    times = in_browser.switches(page, rounds)
    return times, (server_cpu(served) - before) * 1000 / rounds


def server_cpu(served: Served) -> float:
    """CPU seconds that a server has used."""
    used = psutil.Process(served.process.pid).cpu_times()
    return float(used.user + used.system)


def mends(home: Path, rounds: int, users: int, pause: float) -> list[list[object]]:
    """Reruns of the overview by server: one visitor, and many at once."""
    rows: list[list[object]] = []
    for name, command in SERVERS.items():
        with serving(home, command=command) as served:
            one = measure(by_wire.reruns, served.port, "", rounds).answer
            before = server_cpu(served)
            many = measure(by_wire.crowd, served.port, "", users, CLICKS, pause).answer
            cpu = (server_cpu(served) - before) * 1000 / users / (CLICKS + by_wire.WARM)
        rows.append([name, f"{cpu:.0f}", *_middle_and_worst(one), *_middle_and_worst(many)])
    return rows


def _middle_and_worst(times: Iterable[float]) -> list[str]:
    times = list(times)
    return [f"{statistics.median(times):.0f}", f"{quantile(times, 0.95):.0f}"]


INTRO = """# The pages

The real server (`python -m ui.server`) on Complete Journey (1,469,307 order lines), and real
Chromium on the same machine."""

READING = """How to read it: a *first visit* is the first of all on a fresh server: it opens the
books and counts. A *second visit* is another visitor's, by the same link. Both run from the request
to the first chart on screen, in seconds. *Filter* is the switch between the last 90 days and the
whole period, in milliseconds from the press of the button until the new picture has been painted:
median and 95th percentile of {rounds}. *Remembered*: somebody asked the same before; *anew*: the
server forgets every answer and picture at once, the company's books stay open. *CPU* is the
server's for one rerun, in milliseconds, which a busy machine changes less; *of the browser*: all
its threads until the whole page stands still, drawn without a graphics card, remembered. The wait
is made of both, so what else runs on two cores (last line) makes it longer. *Payload* is what one
rerun sends over the WebSocket, *figure* the largest chart in it, in kB."""

MENDS = """## The two mends

What the server does about garbage collection (one after the imports, none after each rerun) and
about TCP_NODELAY (set on its socket), measured on the overview, from asking for a rerun to its last
message, without a browser. One visitor clicks without rest; {users} visitors at once each rest
{pause:g} seconds between two clicks on average. Milliseconds; *CPU* is the server's for each."""

REMEMBERED, ANEW = 300.0, 800.0  # milliseconds
FLOORS = f"""Floors: the new picture within {REMEMBERED:.0f} ms where the answer is remembered and
{ANEW:.0f} ms where it is not, 500 ms for 30 visitors on 2 cores, each as 95th percentile; no figure
over 100 kB."""
WHY = """Server and browser share the cores with whatever else ran (last line): their CPU, which is
in the table, is what the pages themselves take. Charts and tables travel with every rerun
(docs/architecture.md, 15): on profit they are most of the payload."""


def main(rounds: int = ROUNDS, users: int = USERS, pause: float = PAUSE) -> str:
    """Measure, write the tables and give them."""
    busy = load()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        measure(fill, folder)
        with in_browser.browser() as chromium:
            seen = {name: look(chromium, home, path, rounds) for name, path in PAGES.items()}
        by_server = mends(home, rounds, users, pause)
    shown = table(("", *seen), _rows(seen))
    head = ("server", "CPU", "1: p50", "1: p95", f"{users}: p50", f"{users}: p95")
    shown_mends = table(head, by_server)
    parts = (READING.format(rounds=rounds), MENDS.format(users=users, pause=pause))
    about = machine("streamlit", "plotly", "polars", "uvicorn", "playwright")
    write(
        "pages",
        INTRO,
        shown,
        f"{FLOORS} {_above(seen)}",
        parts[0],
        parts[1],
        shown_mends,
        about,
        busy,
    )
    return f"{shown}\n\n{shown_mends}"


def _above(seen: Mapping[str, Seen]) -> str:
    """Which pages stayed above a floor in this run."""
    found = [
        f"{page}, {kind}"
        for page, looked in seen.items()
        for kind, times, floor in (
            ("remembered", looked.remembered, REMEMBERED),
            ("anew", looked.anew, ANEW),
        )
        if quantile(times, 0.95) > floor
    ]
    if not found:
        return "Every page stayed below them."
    return f"Above in this run: {'; '.join(found)}. {WHY}"


def _rows(seen: Mapping[str, Seen]) -> list[list[object]]:
    def row(name: str, values: Iterable[str]) -> list[object]:
        return [name, *values]

    every = seen.values()
    return [
        row("first visit, s", (f"{s.first:.1f}" for s in every)),
        row("second visit, s", (f"{s.second:.1f}" for s in every)),
        row("filter, remembered: p50, ms", (_middle_and_worst(s.remembered)[0] for s in every)),
        row("filter, remembered: p95, ms", (_middle_and_worst(s.remembered)[1] for s in every)),
        row("filter, anew: p50, ms", (_middle_and_worst(s.anew)[0] for s in every)),
        row("filter, anew: p95, ms", (_middle_and_worst(s.anew)[1] for s in every)),
        row("CPU, remembered, ms", (f"{s.cpu:.0f}" for s in every)),
        row("CPU, anew, ms", (f"{s.cpu_anew:.0f}" for s in every)),
        row("CPU of the browser, ms", (f"{s.cpu_browser:.0f}" for s in every)),
        row("payload, kB", (f"{s.payload:.0f}" for s in every)),
        row("largest figure, kB", (f"{s.figure:.0f}" for s in every)),
    ]
