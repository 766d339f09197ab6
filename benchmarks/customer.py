"""How soon one customer's page and the pages of service answer, on a million order lines.

Over the wire, without a browser: from asking for a run of the page to its last message.
"""

import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil  # type: ignore[import-untyped]

from answers import open_books
from benchmarks.measuring import load, machine, measure, quantile, table, write
from data.actor import LOCAL_OWNER
from data.frames.customer import numbers_like
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tools.serving import Served, serving
from tools.wire import Visit, visit

COMPANY = "toko-nusantara"
PAGES = ("touch_points", "paths", "service_value", "topics", "portfolio", "pipeline")
ROUNDS = 15
CACHED, COLD = 300.0, 800.0  # milliseconds, of the page of one customer
FORGETFUL = {"PELANGGAN_CACHE_MB": "0"}


class Times(NamedTuple):
    """Milliseconds of each run, and the server's CPU for one."""

    wall: list[float]
    cpu: float


def fill(home: str, customers: int) -> list[str]:
    """Put the generated company there (0: in its usual size); some of its customers."""
    workspace = open_workspace(home)
    install(workspace, LOCAL_OWNER, COMPANY, recipe=Recipe(customers=customers or None))
    known = numbers_like(open_books(workspace, LOCAL_OWNER, COMPANY).facts, "C", 200)
    workspace.close()
    return known


def timed(served: Served, visitor: Visit, page: str, queries: Iterable[str]) -> Times:
    """Run ``page`` by each of these links. Raises ``RuntimeError`` where it shows an error."""
    wall, before = [], _cpu(served)
    for query in queries:
        start = time.perf_counter()
        run = visitor.run(page, query)
        wall.append((time.perf_counter() - start) * 1000)
        if run.of_kind("exception") or any(a.alert.format == 1 for a in run.of_kind("alert")):
            raise RuntimeError(f"{page} {query} shows an error")
    return Times(wall, (_cpu(served) - before) * 1000 / len(wall))


def one_customer(home: Path, customers: Sequence[str]) -> tuple[Times, Times]:
    """Each customer's page for the first time, then all again; the books are open."""
    links = [f"company={COMPANY}&language=en&customer={who}" for who in customers]
    with serving(home) as served, visit(served.port) as visitor:
        timed(served, visitor, "customer", links[:1])
        return tuple(timed(served, visitor, "customer", links[1:]) for _ in range(2))  # type: ignore[return-value]


def others(home: Path, rounds: int) -> dict[str, tuple[Times, Times]]:
    """The pages of service, on a server that forgets all but the books, and on another."""
    query = f"company={COMPANY}&language=en&period=year"
    found: dict[bool, dict[str, Times]] = {}
    for forgets in (True, False):
        with (
            serving(home, environment=FORGETFUL if forgets else {}) as served,
            visit(served.port) as visitor,
        ):
            found[forgets] = {}
            for page in PAGES:
                timed(served, visitor, page, [query])
                times = timed(
                    served, visitor, page, [query] * (min(rounds, 5) if forgets else rounds)
                )
                found[forgets][page] = times
    return {page: (found[True][page], found[False][page]) for page in PAGES}


def _cpu(served: Served) -> float:
    used = psutil.Process(served.process.pid).cpu_times()
    return float(used.user + used.system)


INTRO = """# One customer, and the pages of service

The real server (`python -m ui.server`) on the generated company ({lines}), asked over the wire,
without a browser: milliseconds from asking for a run of the page to its last message."""
READING = """How to read it: *cold*: nobody has asked this before, and the company's books are open;
of one customer, {customers} different ones are opened one after another, of the other pages the
same is asked of a server that forgets every answer at once. *Cached*: somebody asked the same
before. *CPU* is the server's for one run, which a busy machine changes less than the wait. What is
ahead of a customer is worked out on demand, once for a period, and is not in it; portfolios and the
pipeline try their forecasts on the past, which takes seconds when nobody has asked before."""


def main(rounds: int = ROUNDS, customers: int = 0) -> str:
    """Measure, write the table and give it. ``customers``: of the company; 0 is its usual size."""
    busy = load()
    with tempfile.TemporaryDirectory() as folder:
        known = measure(fill, folder, customers).answer
        seen = {"customer": one_customer(Path(folder), known[: rounds + 1])}
        seen |= others(Path(folder), rounds)
    head = ("page", "cold: p50", "cold: p95", "CPU", "cached: p50", "cached: p95", "CPU")
    shown = table(
        head, [[page, *_row(cold), *_row(cached)] for page, (cold, cached) in seen.items()]
    )
    lines = "its usual 1,037,583 order lines" if not customers else f"{customers} customers"
    write(
        "customer",
        INTRO.format(lines=lines),
        shown,
        _verdict(*seen["customer"]),
        READING.format(customers=rounds),
        machine("streamlit", "polars", "uvicorn"),
        busy,
    )
    return shown


def _row(times: Times) -> list[str]:
    found = (statistics.median(times.wall), quantile(times.wall, 0.95), times.cpu)
    return [f"{number:.0f}" for number in found]


def _verdict(cold: Times, cached: Times) -> str:
    """The floors, and whether they were held."""
    said = (
        f"Floors for one customer, as 95th percentile: {CACHED:.0f} ms cached, {COLD:.0f} ms cold."
    )
    worst = quantile(cached.wall, 0.95), quantile(cold.wall, 0.95)
    held = worst[0] <= CACHED and worst[1] <= COLD
    return f"{said} {'Both held.' if held else 'Not held in this run: see its load.'}"


if __name__ == "__main__":
    main()
