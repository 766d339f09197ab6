"""Choosing k for k-means on many customers against scanning k = 2 … 10 on all of them."""

import tempfile
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.cluster_choice import SIZES, choose
from analytics.clusters import USUAL, fitted, nearest
from analytics.features import learn
from answers import open_books
from benchmarks.measuring import ROUNDS, interleaved, load, machine, measure, table, write
from data.actor import LOCAL_OWNER
from data.frames.features import customer_features
from data.samples.install import Recipe, install
from data.scope import Scope
from data.workspace import open_workspace

CUSTOMERS = 1_000_000
_KNOWN = 4_000  # customers of Toko Nusantara, drawn again until there are as many as wanted
_SCORED = 1_500  # customers whose silhouette is measured: all of them would take days


def make(folder: str, customers: int) -> list[int]:
    """Write the scaled features of Toko Nusantara's customers, drawn again, each a little moved."""
    workspace = open_workspace(Path(folder) / "workspace")
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=_KNOWN))
    books = open_books(workspace, LOCAL_OWNER, "toko-nusantara")
    scope, _ = books.settle(Scope("toko-nusantara"))
    found = customer_features(books.facts, scope, books.rates, books.service_rates).customers
    values = learn(found, USUAL).apply(found)
    workspace.close()
    rng = np.random.default_rng(1)
    many = values[rng.integers(0, len(values), customers)]
    np.save(Path(folder) / "values.npy", many + rng.normal(0, 0.02, many.shape))
    return list(many.shape)


def ours(folder: str) -> list[float]:
    """k by silhouette, stability and noise on a sample, then all customers fitted once."""
    values = np.load(Path(folder) / "values.npy")
    with threadpool_limits(1):
        choice, centres = choose(values, seed=1)
        sizes = np.bincount(nearest(values, fitted(values, centres)))
    return [choice.clusters, float(sizes.max() / len(values))]


def scan(folder: str) -> list[float]:
    """k-means on all customers for each k, the best silhouette of a sample; no stability."""
    values = np.load(Path(folder) / "values.npy")
    size = min(_SCORED, len(values))
    some = np.random.default_rng(1).choice(len(values), size, replace=False)
    found = {}
    with threadpool_limits(1):
        for k in SIZES:
            labels = KMeans(k, n_init=1, random_state=1).fit(values).labels_
            clear = float(silhouette_score(values[some], labels[some]))
            found[k] = clear, np.bincount(labels).max()
    best = max(found, key=lambda k: found[k][0])
    return [best, float(found[best][1] / len(values))]


INTRO = """# Choosing the number of clusters

`analytics.cluster_choice.choose` and the fit on all customers: Toko Nusantara's customers on the
usual areas, drawn again until there are as many as named."""

READING = """How to read it: medians of {rounds} runs, each in a fresh process of one thread, taking
turns. *CPU* and *wall* are seconds, *k* what was chosen. The scan fits scikit-learn's KMeans (one
start) on all customers for k = 2 … 10 and takes the best silhouette of 1,500 of them; ours
measures silhouette and stability of each k and the noise on a sample of 1,500, and fits all of
them once."""

FLOOR = "Floor we hold ourselves to: the scan at least 2.5 times our CPU, with the same k."


def main(customers: int = CUSTOMERS, rounds: int = ROUNDS) -> str:
    """Measure and write the table; give it. ``AssertionError`` where the two differ in k."""
    busy = load()
    with tempfile.TemporaryDirectory() as folder:
        measure(make, folder, customers)
        costs = interleaved({"ours": (ours, (folder,)), "scan": (scan, (folder,))}, rounds)
    mine, peer = costs["ours"], costs["scan"]
    if mine.answer[0] != peer.answer[0]:
        raise AssertionError(f"ours chose {mine.answer[0]}, the scan {peer.answer[0]}")
    rows = [
        [name, f"{c.cpu:.1f}", f"{c.wall:.1f}", int(c.answer[0]), ratio]
        for name, c, ratio in (
            ("ours", mine, ""),
            ("scan of all", peer, f"{peer.cpu / mine.cpu:.1f}x"),
        )
    ]
    shown = table((f"{customers:,} customers", "CPU", "wall", "k", "scan/ours CPU"), rows)
    about = READING.format(rounds=rounds)
    write("clusters", INTRO, shown, FLOOR, about, machine("scikit-learn", "numpy"), busy)
    return shown
