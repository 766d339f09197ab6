"""One step in one fresh process: its CPU seconds, its wall time and its peak memory.

A step is a function of plain arguments that gives a value which JSON can hold. Its module is
imported before the clock starts; what the function itself imports or opens counts.
"""

import importlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results"
ROUNDS = 5


@dataclass(frozen=True)
class Cost:
    """What a step took: CPU and wall in seconds, memory in MiB at its highest, and its answer."""

    cpu: float
    wall: float
    memory: float
    answer: Any = None


def measure(step: Callable[..., Any], *arguments: str | float) -> Cost:
    """Run ``step`` in a fresh process. Raises ``CalledProcessError`` where it fails."""
    ours = sys.modules[step.__module__].__spec__  # its name, where it runs as __main__ too
    name = f"{ours.name if ours else step.__module__}:{step.__qualname__}"
    command = [sys.executable, "-m", "benchmarks.measuring", name, json.dumps(arguments)]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return Cost(**json.loads(ended.stdout.splitlines()[-1]))


def interleaved(
    steps: Mapping[str, tuple[Callable[..., Any], Sequence[str | float]]], rounds: int = ROUNDS
) -> dict[str, Cost]:
    """The medians of ``rounds`` runs of each step; a round runs every step once, in turn."""
    found: dict[str, list[Cost]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, (step, arguments) in steps.items():
            found[name].append(measure(step, *arguments))
    return {name: middle(costs) for name, costs in found.items()}


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each number, with the first answer."""
    return Cost(
        cpu=statistics.median(c.cpu for c in costs),
        wall=statistics.median(c.wall for c in costs),
        memory=statistics.median(c.memory for c in costs),
        answer=costs[0].answer,
    )


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value with at least ``share`` of all at or below it."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is words, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def machine(*packages: str) -> str:
    """The machine and the versions of ``packages``, with today's date."""
    cores = os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"Measured on {time.strftime('%Y-%m-%d')}: {cores} cores ({_processor()}), "
        f"{memory:.0f} GiB, {platform.system()}; Python {platform.python_version()}, {versions}."
    )


def load() -> str:
    """How busy the machine is before we begin: what others run lengthens wall times."""
    return f"Load average before it began: {os.getloadavg()[0]:.1f} (quiet is below 0.7)."


def write(name: str, *parts: str) -> Path:
    """Write ``parts`` as the committed result ``name``; give its path."""
    path = RESULTS / f"{name}.md"
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def _processor() -> str:
    """The model where the system tells it (Linux), else the architecture."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models and models[0] != "unknown" else platform.machine()


def used() -> float:
    """Seconds of the processor until now, those of processes that have ended included."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _peak() -> float:
    """MiB. Linux tells the peak of this program alone; getrusage begins with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes


def main() -> None:
    """The fresh process: ``python -m benchmarks.measuring module:function '[arguments]'``."""
    module, _, function = sys.argv[1].partition(":")
    step = getattr(importlib.import_module(module), function)
    wall, cpu = time.perf_counter(), used()
    answer = step(*json.loads(sys.argv[2]))
    cost = {"cpu": used() - cpu, "wall": time.perf_counter() - wall, "memory": _peak()}
    print(json.dumps({**cost, "answer": answer}))


if __name__ == "__main__":
    main()
