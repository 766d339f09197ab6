"""Whom a contact changes in Toko Nusantara: the ranking against what was planted."""

from pathlib import Path

import polars as pl
import pytest

from analytics.targeted import join_targeted
from analytics.uplift import LEAST_ORDERS
from analytics.uplift_models import unseen_uplift
from data.conform import conform
from data.facts import Facts
from data.frames.baskets import with_baskets
from data.frames.campaign_features import campaign_features
from data.frames.campaigns import campaign_frames
from data.frames.lines import EPOCH_ORDINAL
from data.frames.span import span
from data.rates import Rates
from data.samples.toko_nusantara import Company, generate
from data.scope import Scope, settle
from data.tables import TABLES

READ = (
    *("order_lines", "products", "customers", "interactions"),
    *("campaigns", "campaign_members"),
)
RATES = Rates()
FIFTHS = 5


def targeted(company: Company, folder: Path) -> pl.DataFrame:
    """TARGETED of the whole company, by way of its facts and frames."""
    files: dict[str, list[Path]] = {}
    for name in READ:
        table = TABLES[name]
        path = folder / f"{name}.parquet"
        conform(table, company.tables[name]).drop(*table.personal).write_parquet(path)
        files[name] = [path]
    facts = with_baskets(Facts(files), RATES)
    known = span(facts)
    scope, _ = settle(Scope("toko"), *known)
    found = campaign_frames(facts, scope, RATES, known)
    features = campaign_features(facts, scope, RATES)
    as_of = known.last.toordinal() - EPOCH_ORDINAL
    return join_targeted(found.campaigns, found.members, features, as_of=as_of)


@pytest.mark.long  # 20,000 customers, ten campaigns, both models in five parts each
def test_those_ranked_first_are_changed_more_than_those_ranked_last(tmp_path: Path) -> None:
    """By the true effects, in nine of the ten campaigns whose effects differ by segment."""
    company = generate(20_000, 1)
    members = targeted(company, tmp_path)
    truth = company.truth.effects.filter(pl.col("segment") != "all")
    spread = truth.group_by("campaign_id").agg(pl.col("effect").max() - pl.col("effect").min())
    differ = set(spread.filter(pl.col("effect") > 0)["campaign_id"])
    planted = truth.group_by("campaign_id", "segment").agg(pl.col("effect").mean())
    segments = company.truth.customers.select("customer_id", "segment")
    right, asked = 0, 0
    for (name,), rows in members.partition_by("campaign_id", as_dict=True).items():
        alone = rows.filter(~pl.col("treated"))
        if name not in differ or int(alone["ordered"].sum()) < LEAST_ORDERS:
            continue
        told = unseen_uplift(rows, seed=0)  # in the order of customer_id
        scored = rows.sort("customer_id").with_columns(score=pl.Series(told.best))
        known = scored.join(segments, on="customer_id")
        ranked = known.join(planted, on=["campaign_id", "segment"]).sort(
            "score", "customer_id", descending=[True, False]
        )
        part = ranked.height // FIFTHS
        first, last = (ends["effect"].mean() for ends in (ranked.head(part), ranked.tail(part)))
        asked += 1
        right += first > last  # type: ignore[operator]
    assert asked == 10
    assert right >= 9
