"""Reruns as a visitor's browser asks for them, without the browser: latency with and without mends.

The clients run in a process of their own, so that they take no time from the server's process.
"""

import random
import threading
import time

from tools.wire import visit

COMPANY = "company=complete-journey"
QUERIES = (f"{COMPANY}&period=quarter", f"{COMPANY}&period=all")
SEED = 20_260_101
WARM = 2  # reruns of each visitor that do not count: both answers are remembered after them


def reruns(port: int, page: str, rounds: int) -> list[float]:
    """Milliseconds of each of ``rounds`` reruns that one visitor asks for, one after another."""
    return _one(port, page, rounds, pause=0.0, seed=SEED)


def crowd(port: int, page: str, users: int, rounds: int, pause: float) -> list[float]:
    """The same of ``users`` visitors at once, each resting ``pause`` seconds on average."""
    found: list[float] = []
    failed: list[BaseException] = []

    def live(seed: int) -> None:
        try:
            found.extend(_one(port, page, rounds, pause=pause, seed=seed))
        except BaseException as problem:
            failed.append(problem)
            raise

    threads = [threading.Thread(target=live, args=(SEED + user,)) for user in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return found


def _one(port: int, page: str, rounds: int, *, pause: float, seed: int) -> list[float]:
    chance = random.Random(seed)  # noqa: S311 - spreads visitors, guards nothing
    took = []
    with visit(port) as visitor:
        for turn in range(rounds + WARM):
            if turn >= WARM:
                time.sleep(chance.uniform(0.5, 1.5) * pause)
            start = time.perf_counter()
            run = visitor.run(page, QUERIES[turn % 2])
            if turn >= WARM:
                took.append((time.perf_counter() - start) * 1000)
            if run.of_kind("exception"):
                raise RuntimeError(f"{page} {QUERIES[turn % 2]} shows an error")
    return took
