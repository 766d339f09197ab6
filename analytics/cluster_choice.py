"""How many clusters, and whether there are any: silhouette, stability, and data without groups."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.features import Array
from analytics.findings import NotEnoughData

Labels = np.ndarray

LEAST = 100  # customers
SIZES = range(2, 11)
SAMPLE = 1_500  # customers that k is chosen on
DRAWS = 20  # times the sample is drawn again
STABLE, DOUBTFUL = 0.75, 0.60  # Hennig's limits: on average, and for each cluster
SMALLEST = 0.02  # of the customers: what is smaller is an oddity, not a kind
CLEARER = 0.05  # of silhouette, beyond the clearest data without groups
_NOISE_DRAWS = 5  # of each kind of data without groups
_STARTS = 4


@dataclass(frozen=True)
class Choice:
    """The number of clusters and why. Silhouettes lie in -1 to 1, stability (Jaccard) in 0 to 1.

    ``scan``: clusters, silhouette, stability (mean of its clusters), least_stability, smallest
    (share of customers), chosen. ``noise``: the clearest that k-means made of data without groups.
    ``sample``: places of the sample, ``by_cluster``: stability of each centre of the sample.
    """

    clusters: int
    silhouette: float
    stability: float
    noise: float
    scan: pl.DataFrame
    centres: Array
    by_cluster: tuple[float, ...]


def choose(values: Array, *, seed: int) -> tuple[Choice, Array]:
    """The best number of clusters for rows of ``values``, and their centres on the sample.

    Raises ``NotEnoughData`` where no grouping is stable, or none clearer than noise.
    """
    with threadpool_limits(1):  # small steps: threads would wait for each other
        return _chosen(values, seed)


def _chosen(values: Array, seed: int) -> tuple[Choice, Array]:
    rng = np.random.default_rng(seed)
    size = min(SAMPLE, len(values))
    sample = values[np.sort(rng.choice(len(values), size, replace=False))]
    scan, kept = _scanned(sample, [rng.integers(0, size, size) for _ in range(DRAWS)], seed)
    best = _best(scan)
    k = best["clusters"]
    noise = _noise(sample, k, rng, seed)
    if best["silhouette"] < noise + CLEARER:
        raise NotEnoughData(
            "not_enough.no_clusters",
            clusters=k,
            silhouette=best["silhouette"],
            noise_silhouette=noise,
        )
    chosen = pl.when(clusters=k).then(pl.lit("yes")).otherwise(pl.lit("no"))
    choice = Choice(
        clusters=k,
        silhouette=best["silhouette"],
        stability=best["stability"],
        noise=noise,
        scan=scan.with_columns(chosen=chosen),
        centres=kept[k][0],
        by_cluster=tuple(kept[k][1].tolist()),
    )
    return choice, choice.centres


def _scanned(
    sample: Array, draws: list[Labels], seed: int
) -> tuple[pl.DataFrame, dict[int, tuple[Array, Array]]]:
    """Each k of :data:`SIZES` measured; its centres, and the stability of each cluster."""
    far = pairwise_distances(sample)
    distinct = len(np.unique(np.round(sample, 9), axis=0))
    rows, kept = [], {}
    for k in (k for k in SIZES if k < distinct):
        model = _model(k, seed).fit(sample)
        each = _stability(sample, model.labels_, draws, k, seed)
        share = np.bincount(model.labels_, minlength=k).min() / len(sample)
        kept[k] = model.cluster_centers_, each
        clear = silhouette(far, model.labels_)
        rows.append((k, clear, float(each.mean()), float(each.min()), float(share)))
    names = ["clusters", "silhouette", "stability", "least_stability", "smallest"]
    if not rows:
        raise NotEnoughData("not_enough.nothing_differs")
    return pl.DataFrame(rows, schema=names, orient="row").cast({"clusters": pl.Int64}), kept


def _best(scan: pl.DataFrame) -> dict[str, Any]:
    """The clearest of the stable groupings; of equally clear ones that of fewest."""
    steady = scan.filter(
        pl.col("stability") >= STABLE,
        pl.col("least_stability") >= DOUBTFUL,
        pl.col("smallest") >= SMALLEST,
    ).sort("silhouette", "clusters", descending=[True, False])
    if steady.is_empty():
        top = scan.sort("stability", "clusters", descending=[True, False]).row(0, named=True)
        key, least = "not_enough.unstable_clusters", top["least_stability"]
        raise NotEnoughData(key, stability=top["stability"], least_stability=least, wanted=STABLE)
    return steady.row(0, named=True)


def stability_of(choice: Choice, centres: Array) -> list[float]:
    """The stability of each of ``centres``, fitted on all, by the centre of the sample nearest."""
    far = pairwise_distances(centres, choice.centres)
    return [choice.by_cluster[place] for place in far.argmin(axis=1)]


def silhouette(far: Array, labels: Labels) -> float:
    """The mean silhouette of Rousseeuw from all distances; 0 for who is alone in a cluster."""
    k = int(labels.max()) + 1
    member = np.eye(k)[labels]
    sizes = member.sum(axis=0)
    total = far @ member
    own = sizes[labels]
    inside = total[np.arange(len(labels)), labels] / np.maximum(own - 1, 1)
    others = np.where(member > 0, np.inf, total / np.maximum(sizes, 1))
    outside = others.min(axis=1)
    larger = np.maximum(inside, outside)
    score = np.where(
        (own > 1) & (larger > 0), (outside - inside) / np.where(larger > 0, larger, 1), 0
    )
    return float(score.mean())


def _model(k: int, seed: int, starts: int = _STARTS) -> KMeans:
    return KMeans(k, n_init=starts, random_state=seed, algorithm="lloyd")


def _stability(sample: Array, labels: Labels, draws: list[Labels], k: int, seed: int) -> Array:
    """The mean over new draws of each cluster's Jaccard likeness to the one most like it."""
    likeness = np.zeros((len(draws), k))
    for number, draw in enumerate(draws):
        drawn = np.unique(draw)
        model = _model(k, seed + number, 1).fit(sample[draw])
        again = model.predict(sample[drawn])
        both = np.zeros((k, k))
        np.add.at(both, (labels[drawn], again), 1)
        either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
        likeness[number] = (both / np.maximum(either, 1)).max(axis=1)
    return np.asarray(likeness.mean(axis=0))


def _noise(sample: Array, k: int, rng: np.random.Generator, seed: int) -> float:
    """The clearest silhouette that k-means reaches on data like these but without groups.

    Three kinds: one cloud of the same covariance; a box along its main directions; each column
    shuffled by itself, which keeps its lumps and breaks what columns have to do with each other.
    """
    middle = sample.mean(axis=0)
    _, spread, axes = np.linalg.svd(sample - middle, full_matrices=False)
    turned = (sample - middle) @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    found = []
    for _ in range(_NOISE_DRAWS):
        cloud = rng.standard_normal(turned.shape) * spread / np.sqrt(len(sample))
        box = rng.uniform(low, high, turned.shape)
        shuffled = np.column_stack([rng.permutation(column) for column in sample.T])
        for made in (cloud, box, shuffled):
            labels = _model(k, seed).fit(made).labels_
            found.append(silhouette(pairwise_distances(made), labels))
    return max(found)
