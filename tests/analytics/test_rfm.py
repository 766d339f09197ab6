"""RFM worked on paper: twenty customers with ties, own limits, edge sets, and any order of rows."""

import random
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.findings import NotEnoughData
from analytics.frames import CUSTOMER_RECENCY, FrameError
from analytics.rfm import Rfm, segment_customers
from analytics.rfm_scores import MEASURES, SCORES, VALUES, Breaks, score, thresholds
from analytics.rfm_table import Segment, SegmentTable
from tests.activity import apart, customers

# id: days since the last order, orders, money; recency, frequency, monetary score; segment.
# Twenty customers, so a fifth is four: score = 1 + (how many are strictly worse) // 4.
# Recency, from the worst: 200, 120, 90, 75 days have 0-3 worse (score 1); both of 60 days have 4,
# 45 has 6, 41 has 7 (2); 30 has 8, both of 20 have 9, 15 has 11 (3); 12, 9 and the three of 5 days
# have 12, 13, 14 (4); both of 2 days have 17 and the one of 1 day 19 (5).
# Frequency: the six of 1 order have 0 worse (1); the three of 2 have 6 (2); 3 has 9, 4 has 11 (3);
# 5 has 13, 6 has 15 (4); 7 has 16, 9 has 17, 12 has 19 (5).
# Money: -10, 0, 20 and both of 30 have 0, 1, 2, 3 worse (1); 40, 50, 60 have 5, 6, 7 (2); 80, 90,
# 100, 150 have 8-11 (3); 200, 250, 280, 300 have 12-15 (4); 350, 450, 500, 600 have 16-19 (5).
TWENTY = {
    "A01": (1, 12, 600, 5, 5, 5, "champions"),
    "A02": (2, 9, 450, 5, 5, 5, "champions"),
    "A03": (2, 9, 300, 5, 5, 4, "champions"),
    "A04": (5, 7, 350, 4, 5, 5, "loyal"),
    "A05": (5, 5, 250, 4, 4, 4, "loyal"),
    "A06": (5, 5, 500, 4, 4, 5, "loyal"),
    "A07": (9, 4, 200, 4, 3, 4, "potential_loyal"),
    "A08": (12, 4, 80, 4, 3, 3, "potential_loyal"),
    "A09": (15, 3, 150, 3, 3, 3, "need_attention"),
    "A10": (20, 3, 90, 3, 3, 3, "need_attention"),
    "A11": (20, 2, 100, 3, 2, 3, "about_to_sleep"),
    "A12": (30, 2, 40, 3, 2, 2, "about_to_sleep"),
    "A13": (41, 2, 60, 2, 2, 2, "hibernating"),
    "A14": (45, 1, 30, 2, 1, 1, "hibernating"),
    "A15": (60, 1, 30, 2, 1, 1, "hibernating"),
    "A16": (60, 1, 50, 2, 1, 2, "hibernating"),
    "A17": (75, 1, 20, 1, 1, 1, "hibernating"),
    "A18": (90, 1, -10, 1, 1, 1, "hibernating"),
    "A19": (120, 1, 0, 1, 1, 1, "hibernating"),
    "A20": (200, 6, 280, 1, 4, 4, "at_risk"),
}
TOTAL = 3_570


def recency(rows: Mapping[str, tuple[int, int]]) -> pl.DataFrame:
    """CUSTOMER_RECENCY: days since the last order and orders, by customer."""
    frame = [(i, days, days, orders) for i, (days, orders) in rows.items()]
    return pl.DataFrame(frame, schema=dict(CUSTOMER_RECENCY.columns), orient="row")


def rfm(rows: Mapping[str, tuple[float, ...]], **options: object) -> Rfm:
    """RFM of customers by days, orders and money."""
    activity = customers({i: {"orders": row[1], "revenue": row[2]} for i, row in rows.items()})
    days = recency({i: (int(row[0]), int(row[1])) for i, row in rows.items()})
    return segment_customers(activity, days, **options)  # type: ignore[arg-type]


def test_twenty_customers_as_on_paper() -> None:
    found = rfm(TWENTY)
    named = found.customers.sort("customer_id").drop("value").rows()

    assert named == [(i, *row) for i, row in TWENTY.items()]
    assert found.customers["customer_id"].to_list()[:4] == ["A01", "A06", "A02", "A04"]
    assert found.total == TOTAL


def test_what_the_segments_bring_and_the_yardstick_beside_them() -> None:
    rows = {row["segment"]: row for row in rfm(TWENTY).segments.iter_rows(named=True)}
    champions, loyal, new = rows["champions"], rows["loyal"], rows["new_customers"]

    assert (champions["customers"], champions["value"]) == (3, 1_350)
    assert champions["share_of_customers"] == pytest.approx(3 / 20)
    assert champions["share_of_value"] == pytest.approx(1_350 / TOTAL)
    assert champions["average_value"] == champions["yardstick_value"] == 450
    assert loyal["of_yardstick"] == pytest.approx(1_100 / 3 / 450, abs=1e-6)
    assert loyal["yardstick_orders"] == champions["orders_per_customer"] == 10
    assert loyal["yardstick_recency"] == champions["recency_median"] == 2
    assert (new["customers"], new["value"], new["average_value"]) == (0, 0, None)
    assert sum(row["customers"] for row in rows.values()) == 20
    assert sum(row["value"] for row in rows.values()) == TOTAL


def test_a_segment_of_few_is_no_yardstick() -> None:
    """One customer of 101 is less than one in a hundred."""
    many = {f"B{n:03}": (50 + n % 7, 2, 10.0) for n in range(100)} | {"A": (1, 90, 9_000.0)}
    rows = {row["segment"]: row for row in rfm(many).segments.iter_rows(named=True)}

    assert rows["champions"]["average_value"] == 9_000
    assert {row["yardstick_value"] for row in rows.values()} == {10}


def test_the_single_figures() -> None:
    summary = rfm(TWENTY).summary()

    assert (summary["once"], summary["once_share"]) == (6, 0.3)
    assert (summary["quiet"], summary["quiet_value"]) == (1, 280)
    assert summary["recency_median"] == 20
    assert summary["orders_per_customer"] == 79 / 20
    assert summary["best_segment"] == "champions"


def test_the_map_holds_everyone_once() -> None:
    cells = rfm(TWENTY).cells

    assert cells.height == 25
    assert cells["customers"].sum() == 20
    assert cells["value"].sum() == TOTAL
    cell = cells.row(by_predicate=(pl.col("recency_score") == 2) & (pl.col("other_score") == 1))
    assert cell[:4] == (2, 1, "hibernating", 3)


def test_thresholds_are_the_least_and_most_of_each_score() -> None:
    found = rfm(TWENTY).thresholds
    rows = {(r[0], r[1]): r[2:] for r in found.rows()}

    assert rows["recency", 5] == (1, 2, 3)
    assert rows["recency", 1] == (75, 200, 4)
    assert rows["frequency", 1] == (1, 1, 6)
    assert rows["monetary", 5] == (350, 600, 4)


def test_own_limits_in_days_orders_and_money() -> None:
    """Up to 5 days 5, up to 20 days 4 ...; from 2 orders on 2 ...; from 100 on 2 ..."""
    breaks = Breaks((5, 20, 60, 90), (2, 3, 5, 9), (100, 200, 300, 500))
    found = rfm(TWENTY, breaks=breaks)
    rows = {row[0]: row[4:7] for row in found.customers.rows()}

    assert rows["A06"] == (5, 4, 5)
    assert rows["A10"] == (4, 3, 1)
    assert rows["A18"] == (2, 1, 1)
    assert rows["A19"] == (1, 1, 1)
    limits = {(r[0], r[1]): r[2:4] for r in found.thresholds.rows()}
    assert limits["recency", 5] == (None, 5)
    assert limits["recency", 4] == (6, 20)
    assert limits["recency", 1] == (91, None)
    assert limits["frequency", 2] == (2, 2)
    assert limits["frequency", 5] == (9, None)
    assert limits["monetary", 1] == (None, 100)


@pytest.mark.parametrize(
    "limits", [(1, 2, 3), (1, 2, 3, 3), (4, 3, 2, 1), (1, 2, 3, float("nan"))], ids=str
)
def test_limits_that_make_no_five_scores(limits: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="frequency breaks must be four rising numbers"):
        Breaks(frequency=limits)


def test_money_per_order() -> None:
    found = rfm(TWENTY, per="per_order").customers
    row = found.row(by_predicate=pl.col("customer_id") == "A20", named=True)

    assert row["monetary"] == pytest.approx(280 / 6, abs=1e-6)
    assert row["value"] == 280


def test_everyone_the_same_scores_in_the_middle() -> None:
    found = rfm({f"C{n}": (7, 2, 50.0) for n in range(9)})

    assert found.customers.select("^.*_score$").unique().rows() == [(3, 3, 3)]
    keys = [finding.key for finding in found.findings()]
    assert keys == ["rfm.find_all_in_one", *["rfm.find_same"] * 3]


def test_one_customer_is_compared_with_nobody() -> None:
    found = rfm({"C": (0, 1, 50.0)})

    assert found.customers["segment"].to_list() == ["need_attention"]
    assert [finding.key for finding in found.findings()] == ["rfm.find_one"]


def test_a_total_of_nothing_has_no_shares() -> None:
    found = rfm({"A": (1, 3, -50.0), "B": (9, 1, 20.0)})

    assert found.segments["share_of_value"].null_count() == found.segments.height
    assert found.findings()[0].key == "rfm.find_no_total"
    assert found.summary()["best_share"] is None


def test_who_only_returned_and_who_is_unknown_stand_apart() -> None:
    activity = customers(
        {"A": {"revenue": 50}, "R": {"orders": 0, "returns": 1, "revenue": -5, "lines": 1}}
    )
    days = recency({"A": (1, 1)})
    found = segment_customers(activity, days, anonymous=apart(orders=3, revenue=30))

    assert found.customers["customer_id"].to_list() == ["A"]
    assert found.lines_apart.rows() == [("returns_only", 1, 0, -5), ("anonymous", 0, 3, 30)]


def test_nobody_ordered() -> None:
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_customers"):
        segment_customers(customers({"A": {"orders": 0}}), recency({}))


def test_a_customer_without_a_recency_is_an_error() -> None:
    with pytest.raises(FrameError, match="blank values in recency_days"):
        segment_customers(customers({"A": {}}), recency({}))


@pytest.mark.parametrize("options", [{"basis": "turnover"}, {"per": "year"}], ids=str)
def test_options_out_of_range(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be one of"):
        rfm(TWENTY, **options)


def test_twenty_orders_of_the_rows_give_one_result() -> None:
    rows = list(TWENTY)
    first = rfm(TWENTY)
    for seed in range(20):
        random.Random(seed).shuffle(rows)  # noqa: S311 - an order of rows, no secret
        again = rfm({i: TWENTY[i] for i in rows})
        for name, frame in first.frames().items():
            assert frame.equals(again.frames()[name]), (seed, name)


NUMBERS = st.tuples(st.integers(0, 12), st.integers(1, 5), st.integers(-4, 9))


@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_scores_keep_ties_together_and_follow_the_value(rows: list[tuple[int, int, int]]) -> None:
    found = rfm({f"C{n:02}": row for n, row in enumerate(rows)})
    scored = found.customers

    for measure in MEASURES:
        pairs = scored.select(VALUES[measure], f"{measure}_score").unique()
        assert pairs[VALUES[measure]].n_unique() == pairs.height  # one score for one value
        ordered = pairs.sort(VALUES[measure], descending=measure == "recency")
        assert ordered[f"{measure}_score"].is_sorted()
        assert set(ordered[f"{measure}_score"]) <= set(SCORES)
    assert found.segments["customers"].sum() == scored.height == len(rows)
    assert (
        found.thresholds.group_by("measure").agg(pl.col("customers").sum())["customers"].to_list()
        == [len(rows)] * 3
    )


@given(st.lists(NUMBERS, min_size=1, max_size=30), st.sampled_from([0.01, 7.0, 15_000.0]))
def test_another_currency_changes_no_segment(rows: list[tuple[int, int, int]], rate: float) -> None:
    mine = rfm({f"C{n:02}": row for n, row in enumerate(rows)}).customers
    theirs = rfm({f"C{n:02}": (d, o, m * rate) for n, (d, o, m) in enumerate(rows)}).customers

    assert mine.drop("monetary", "value").equals(theirs.drop("monetary", "value"))


def test_the_score_of_a_frame_typed_by_hand() -> None:
    frame = pl.DataFrame(
        {
            "customer_id": ["A", "B"],
            "recency_days": [3, 9],
            "frequency_orders": [2, 2],
            "monetary": [5.0, 1.0],
        }
    )
    scored = score(frame)

    assert scored.select("^.*_score$").rows() == [(3, 3, 3), (1, 3, 1)]
    assert thresholds(scored).height == 15


def test_the_map_may_lie_across_money_or_the_mean() -> None:
    """A20: recency 1, frequency 4, monetary 4; A03: 5, 5, 4, whose mean rounds up to 5."""
    whole = tuple((r, o) for r in SCORES for o in SCORES if (r, o) != (5, 5))
    for across, best in (("monetary", {"A01", "A02"}), ("both", {"A01", "A02", "A03"})):
        table = SegmentTable((Segment("best", ((5, 5),)), Segment("rest", whole)), across)
        assert set(rfm(TWENTY, table=table).of("best")["customer_id"]) == best
