"""Whatever the analyses have to say can be said, in both languages, with every field in it."""

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.clusters import Apart, find_clusters
from analytics.findings import Finding, NotEnoughData, Result
from analytics.migration import follow_customers
from analytics.overview import compare_periods
from analytics.profit import rank_customers
from analytics.profit_groups import rank_groups
from analytics.proof import unproved
from analytics.rfm import segment_customers
from analytics.segment_worth import compare_segmentations
from tests import (
    buyers,
    contacting_said,
    kinds,
    kinds_market,
    kinds_sell,
    selling,
    service,
    staying,
    tidiness,
)
from tests import customers as one
from tests.activity import apart, customers, groups, heads, months, periods, profits
from tests.analytics.test_data import ROWS, made
from tests.analytics.test_rfm import TWENTY, recency, rfm
from words import LANGUAGES, Reader
from words.catalogue import messages
from words.figures import FIGURES, Unit

CALL = {"orders": 1, "lines": 1, "revenue": 90, "contact_cost": 95}
RETURN = {"orders": 0, "returns": 1, "revenue": -5}


def rankings() -> list[Finding]:
    made = [profits(*amounts) for amounts in ([5], [5, 5], [0, 0], [5, -9], [9, 5], [9, 5, -1])]
    made += [
        profits(10, 1, -9),
        profits(9, 8, 2, -1, -2),
        customers({"A": CALL, "B": RETURN, "C": {"revenue": 50.0}}),
    ]
    spent = {"A": (10, 5), "B": (9, 3), "C": (1, 50)}, {"A": (100, 90), "B": (10, 0)}
    made += [
        customers({name: {"revenue": r, "line_cost": c} for name, (r, c) in rows.items()})
        for rows in spent
    ]
    return [
        finding
        for frame in made
        for basis in ("profit", "revenue")
        for finding in rank_customers(
            frame, basis=basis, previous=frame, anonymous=apart(orders=1, revenue=7)
        ).findings()
    ]


def group_rankings() -> list[Finding]:
    one = groups({"A": {"revenue": 90}, "B": {"revenue": 50, "line_cost": 60}})
    two = groups({"A": {"revenue": 9}, "B": {"revenue": 5, "fee": 6}, "C": {"line_cost": 1}})
    found = [finding for frame in (one, two) for finding in rank_groups(frame).findings()]
    return found + rank_groups(one, apart=apart(contact_cost=5.0)).findings()


def overviews() -> list[Finding]:
    base = {"active": 10, "new": 2, "orders": 20, "revenue": 1000, "line_cost": 500}
    later = [{}, {"revenue": 1500}, {"revenue": 700}, {"revenue": 1500, "line_cost": 1200}]
    later += [{"line_cost": 2000}, {"active": 0, "revenue": 1500, "new": 0}]
    later += [
        {"active": 0, "new": 0, "revenue": 700},
        {"anonymous_revenue": 50, "active": 0, "revenue": 800},
    ]
    first = [date(2025, month, 1) for month in (1, 2, 3)]
    money = months(
        {(m, c): {"revenue": 99 + 9 * m.month * s} for m in first for c, s in (("a", 1), ("b", -1))}
    )
    unseen = {"current": base}, {"current": base, "before": base, "year_before": base}
    return [
        finding
        for row, first in zip(unseen, (date(2024, 12, 1), date(2024, 9, 1)), strict=True)
        for finding in compare_periods(periods(row), money, heads({}), first=first).findings()
    ] + [
        finding
        for change in later
        for row in ({"current": base | change, "before": base, "year_before": base},)
        for frame in (periods(row), periods({"current": base | change}))
        for finding in compare_periods(frame, money, heads({})).findings()
    ]


def coverages() -> list[Finding]:
    nothing = [(*row[:3], 0, 0) for row in ROWS]
    results = [made(ROWS), made(nothing), made(ROWS, sold=False)]
    return [finding for result in results for finding in result.findings()]


def segmentations() -> list[Finding]:
    quiet = {f"C{n:02}": (90 + n, 9, 50.0) for n in range(4)}
    once = {f"D{n:02}": (n, 1, 10.0) for n in range(20)}
    some = [rfm(TWENTY), rfm(quiet | once), rfm({"A": (1, 1, 5.0)})]
    some += [rfm({"A": (1, 1, 5.0), "B": (1, 1, 5.0)}), rfm({"A": (1, 3, -9.0), "B": (9, 1, 2.0)})]
    frame = customers({"A": {"revenue": 9}, "R": {"orders": 0, "returns": 1, "revenue": -5}})
    some.append(segment_customers(frame, recency({"A": (1, 1)}), anonymous=apart(revenue=30)))
    return [finding for result in some for finding in result.findings()]


def kinds_and_moves() -> list[Finding]:
    profits = kinds.three_kinds()[0].with_columns(profit=pl.lit(5.0))
    areas = ("channels", "discount", "price")
    found: list[Result] = [*kinds_sell.every(), kinds.clusters(), kinds.worth()]
    found += [find_clusters(profits, areas=areas, apart=Apart(3, 9.0))]
    found += [find_clusters(profits.with_columns(profit=pl.lit(-5.0)), areas=areas)]
    found += [kinds.migration(by) for by in ("rfm", "tiers", "activity")]
    moved = kinds.migration("activity")
    found.append(replace(moved, ahead=replace(moved.ahead, held_share=0.95, error=0.0)))
    days = {"start": kinds.START, "end": kinds.END, "by": "activity"}
    late = kinds.months().filter(pl.col("month").dt.year() == 2025)
    grown = kinds.months().with_columns(
        profit=pl.col("profit") * pl.col("month").rank("dense") ** 3
    )
    found += [follow_customers(grown, **days), follow_customers(kinds.months(), **days, window=8)]
    still = late.filter(pl.col("customer_id") == "C0001").head(1)
    every = pl.concat(still.with_columns(month=pl.date(2025, m, 1)) for m in range(1, 9))
    found.append(
        follow_customers(every, start=date(2025, 1, 1), end=date(2025, 8, 31), by="activity")
    )
    useless = kinds.standing().drop("tiers")
    alone = useless.drop("rfm")
    found += [compare_segmentations(f, f.reverse()) for f in (useless, alone)]
    found.append(compare_segmentations(useless, kinds.standing(seed=2).drop("tiers")))
    return [finding for result in found for finding in result.findings()]


def about_the_data() -> list[Finding]:
    found: list[Result] = [tidiness.quality(), tidiness.quality(clean=True)]
    found.append(tidiness.quality(facts=True))
    found += [tidiness.quality_rows(), tidiness.duplicates(), tidiness.duplicates(none=True)]
    return [finding for result in found for finding in result.findings()]


def bought_together() -> list[Finding]:
    return [finding for result in kinds_market.every() for finding in result.findings()]


def worth_and_proof() -> list[Finding]:
    proof = buyers.backtest()
    nearer = proof.rivals.with_columns(
        margin_miss=pl.when(rival="challenger").then(0.0).otherwise("margin_miss")
    )
    found: list[Result] = [buyers.lifetime(margin=margin) for margin in (0.3, 0.05, -0.5)]
    found += [buyers.lifetime(cost=cost) for cost in (0.01, 1e3)]
    found += [buyers.backtest(kept=kept) for kept in (1.0, 0.85, 0.5, 0.0)]
    missed = replace(proof.total, total_low=proof.actual_orders + 1.0)
    found.append(replace(proof, light="green", reasons=(), total=missed))
    found.append(replace(proof, rivals=nearer, light="amber", reasons=("coverage",)))
    found.append(replace(proof, sampled=proof.customers - 1))
    fits = pl.DataFrame(
        {"group": ["a", "b"], "fitted": ["own_fit", "joint_fit"], "customers": [9, 2]}
    )
    worth = buyers.lifetime()
    found.append(replace(worth, model="nbd"))
    found += [replace(worth, fits=fits, apart_gain=gain) for gain in (5.0, -5.0)]
    none = unproved(NotEnoughData("not_enough.short_history", days=9))
    found += [worth.instead(it) for it in (replace(proof, light="red").proof(), none)]
    return [finding for result in found for finding in result.findings()] + [none.findings[0]]


FOUND = {
    finding.key: finding
    for finding in rankings()
    + [said for result in service.every() for said in result.findings()]
    + [said for result in one.every() for said in result.findings()]
    + [said for result in staying.every() for said in result.findings()]
    + group_rankings()
    + overviews()
    + coverages()
    + segmentations()
    + kinds_and_moves()
    + about_the_data()
    + bought_together()
    + worth_and_proof()
    + contacting_said.every()
    + [said for result in selling.every() for said in result.findings()]
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(FOUND))
def test_a_finding_is_said_with_every_field(language: str, key: str) -> None:
    finding, reader = FOUND[key], Reader(language, "IDR")
    said = reader.sentence(key, finding.fields)
    named = set(re.findall(r"{(\w+)}", messages(language)[key]))

    assert named <= set(finding.fields)
    assert None not in finding.fields.values()
    assert "{" not in said
    data = {str(value) for name, value in finding.fields.items() if FIGURES[name] is Unit.TEXT}
    assert not {code for code in data if f"words.{code}" in messages(language)}  # ours has a name


def test_every_sentence_of_the_catalogue_is_said_by_an_analysis() -> None:
    """A sentence that nobody says is dead."""
    assert {key for key in messages("en") if ".find_" in key} - set(FOUND) == set()
