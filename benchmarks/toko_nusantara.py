"""Time and memory of writing Toko Nusantara as a stream, at 1, 10 and 100 million order lines.

Each size runs in a process of its own, whose peak memory is read at its end:
``python -m benchmarks.toko_nusantara 1000000 10000000 100000000``.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import machine, table, write
from data.samples.toko_nusantara import generate, write_stream

SIZES = (1_000_000, 10_000_000, 100_000_000)
ABOUT = """The generated company as Parquet files, truth and all: made in one piece (`generate`)
or block by block (`stream`), each size once, in a process of its own."""
IN_MEMORY = 10_000_000  # the most lines also generated in one piece


def measure(lines: int) -> dict[str, float]:
    """Write a stream of about ``lines`` lines; seconds (wall, CPU), peak MiB, size of the files."""
    with tempfile.TemporaryDirectory() as folder:
        begin, cpu = time.perf_counter(), time.process_time()
        write_stream(Path(folder), lines=lines)
        wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    return {"wall_s": wall, "cpu_s": cpu, "peak_mib": _peak_mib(), "files_mib": size / 2**20}


def measure_generate(lines: int) -> dict[str, float]:
    """Generate about ``lines`` lines in one piece; seconds (wall, CPU) and peak MiB."""
    begin, cpu = time.perf_counter(), time.process_time()
    made = generate(lines=lines).tables["order_lines"].height
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    return {"wall_s": wall, "cpu_s": cpu, "peak_mib": _peak_mib(), "lines": made}


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_a_process_of_its_own(what: str, lines: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.toko_nusantara", what, str(lines)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return dict(json.loads(done.stdout))


def main(sizes: Sequence[int] = SIZES) -> str:
    """Measure all sizes once and write the table; gives its text."""
    rows = []
    for lines in sizes:
        for what in ("generate", "stream"):
            if what == "generate" and lines > IN_MEMORY:
                continue
            found = _in_a_process_of_its_own(what, lines)
            times = (f"{found['wall_s']:.1f}", f"{found['cpu_s']:.1f}", f"{found['peak_mib']:,.0f}")
            files = f"{found['files_mib']:,.0f}" if "files_mib" in found else "–"
            rows.append((f"{lines:,} lines, {what}", *times, files))
    text = table(("size and way", "wall s", "CPU s", "peak MiB", "files MiB"), rows)
    write("toko_nusantara", "# Toko Nusantara", ABOUT, text, machine("polars", "numpy"))
    return text


if __name__ == "__main__":
    if sys.argv[1:2] in (["generate"], ["stream"]):
        run = measure if sys.argv[1] == "stream" else measure_generate
        print(json.dumps(run(int(sys.argv[2]))))
    else:
        print(main([int(size) for size in sys.argv[1:]] or SIZES))
