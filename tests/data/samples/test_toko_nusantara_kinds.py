"""The planted segments are found by clusters, and where none are planted none are found."""

from pathlib import Path

import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score

from analytics.bases import FREE
from analytics.clusters import find_clusters
from analytics.findings import NotEnoughData
from data.facts import Facts
from data.frames.features import customer_features
from data.frames.span import span
from data.rates import Rates
from data.samples.toko_nusantara import Company, Layer, generate
from data.samples.toko_nusantara.classify import classify
from data.scope import Scope, settle
from data.tables import TABLES
from tests.data.frames import kiosk


def features(company: Company, folder: Path) -> pl.DataFrame:
    """The features of all its customers, over all its days."""
    tables = {name: [table] for name, table in company.tables.items() if name in TABLES}
    facts = Facts(kiosk.write(folder, tables))
    days = span(facts)
    scope, _ = settle(Scope("toko"), days.first, days.last)
    return customer_features(facts, scope, Rates(), FREE).customers


@pytest.mark.parametrize("seed", [1, 7])
def test_planted_segments_are_found(tmp_path: Path, seed: int) -> None:
    """At least .9 of what the generator's own best classifier reaches; k is chosen, not told."""
    company = generate(1_200, seed)
    result = find_clusters(features(company, tmp_path))
    best = classify(company)
    reached = adjusted_rand_score(best["segment"].to_list(), best["guess"].to_list())
    found = best.join(result.customers, on="customer_id", how="inner")

    assert found.height > 1_000
    ours = adjusted_rand_score(found["segment"].to_list(), found["cluster"].to_list())
    assert result.profile.height == 5
    assert ours >= 0.9 * reached


@pytest.mark.parametrize("seed", [1, 7])
def test_without_segments_none_are_found(tmp_path: Path, seed: int) -> None:
    company = generate(1_200, seed, without=frozenset({Layer.SEGMENTS}))
    frame = features(company, tmp_path)
    for areas in (
        ("channels", "categories", "discount", "price"),
        ("value", "timing"),
        ("value", "timing", "breadth"),
    ):
        with pytest.raises(NotEnoughData):
            find_clusters(frame, areas=areas)
