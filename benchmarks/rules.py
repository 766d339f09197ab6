"""Pairs of items beside mlxtend's FP-growth, and a shop in which it cannot run."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from mlxtend.frequent_patterns import fpgrowth
from mlxtend.preprocessing import TransactionEncoder

from analytics.itemsets import Baskets, fewest, frequent
from benchmarks import in_browser, pages
from benchmarks.measuring import ROUNDS, Cost, load, machine, measure, table, write
from data.samples.complete_journey import tables
from tools.serving import serving

SUPPORT = 0.01
PRODUCTS, LINES, PER_BASKET = 50_000, 10_000_000, 8
LEAST = 500  # baskets, of 1.25 million
ABOUT = """Pairs of items that lie together in at least 1% of the baskets of Complete Journey, by
subcategory, both from the same BASKETS frame, medians of {rounds} rounds in turn, each in a
fresh process; reading the frame and the imports are in neither. `ours` is `Baskets.of` and
`frequent`; `mlxtend` is its one-hot table (sparse) and `fpgrowth` with `max_len=2`. Both find the
same pairs, which is checked."""
LARGE = """A generated shop: {products:,} products whose frequencies fall as in a real one (Zipf),
{lines:,} lines in {baskets:,} baskets, pairs in at least {least} baskets; one run in a fresh
process, the frame made before the clock starts. mlxtend's table would have {cells:,} cells."""

PAGE = """The page of rules by product over the whole of Complete Journey, 68,000 products, on a
server that has just been started: from the request to the first chart on screen, until the whole
page with its table stands still, and the server's CPU for it; medians of {rounds} servers."""
BY_PRODUCT = f"rules?company={pages.SAMPLE}&level=product&period=all"


def journey(path: str) -> None:
    """Write the baskets of Complete Journey, by subcategory, to a file."""
    lines, products = tables()["order_lines"], tables()["products"]
    kinds = products.select("product_id", item="subcategory").drop_nulls()
    sold = lines.filter(pl.col("quantity") > 0).join(kinds, on="product_id")
    order = pl.struct("order_id", "customer_id").rank("dense").cast(pl.Int64)
    frame = sold.select("item", basket=order, day=pl.lit(0, pl.Int64)).unique()
    frame.sort("basket", "item").write_parquet(path)


def ours(path: str) -> dict[str, float]:
    """Our pairs: how many, in how many baskets together, and CPU seconds without reading."""
    frame = pl.read_parquet(path)
    begin = time.process_time()
    baskets = Baskets.of(frame, most=10_000)
    found = frequent(baskets, least=fewest(SUPPORT, baskets.count))
    return {
        "pairs": len(found),
        "together": sum(found.values()),
        "cpu": time.process_time() - begin,
    }


def peer(path: str) -> dict[str, float]:
    """The same by mlxtend."""
    frame = pl.read_parquet(path)
    lists = frame.group_by("basket", maintain_order=True).agg("item")["item"].to_list()
    begin = time.process_time()
    encoder = TransactionEncoder()
    hot = encoder.fit_transform(lists, sparse=True)
    rows = pd.DataFrame.sparse.from_spmatrix(hot, columns=encoder.columns_)
    sets = fpgrowth(rows, min_support=SUPPORT, max_len=2)
    pairs = sets[sets["itemsets"].map(len) > 1]
    together = int((pairs["support"] * len(rows)).round().sum())
    return {"pairs": len(pairs), "together": together, "cpu": time.process_time() - begin}


def large() -> dict[str, float]:
    """Pairs of the generated shop: how many, and CPU seconds of counting."""
    rng = np.random.default_rng(1)
    weights = 1 / np.arange(1, PRODUCTS + 1) ** 0.8
    items = rng.choice(PRODUCTS, LINES, p=weights / weights.sum())
    names = pl.Series([f"P{n:05}" for n in range(PRODUCTS)])
    frame = pl.DataFrame(
        {
            "basket": np.sort(rng.integers(0, LINES // PER_BASKET, LINES)),
            "item": names.gather(items),
        }
    )
    frame = frame.with_columns(day=pl.lit(0, pl.Int64)).unique()
    begin = time.process_time()
    found = frequent(Baskets.of(frame), least=LEAST)
    return {"pairs": len(found), "cpu": time.process_time() - begin}


def compared(rounds: int) -> str:
    """The table of both roads. ``ValueError`` where they disagree."""
    costs: dict[str, list[Cost]] = {"ours": [], "mlxtend": []}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "baskets.parquet")
        journey(path)
        for _ in range(rounds):
            costs["ours"].append(measure(ours, path))
            costs["mlxtend"].append(measure(peer, path))
    found = {(c.answer["pairs"], c.answer["together"]) for part in costs.values() for c in part}
    if len(found) > 1:
        raise ValueError(f"the two roads disagree: {found}")
    seconds = {n: statistics.median(c.answer["cpu"] for c in part) for n, part in costs.items()}
    memory = {n: statistics.median(c.memory for c in part) for n, part in costs.items()}
    rows = [
        (name, f"{found_pairs(part):,}", f"{seconds[name]:.2f}", f"{memory[name]:,.0f}")
        for name, part in costs.items()
    ]
    text = table(("road", "pairs", "CPU s", "peak MiB"), rows)
    return f"{text}\n\nmlxtend takes {seconds['mlxtend'] / seconds['ours']:.1f} times as long."


def opened(rounds: int) -> str:
    """The table of a first visit to the page by product."""
    first, still, cpu = [], [], []
    with tempfile.TemporaryDirectory() as folder, in_browser.browser() as chromium:
        measure(pages.fill, folder)
        for _ in range(rounds):
            with serving(Path(folder)) as served, in_browser.tab(chromium) as (page, _):
                before, begin = pages.server_cpu(served), time.perf_counter()
                first.append(in_browser.opened(page, f"{served.url}/{BY_PRODUCT}"))
                still.append(time.perf_counter() - begin)
                cpu.append(pages.server_cpu(served) - before)
    row = [f"{statistics.median(part):.1f}" for part in (first, still, cpu)]
    return table(("first chart, s", "page still, s", "CPU of the server, s"), [row])


def found_pairs(costs: Sequence[Cost]) -> int:
    """How many pairs a road found."""
    return int(costs[0].answer["pairs"])


def main(rounds: int = ROUNDS) -> str:
    """Measure all three parts and write the tables; gives their text."""
    busy, pairs, page = load(), compared(rounds), opened(rounds)
    shop = measure(large)
    cells = {"products": PRODUCTS, "lines": LINES, "baskets": LINES // PER_BASKET}
    about = LARGE.format(**cells, least=LEAST, cells=PRODUCTS * LINES // PER_BASKET)
    row = (f"{shop.answer['pairs']:,}", f"{shop.answer['cpu']:.1f}", f"{shop.memory:,.0f}")
    big = table(("pairs of the shop", "CPU s", "peak MiB, with the frame"), [row])
    told = machine("polars", "scipy", "mlxtend")
    parts = (ABOUT.format(rounds=rounds), pairs, about, big, PAGE.format(rounds=rounds), page)
    write("rules", "# Rules", *parts, told, busy)
    return f"{pairs}\n\n{big}\n\n{page}"
