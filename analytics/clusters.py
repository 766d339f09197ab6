"""Clusters: which kinds of customers are there, in what they do, and are these kinds real?

Customers are compared by features on one scale (see :mod:`analytics.features`) and grouped by
k-means. On a seeded sample, k from 2 to 10 is chosen by silhouette among those groupings that come
back when the sample is drawn again; the chosen one must be clearer than what k-means makes of data
without groups. Otherwise there is no answer but the reason. Then all customers are grouped.

Sources: P. J. Rousseeuw, "Silhouettes", J. Computational and Applied Mathematics 20, 1987;
C. Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics & Data Analysis
52(1), 2007 (Jaccard, .75 and .60); R. Tibshirani, G. Walther and T. Hastie, "Estimating the number
of clusters via the gap statistic", JRSS B 63(2), 2001 (data without groups as the yardstick).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from sklearn.cluster import KMeans

from analytics import cluster_choice, cluster_findings, cluster_profile
from analytics.cluster_choice import LEAST, Choice
from analytics.features import AREAS, Array, Scale, learn
from analytics.findings import Finding, NotEnoughData, Value

USUAL = ("channels", "categories", "discount", "price")


@dataclass(frozen=True)
class Apart:
    """Who is in no cluster: customers without an order, and sales without a customer."""

    returns_only: int = 0
    anonymous_revenue: float = 0.0


@dataclass(frozen=True)
class Clusters:
    """Customers in groups that are alike, largest first, each in exactly one.

    ``customers``: customer_id, cluster (1 is the largest), marks, orders, revenue, profit, map_x,
    map_y (its place on the two-dimensional map). ``profile``: cluster, marks (what sets it apart,
    see :mod:`analytics.cluster_profile`), customers, head_share, orders, revenue, profit,
    profit_share, profit_per_customer, yardstick_value (the best of these), of_yardstick (share of
    it; null where that is 0 or less), stability (0-1). ``features``: cluster, feature, area,
    inside, outside (means in the feature's own unit), gap (in standard deviations). ``choice``:
    how k was chosen. ``scale`` and ``centres`` place other customers in the same clusters.
    """

    customers: pl.DataFrame
    profile: pl.DataFrame
    features: pl.DataFrame
    choice: Choice
    scale: Scale
    centres: Array
    areas: tuple[str, ...]
    apart: Apart

    def place(self, customer_features: pl.DataFrame) -> pl.DataFrame:
        """customer_id and cluster of any customers, by the nearest centre; nothing is learnt."""
        found = nearest(self.scale.apply(customer_features), self.centres) + 1
        return customer_features.select("customer_id").with_columns(cluster=pl.Series(found))

    def of(self, cluster: int) -> pl.DataFrame:
        """The customers of one cluster, best profit first."""
        rows = self.customers.filter(cluster=cluster)
        return rows.sort("profit", "customer_id", descending=[True, False])

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures."""
        best = self.profile.sort("profit", "cluster", descending=[True, False]).row(0, named=True)
        return {
            "customers": self.customers.height,
            "clusters": self.profile.height,
            "silhouette": self.choice.silhouette,
            "noise_silhouette": self.choice.noise,
            "stability": self.choice.stability,
            "largest_share": self.profile["head_share"][0],
            "profit": round(float(self.profile["profit"].sum()), 6),
            "best_profit_share": best["profit_share"],
            "returns_only": self.apart.returns_only,
            "anonymous_revenue": self.apart.anonymous_revenue,
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        return cluster_findings.of(self)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {
            "customers": self.customers,
            "profile": self.profile,
            "features": self.features,
            "choice": self.choice.scan,
        }


def find_clusters(
    customer_features: pl.DataFrame,
    *,
    areas: Sequence[str] = USUAL,
    apart: Apart | None = None,
    seed: int = 1,
) -> Clusters:
    """Group customers by CUSTOMER_FEATURES of these :data:`analytics.features.AREAS`.

    The same customers give the same clusters in any order of the rows. Raises ``NotEnoughData``
    where there are under :data:`LEAST` customers, where they do not differ, differ in one feature
    only, or show no groups that are clear and stable; ``ValueError`` for an unknown area.
    """
    if not areas:
        raise ValueError(f"no area chosen; there are {', '.join(AREAS)}")
    if customer_features.height < LEAST:
        raise NotEnoughData(
            "not_enough.few_customers", customers=customer_features.height, least=LEAST
        )
    features = customer_features.sort("customer_id")
    scale = learn(features, areas)
    if not scale.columns:
        raise NotEnoughData("not_enough.nothing_differs")
    if len(scale.columns) == 1:
        raise NotEnoughData("not_enough.one_feature", feature=scale.columns[0].key)
    values = scale.apply(features)
    choice, centres = cluster_choice.choose(values, seed=seed)
    centres = fitted(values, centres)
    found = nearest(values, centres)
    order = np.argsort(-np.bincount(found, minlength=len(centres)), kind="stable")
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    stabilities = cluster_choice.stability_of(choice, centres[order])
    profile = cluster_profile.describe(features, scale, values, number[found])
    where = _map(values)
    customers = features.select(
        *("customer_id", pl.Series("cluster", number[found])), *("orders", "revenue", "profit")
    ).with_columns(map_x=pl.Series(where[:, 0]), map_y=pl.Series(where[:, 1]))
    return Clusters(
        customers=customers.join(
            profile.table.select("cluster", "marks"), on="cluster", maintain_order="left"
        ),
        profile=profile.table.with_columns(stability=pl.Series(stabilities, dtype=pl.Float64)),
        features=profile.features,
        choice=choice,
        scale=scale,
        centres=centres[order],
        areas=tuple(area for area in AREAS if area in areas),
        apart=apart or Apart(),
    )


def nearest(values: Array, centres: Array) -> np.ndarray:
    """The place of the nearest centre of each row; of equally near ones the first."""
    return np.asarray(np.argmin((centres**2).sum(axis=1) - 2 * values @ centres.T, axis=1))


def fitted(values: Array, start: Array) -> Array:
    """The centres on all customers, from those of the sample on; rounded, so machines agree."""
    model = KMeans(len(start), init=start, n_init=1, max_iter=100, random_state=0)
    return np.asarray(np.round(model.fit(values).cluster_centers_, 9))


def _map(values: Array) -> Array:
    """The two directions in which customers differ most; signs settled, so the map never flips."""
    centred = values - values.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned = np.round(axes[:, ::-1][:, :2], 9)
    signs = np.where(turned[np.abs(turned).argmax(axis=0), range(turned.shape[1])] < 0, -1.0, 1.0)
    return np.asarray(np.round(centred @ (turned * signs), 6))
