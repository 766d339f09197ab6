"""Service and value: by hand, by simulation, and against what Toko Nusantara planted."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import CUSTOMER_DAYS, EXPECTATIONS, INTERACTIONS
from analytics.like_with_like import OUTCOMES, Comparison, around, compare, first_of
from analytics.service_value import ServiceValue, weigh_service
from data.samples.toko_nusantara import Company, Layer, generate
from tests.contacts import START, contact, contacts


def bought(rows: list[tuple[str, int, float]]) -> pl.DataFrame:
    """CUSTOMER_DAYS from (customer, days after START, margin)."""
    made = [
        {"customer_id": who, "day": START + day, "orders": 1, "revenue": margin, "margin": margin}
        for who, day, margin in rows
    ]
    return pl.DataFrame(made, schema=dict(CUSTOMER_DAYS.columns)).sort("customer_id", "day")


def people(count: int, *, seed: int = 1, effect: float = 0.0) -> pl.DataFrame:
    """Customers for ``compare``: the best buyers complain most, and come back most anyway."""
    chance = np.random.default_rng(seed)
    orders = chance.integers(1, 8, count)
    exposed = chance.random(count) < orders / 10
    again = chance.random(count) < orders / 10 + 0.1 + effect * exposed
    return pl.DataFrame(
        {
            "customer_id": [f"C{n:05}" for n in range(count)],
            "exposed": exposed,
            "orders_before": orders,
            "earlier_margin": orders * 10.0,
            "recency_days": np.full(count, 20.0),
            "orders_after": again.astype(np.int64),
            "margin_after": again * 7.0,
            "ordered_again": again,
        }
    )


def effect(found: Comparison | None, figure: str = "ordered_again") -> Mapping[str, float]:
    assert found is not None
    return found.effects.filter(figure=figure).row(0, named=True)


def test_one_stratum_by_hand() -> None:
    """40 of 100 against 120 of 200: a gap of 20 points; the ratio has the usual interval."""
    again = [*[True] * 40, *[False] * 60, *[True] * 120, *[False] * 80]
    frame = people(300).with_columns(
        exposed=pl.Series([True] * 100 + [False] * 200),
        ordered_again=pl.Series(again),
        orders_before=pl.lit(2, pl.Int64),
        earlier_margin=pl.lit(5.0),
    )
    found = compare(frame)
    told = effect(found)

    assert (told["mean_with"], told["mean_without"]) == pytest.approx((0.4, 0.6))
    spread = (0.4 * 0.6 / 99 + 0.6 * 0.4 / 199) ** 0.5
    assert told["low"] == pytest.approx(-0.2 - 1.959964 * spread)
    assert found is not None
    assert found.ratio is not None
    ratio, low, high = found.ratio
    error = (1 / 40 - 1 / 100 + 1 / 120 - 1 / 200) ** 0.5
    assert (ratio, low) == pytest.approx((2 / 3, 2 / 3 * np.exp(-1.959964 * error)))
    assert low < ratio < high
    assert (found.exposed, found.others, found.alone) == (100, 200, 0)


def test_the_weights_are_those_whom_it_happened_to() -> None:
    """Two strata: gaps of 0 and -1, and nine of ten exposed in the first: -0.1 on them."""
    rows = [
        (orders, with_it, again)
        for orders, with_it, again, times in (
            (1, True, True, 90),
            (1, False, True, 30),
            (5, True, False, 10),
            (5, False, True, 300),
        )
        for _ in range(times)
    ]
    frame = pl.DataFrame(rows, schema=["orders_before", "exposed", "ordered_again"], orient="row")
    frame = frame.with_columns(
        customer_id=pl.int_range(pl.len()).cast(pl.String),
        earlier_margin=pl.lit(1.0),
        recency_days=pl.lit(1.0),
        orders_after=pl.col("ordered_again").cast(pl.Int64),
        margin_after=pl.lit(0.0),
    )
    assert effect(compare(frame))["after_gap"] == pytest.approx(-0.1)


def test_likes_are_compared_and_others_left_out() -> None:
    frame = people(400).with_columns(exposed=pl.col("exposed") | (pl.col("orders_before") >= 4))
    found = compare(frame)
    assert found is not None
    alone = frame.filter(pl.col("orders_before") >= 4).height
    assert found.alone == alone
    assert found.exposed + found.alone == frame["exposed"].sum()
    assert compare(frame.head(40)) is None
    assert compare(frame.with_columns(exposed=pl.lit(value=True))) is None
    assert compare(frame.clear()) is None


def test_what_differed_before_is_taken_away() -> None:
    """Without any effect the raw gap is 20 points; among those who are alike it is none."""
    frame = people(6_000)
    raw = frame.group_by("exposed").agg(pl.col("ordered_again").mean()).sort("exposed")
    assert raw["ordered_again"][1] - raw["ordered_again"][0] > 0.15
    found = compare(frame)
    told = effect(found)
    assert told["low"] < 0.02
    assert abs(told["after_gap"]) < 0.06
    assert found is not None
    apart = found.balance.filter(figure="orders_before").row(0, named=True)
    assert apart["apart_before"] > 0.7
    assert abs(apart["apart_after"]) < 0.25


@pytest.mark.long
def test_intervals_cover_what_was_planted() -> None:
    """1,000 companies without confounding inside the strata: 95 % intervals hold 93 to 97 %."""
    covered = 0
    for seed in range(1_000):
        chance = np.random.default_rng(seed)
        orders = chance.choice([1, 2, 5], 900)
        exposed = chance.random(900) < 0.1 + 0.08 * orders
        again = chance.random(900) < 0.3 + 0.1 * orders - 0.2 * exposed
        frame = people(900).with_columns(
            orders_before=pl.Series(orders),
            earlier_margin=pl.lit(1.0),
            exposed=pl.Series(exposed),
            ordered_again=pl.Series(again),
        )
        told = effect(compare(frame))
        covered += told["low"] <= -0.2 <= told["high"]
    assert 930 <= covered <= 970


def test_before_and_after_an_event() -> None:
    """The event is on day 100; 30 days before it count as neither; after are 10 days."""
    days = bought([("A", 0, 5.0), ("A", 70, 7.0), ("A", 71, 99.0), ("A", 100, 99.0)])
    days = pl.concat([days, bought([("A", 101, 1.0), ("A", 110, 2.0), ("A", 111, 99.0)])])
    events = pl.DataFrame(
        {"customer_id": ["A", "B"], "day": [START + 100] * 2, "exposed": [True, False]}
    )
    found = around(events, days, blank=30, follow=10).to_dicts()
    assert found[0] == {
        "customer_id": "A",
        "exposed": True,
        "orders_before": 2,
        "earlier_margin": 12.0,
        "recency_days": 30.0,
        "orders_after": 2,
        "margin_after": 3.0,
        "ordered_again": True,
    }
    assert (found[1]["orders_before"], found[1]["recency_days"]) == (0, None)
    assert found[1]["ordered_again"] is False


def test_the_first_event_after_a_quiet_time() -> None:
    rows = [("A", 0, False), ("A", 40, False), ("A", 40, True), ("A", 90, False), ("B", 35, False)]
    rows += [("B", 60, True), ("C", 200, True)]
    events = pl.DataFrame(rows, schema=["customer_id", "day", "exposed"], orient="row")
    found = first_of(events, start=30, end=150, quiet=30)
    assert found.select("customer_id", "day", "exposed").rows() == [
        ("A", 40, True),
        ("B", 35, False),
    ]
    assert first_of(events, start=50, end=150, quiet=30)["customer_id"].to_list() == ["A"]


def listed(rows: list[dict[str, Any]], **options: Any) -> dict[str, list[str]]:
    """Who is on each list: C0 brings most, C9 nothing; all ordered in the period."""
    days = bought([(f"C{n}", 50 + n, 90.0 - 10 * n) for n in range(10)] + [("X", -9, 900.0)])
    result = weigh_service(contacts(rows), days, start=START, end=START + 100, **options)
    return {
        str(name): part["customer_id"].to_list()
        for (name,), part in result.lists.group_by("list", maintain_order=True)
    }


def test_the_lists_by_hand() -> None:
    """The best fifth of ten are C0 and C1; X did not order in the period."""
    assert listed([]) == {"never_contacted": ["C0", "C1"]}
    sad = [contact(10, "C0", satisfaction=2), contact(5, "C2", satisfaction=1)]
    assert listed(sad) == {"unhappy": ["C0"], "never_contacted": ["C1"]}
    consoled = [*sad, contact(60, "C0", satisfaction=5)]
    assert listed(consoled) == {"open_to_offer": ["C0"], "never_contacted": ["C1"]}
    sore = [contact(60, "C1", kind="complaint", resolved=False), contact(61, "C1", satisfaction=5)]
    assert listed(sore)["unhappy"] == ["C1"]
    still_open = [contact(50, "C7", resolved=False), contact(60, "C7", satisfaction=4)]
    assert "open_to_offer" not in listed(still_open)
    assert listed(still_open[1:])["open_to_offer"] == ["C7"]
    forgotten = [contact(5, "C7", kind="complaint", resolved=False), *still_open[1:]]
    for kind in ({}, {"direction": "outbound"}, {"resolved": None}):
        old = [{**forgotten[0], **kind}, *forgotten[1:]]  # an open complaint of long ago is open
        assert "open_to_offer" not in listed(old)
    long_ago = [contact(20, "C7", satisfaction=5), contact(101, "C0", satisfaction=1)]
    assert listed(long_ago) == {"never_contacted": ["C0", "C1"]}  # 80 days; after the period


def test_satisfaction_by_what_is_expected() -> None:
    rows = [contact(n % 50, f"C{n:02}", satisfaction=5 if n % 2 else 3) for n in range(50)]
    rows += [contact(9, "C01", satisfaction=1)]  # a second mark: C01's mean is 3
    expected = pl.DataFrame(
        {
            "customer_id": [f"C{n:02}" for n in range(50)],
            "name": "days",
            "value": ["2" if n % 2 else "4" for n in range(48)] + ["9", "9"],
        }
    )
    result = weigh_service(
        contacts(rows),
        bought([("C00", 1, 1.0)]),
        start=START,
        end=START + 60,
        expectations=expected.select(*EXPECTATIONS.columns),
    )
    told = result.expectations.select("trait", "expected", "customers", "satisfaction").rows()
    assert told == [("days", "2", 24, pytest.approx((23 * 5 + 3) / 24)), ("days", "4", 24, 3.0)]


def test_refusals() -> None:
    days = bought([("A", 0, 1.0)])
    with pytest.raises(WrongOption, match="follow_days"):
        weigh_service(contacts([]), days, start=START, end=START + 9, follow_days=0)
    with pytest.raises(NotEnoughData, match="no_customers"):
        weigh_service(contacts([]), days, start=START + 1, end=START + 9)
    alone = weigh_service(contacts([]), days, start=START, end=START + 9)
    assert [finding.key for finding in alone.findings()] == [
        "service_value.find_few",
        "service_value.find_never",
    ]
    assert alone.summary()["share_gap"] is None
    assert alone.effects.is_empty()


def weighed(company: Company, *, follow: int = 180) -> ServiceValue:
    """What the analysis says of a generated company, from its tables by another road."""
    lines = company.tables["order_lines"].filter(
        pl.col("customer_id").is_not_null(), pl.col("status").ne_missing("cancelled")
    )
    day = pl.col("ordered_at").cast(pl.Date).cast(pl.Int32).cast(pl.Int64)
    orders = (
        lines.group_by("customer_id", "order_id")
        .agg(day=day.min(), margin=pl.col("amount").sum().cast(pl.Float64), q=pl.sum("quantity"))
        .filter(pl.col("q") > 0)
        .group_by("customer_id", "day")
        .agg(orders=pl.len().cast(pl.Int64), revenue=pl.sum("margin"), margin=pl.sum("margin"))
        .sort("customer_id", "day")
    )
    minute = pl.col("happened_at").dt.epoch("s") // 60
    rows = company.tables["interactions"].with_columns(
        at=minute,
        cost=pl.lit(0.0),
        minutes=pl.col("minutes").cast(pl.Float64),
        resolve_minutes=pl.lit(None, pl.Int64),
    )
    frame = rows.select(pl.col(c).cast(t) for c, t in INTERACTIONS.columns.items())
    first = int(rows.select(pl.min("at") // 1440).item())
    last = int(orders["day"].max())  # type: ignore[arg-type]
    return weigh_service(frame, orders, start=first, end=last, follow_days=follow)


def ratio(result: ServiceValue) -> tuple[float, float]:
    summary = result.summary()
    assert summary["kept_times_low"] is not None
    return float(summary["kept_times_low"]), float(summary["kept_times_high"])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def planted() -> Company:
    return generate(4_000, seed=5)


def test_the_planted_effect_lies_within_its_interval(planted: Company) -> None:
    """Three of ten leave over a badly solved complaint: 0.7 times as many order again."""
    truth = dict(planted.truth.parameters.iter_rows())
    low, high = ratio(weighed(planted))
    assert truth["leaves_after_badly_solved"] == 0.3
    assert low <= 1 - truth["leaves_after_badly_solved"] <= high
    assert high < 1


def test_none_is_found_where_none_is_planted() -> None:
    calm = generate(4_000, seed=5, without=frozenset({Layer.COMPLAINTS_EFFECT}))
    low, high = ratio(weighed(calm))
    assert dict(calm.truth.parameters.iter_rows())["leaves_after_badly_solved"] == 0
    assert low <= 1 <= high


@pytest.mark.long
def test_the_planted_effect_over_several_companies() -> None:
    """Of ten companies with the effect and ten without, at most two intervals miss in each."""
    found = {}
    for true, without in ((0.7, frozenset()), (1.0, frozenset({Layer.COMPLAINTS_EFFECT}))):
        ends = [ratio(weighed(generate(5_000, seed, without))) for seed in range(1, 11)]
        found[true] = sum(low <= true <= high for low, high in ends)
        if true < 1:
            assert all(high < 1 for _, high in ends)
    assert min(found.values()) >= 8


def test_the_truth_as_a_twin_tells_it(planted: Company) -> None:
    """The same people without the effect: the gap in orders again is as large as was planted.

    Chance is the same in both companies, so a customer's twin shows what would have happened.
    """
    calm = generate(4_000, seed=5, without=frozenset({Layer.COMPLAINTS_EFFECT}))
    told, none = (weighed(company).comparisons["solved_badly"] for company in (planted, calm))
    with_it, twin = effect(told)["mean_with"], effect(none)["mean_with"]
    row = effect(told)
    assert row["low"] <= with_it - twin <= row["high"]


def test_any_order_of_rows_gives_the_same(planted: Company) -> None:
    mixed = {
        name: planted.tables[name].sample(fraction=1, shuffle=True, seed=2)
        for name in ("order_lines", "interactions")
    }
    other = Company(planted.recipe, {**planted.tables, **mixed}, planted.truth)
    one, two = weighed(planted), weighed(other)
    for name, frame in one.frames().items():
        assert_frame_equal(frame, two.frames()[name])
    assert set(one.effects["figure"]) == set(OUTCOMES)
