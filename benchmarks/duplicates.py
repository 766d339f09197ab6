"""Duplicates among a million customers, beside looking for equal e-mails and numbers by pandas."""

import sys
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd
import polars as pl

from analytics.duplicates import find_duplicates
from analytics.frames import PEOPLE
from benchmarks import measuring
from benchmarks.measuring import machine, table, write

SIZES = (100_000, 1_000_000)
ROUNDS = 3
DOUBLED = 0.02  # share of the customers who are there once more, in capitals
BLANK = 0.3  # share of the e-mails and of the numbers that are blank
_BY_CONTACT = pl.col("reason").cast(pl.String).str.starts_with("same")
ABOUT = """`find_duplicates`, near names too, of made-up customers in memory, of whom 2 % are there
twice: e-mails, numbers and names brought into one form, blocked, compared, grouped; medians of
three rounds in a process of its own. Beside it pandas looks for e-mails and numbers that are equal
as they stand, nothing else: no form, no names, no addresses, no groups. By these contacts both find
the same records."""


def people(customers: int) -> pl.DataFrame:
    """A frame PEOPLE with common and rare names in a hundred cities."""
    chance = np.random.default_rng(1)
    first = (chance.pareto(1.2, customers) * 20).astype(int) % 400
    last = (chance.pareto(1.1, customers) * 50).astype(int) % 2_000
    number = pl.int_range(customers, eager=True)
    letters = pl.Series(list("abcdefghijklmnopqrstuvwxyz"))
    frame = pl.DataFrame({"n": number, "first": first, "last": last}).select(
        customer_id=pl.format("C{}", pl.col("n").cast(pl.String).str.zfill(7)),
        name=pl.format(
            "{}ama{} {}elakang{}",
            letters.gather(first % 26),
            "first",
            letters.gather(last % 26),
            "last",
        ),
        email=pl.format("u{}@contoh.id", "n"),
        phone=pl.format("0812{}", pl.col("n").cast(pl.String).str.zfill(8)),
        address=pl.format("Jl. Mawar {} No {}", pl.col("n") // 7, pl.col("n") % 1_000),
        city=pl.format("Kota {}", pl.Series(chance.integers(0, 100, customers))),
        orders=pl.lit(1, pl.Int64),
        revenue=pl.lit(1.0),
    )
    blank = [pl.Series(chance.random(customers) < BLANK) for _ in range(2)]
    frame = frame.with_columns(
        email=pl.when(~blank[0]).then("email"), phone=pl.when(~blank[1]).then("phone")
    )
    again = frame.head(int(customers * DOUBLED)).with_columns(
        customer_id=pl.format("D{}", "customer_id"), name=pl.col("name").str.to_uppercase()
    )
    return pl.concat([frame, again]).select(*PEOPLE.columns)


def by_contacts(frame: pl.DataFrame) -> int:
    """Records that share an e-mail or a number with another one."""
    pairs = find_duplicates(frame, near=False).pairs.filter(_BY_CONTACT)
    return pl.concat([pairs["customer_id"], pairs["other_id"]]).n_unique()


def by_pandas(values: "pd.DataFrame") -> int:
    """Records whose e-mail or number another one has too, as they stand."""
    told = [values[c].notna() & values.duplicated(c, keep=False) for c in ("email", "phone")]
    return int((told[0] | told[1]).sum())


def measure(customers: int) -> dict[str, float]:
    """Median CPU seconds of both."""
    frame = people(customers)
    values = frame.to_pandas()
    found = by_contacts(frame), by_pandas(values)
    if found[0] != found[1]:
        raise ValueError(f"the two roads disagree: {found}")
    costs: dict[str, list[float]] = {"ours": [], "pandas": []}
    for _ in range(ROUNDS):
        begin = time.process_time()
        find_duplicates(frame)
        between = time.process_time()
        by_pandas(values)
        costs["ours"].append(between - begin)
        costs["pandas"].append(time.process_time() - between)
    return {name: float(np.median(seconds)) for name, seconds in costs.items()}


def main(sizes: Sequence[int] = SIZES) -> str:
    """Measure all sizes and write the table; gives its text."""
    rows = []
    for customers in sizes:
        cost = measuring.measure(measure, customers).answer
        rows.append((f"{customers:,}", f"{cost['ours']:.1f}", f"{cost['pandas']:.2f}"))
    text = table(("customers", "all of it, CPU s", "pandas, equal contacts alone, CPU s"), rows)
    write("duplicates", "# Duplicates", ABOUT, text, machine("polars", "pandas", "rapidfuzz"))
    return text


if __name__ == "__main__":
    print(main([int(size) for size in sys.argv[1:]] or SIZES))
