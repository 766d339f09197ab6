"""Moves between segments, worked by hand and by property; the months ahead."""

import dataclasses
import datetime as dt

import polars as pl
import pytest

from analytics.findings import NotEnoughData
from analytics.frames import CUSTOMER_MONTHS
from analytics.migration import follow_customers
from analytics.standings import SEGMENTATIONS, first_dates, standings, whole_months
from tests import kinds

EPOCH = dt.date(1970, 1, 1)


def bought(rows: dict[str, dict[int, float]]) -> pl.DataFrame:
    """CUSTOMER_MONTHS of 2025: profit by customer and month, one order each."""
    lines = [
        {
            "customer_id": name,
            "month": dt.date(2025, month, 1),
            "orders": 1,
            "last_day": (dt.date(2025, month, 10) - EPOCH).days,
            "revenue": abs(profit) * 2,
            "profit": profit,
        }
        for name, each in rows.items()
        for month, profit in each.items()
    ]
    return pl.DataFrame(lines).cast(dict(CUSTOMER_MONTHS.columns))


HAND = bought(
    {
        "A": {1: 100.0, 2: 50.0, 3: 60.0, 4: 70.0},  # active throughout
        "B": {1: 40.0},  # cooling in March and April
        "C": {2: 30.0, 4: 25.0},
        "D": {4: 10.0},  # joins
        "E": {1: 20.0, 4: -5.0},
    }
)
YEAR = {"start": dt.date(2025, 1, 1), "end": dt.date(2025, 4, 30)}


def test_standings_by_hand() -> None:
    """Windows of two months, that end in February, March and April."""
    stood = standings(HAND, **YEAR, by="activity", window=2)
    names = [*stood.segments, None]

    assert [day.month for day in stood.ends] == [2, 3, 4]
    assert {
        name: [names[p] for p in row]
        for name, row in zip(stood.customer_ids, stood.places.tolist(), strict=True)
    } == {
        "A": ["active", "active", "active"],
        "B": ["active", "cooling", "cooling"],
        "C": ["active", "active", "active"],
        "D": [None, None, "active"],
        "E": ["active", "cooling", "active"],
    }


def test_moves_by_hand() -> None:
    result = follow_customers(HAND, **YEAR, by="activity", window=2)

    assert (result.from_day, result.to_day) == (dt.date(2025, 2, 28), dt.date(2025, 4, 30))
    moves = {row["move"]: row for row in result.moves.iter_rows(named=True)}
    assert {name: row["customers"] for name, row in moves.items()} == {
        "up": 0,
        "same": 3,
        "down": 1,
        "joined": 1,
    }
    assert moves["down"]["gained"] == -40
    assert moves["joined"]["gained"] == 10
    assert moves["same"]["profit_before"] == 100 + 50 + 30 + 20
    assert moves["same"]["profit_after"] == 60 + 70 + 25 - 5


def test_month_by_month_by_hand() -> None:
    """March: B cools, E cools (January is out of the window). April: E is back, D joins."""
    result = follow_customers(HAND, **YEAR, by="activity", window=2)

    assert [row[1:] for row in result.months.rows()] == [(0, 2, 0, 2), (1, 0, 1, 3)]
    last = result.month_segments.filter(month=dt.date(2025, 4, 30))
    assert last.drop("month").rows() == [
        ("active", 4, 70.0 + 25 + 10 - 5),
        ("cooling", 1, 0.0),
        ("lapsed", 0, 0.0),
    ]


def test_the_changes_of_one_customer() -> None:
    """Windows of two months that do not overlap end in February and April; of one, in each."""
    two = follow_customers(HAND, **YEAR, by="activity", window=2).trail
    one = follow_customers(HAND, **YEAR, by="activity", window=1).trail

    def told(rows: pl.DataFrame) -> list[tuple[int, str | None, str]]:
        return [(day.month, was, now) for day, was, now in rows.rows()]

    assert told(two.of("B")) == [(4, "active", "cooling"), (2, None, "active")]
    assert told(two.of("E")) == [(2, None, "active")]  # March, when it was cooling, is no end
    assert told(two.of("D")) == [(4, None, "active")]
    assert told(one.of("B")) == [
        (3, "cooling", "lapsed"), (2, "active", "cooling"), (1, None, "active")
    ]  # fmt: skip
    assert two.of("nobody").is_empty()


def test_the_first_date_can_be_chosen() -> None:
    """Of windows of one month: January against April, and no date that is no month's end."""
    far = dt.date(2025, 1, 31)
    result = follow_customers(HAND, **YEAR, by="activity", window=1, since=far)
    usual = follow_customers(HAND, **YEAR, by="activity", window=1)

    assert first_dates(*YEAR.values(), 1) == [
        dt.date(2025, m, d) for m, d in ((3, 31), (2, 28), (1, 31))
    ]
    assert first_dates(*YEAR.values(), 3) == []
    assert (result.from_day, usual.from_day) == (far, dt.date(2025, 3, 31))
    moves = {row["move"]: row["customers"] for row in result.moves.iter_rows(named=True)}
    assert moves == {"up": 0, "same": 2, "down": 1, "joined": 2}  # A and E stay, B has lapsed
    for wrong in (dt.date(2025, 4, 30), dt.date(2025, 2, 27), dt.date(2024, 12, 31)):
        with pytest.raises(ValueError, match="last day of a month"):
            follow_customers(HAND, **YEAR, by="activity", window=1, since=wrong)


def test_tiers_by_hand() -> None:
    """January and February: A 150 of 240, then B 40 (190 = 79 %), so C 30 is of the few too."""
    result = follow_customers(HAND, **YEAR, by="tiers", window=2)
    where = dict(result.customers.select("customer_id", "from_segment").rows())

    assert where == {
        "A": "vital_few",
        "B": "vital_few",
        "C": "vital_few",
        "D": None,
        "E": "useful_many",
    }
    assert dict(result.customers.select("customer_id", "to_segment").rows())["E"] == "loss_makers"


@pytest.mark.parametrize("by", SEGMENTATIONS)
def test_everybody_is_once_in_the_matrix_and_the_money_adds_up(by: str) -> None:
    result = kinds.migration(by)
    matrix, customers = result.matrix, result.customers

    assert matrix["customers"].sum() == customers.height == result.moves["customers"].sum()
    for when in ("profit_before", "profit_after"):
        assert matrix[when].sum() == pytest.approx(customers[when].sum())
        assert result.segments[when].sum() == pytest.approx(customers[when].sum())
    shares = matrix.group_by("from_segment").agg(pl.col("head_share").sum())["head_share"]
    assert shares.to_list() == pytest.approx([1.0] * shares.len())
    chances = result.ahead.chances.group_by("from_segment").agg(pl.col("chance").sum())["chance"]
    assert chances.to_list() == pytest.approx([1.0] * chances.len())


@pytest.mark.parametrize("by", SEGMENTATIONS)
def test_the_order_of_rows_changes_nothing(by: str) -> None:
    frame = kinds.months()
    first = kinds.migration(by)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=9)
    again = follow_customers(shuffled, start=kinds.START, end=kinds.END, by=by)

    for name, rows in first.frames().items():
        assert again.frames()[name].equals(rows), name


@pytest.mark.parametrize("by", SEGMENTATIONS)
def test_no_standing_sees_what_comes_later(by: str) -> None:
    """Months planted after a day move nobody on it."""
    frame = kinds.months()
    later = frame["month"] >= dt.date(2025, 1, 1)
    planted = frame.with_columns(
        pl.when(later).then(pl.col("profit") * -50).otherwise("profit").alias("profit"),
        pl.when(later).then(9).otherwise(pl.col("orders")).cast(pl.Int64).alias("orders"),
    )
    then = [
        standings(each, start=kinds.START, end=kinds.END, by=by).places[:, :10].tolist()
        for each in (frame, planted)
    ]

    assert then[0] == then[1]


def test_the_forecast_comes_with_its_interval_and_its_test() -> None:
    ahead = kinds.migration("activity").ahead

    assert ahead.forecast.height == 6 * 3
    inside = ahead.forecast.filter(
        pl.col("customers_mean").is_between("customers_low", "customers_high")
    )
    assert inside.height == ahead.forecast.height
    assert ahead.held_share == ahead.tested.filter(held="yes").height / ahead.tested.height
    low, high = ahead.profit_ahead[1:]
    assert low is not None
    assert high is not None
    assert low < (ahead.profit_ahead[0] or 0) < high


def test_the_profit_foretold_is_tested_too() -> None:
    """What came is the profit of the months that were hidden, by segment and in all."""
    result = kinds.migration("activity")
    test = result.ahead.profit_test
    assert test is not None
    brought = kinds.months().group_by("month").agg(pl.col("profit").sum()).sort("month")["profit"]
    assert test.months == 6
    assert test.actual == pytest.approx(brought.tail(6).sum())
    assert test.repeated == pytest.approx(brought.tail(12).head(6).sum())
    assert test.low < test.mean < test.high
    assert result.ahead.tested["profit_actual"].sum() == pytest.approx(test.actual)


def test_a_profit_that_was_missed_is_told() -> None:
    """From the first hidden month on a customer brings five times as much: no chain foresees it."""
    frame = kinds.months()
    times = pl.when(pl.col("month") >= dt.date(2025, 3, 1)).then(5.0).otherwise(1.0)
    risen = frame.with_columns(profit=pl.col("profit") * times)
    usual = follow_customers(frame, start=kinds.START, end=kinds.END, by="activity")
    found = follow_customers(risen, start=kinds.START, end=kinds.END, by="activity")

    assert "migration.find_profit_held" in {f.key for f in usual.findings()}
    missed = next(f for f in found.findings() if f.key == "migration.find_profit_missed")
    assert missed.good is False
    before, after = (r.ahead.profit_test for r in (usual, found))
    assert before is not None
    assert after is not None
    assert after.actual == pytest.approx(5 * before.actual)
    assert after.mean == pytest.approx(before.mean)  # what is hidden is not seen
    assert set(found.ahead.tested["profit_held"]) >= {"no"}


def test_too_few_months() -> None:
    with pytest.raises(NotEnoughData, match="few_months"):
        follow_customers(HAND, **YEAR, window=3)
    assert follow_customers(HAND, **YEAR, by="activity", window=2).ahead.forecast.is_empty()
    nobody = HAND.with_columns(orders=pl.lit(0, pl.Int64))
    with pytest.raises(NotEnoughData, match="no_customers"):
        follow_customers(nobody, **YEAR, window=2)


def test_nothing_is_foretold_that_no_month_can_test() -> None:
    """Seven ends of months leave six moves, all of them to learn from; eight leave one to test."""
    books = bought({name: dict.fromkeys(range(1, 11), 10.0) for name in "ABC"})
    days = ((dt.date(2025, 9, 30), True), (dt.date(2025, 10, 31), False))
    for end, nothing in days:
        ahead = follow_customers(
            books, start=dt.date(2025, 1, 1), end=end, by="activity", window=3
        ).ahead
        assert ahead.forecast.is_empty() is ahead.tested.is_empty() is nothing


def test_wrong_options() -> None:
    with pytest.raises(ValueError, match="by must be"):
        follow_customers(HAND, **YEAR, by="colour")
    with pytest.raises(ValueError, match="window"):
        follow_customers(HAND, **YEAR, window=0)


def test_only_whole_months_count() -> None:
    assert whole_months(dt.date(2025, 1, 2), dt.date(2025, 4, 29)) == [
        dt.date(2025, 2, 1),
        dt.date(2025, 3, 1),
    ]
    assert whole_months(dt.date(2024, 12, 1), dt.date(2025, 1, 31)) == [
        dt.date(2024, 12, 1),
        dt.date(2025, 1, 1),
    ]


def test_a_forecast_no_nearer_than_nothing_changes_is_no_good_news() -> None:
    """Said as a warning, however many its interval held."""
    result = kinds.migration("activity")

    def told(error: float) -> tuple[str, bool | None]:
        ahead = dataclasses.replace(result.ahead, held_share=0.95, error=error, naive_error=0.05)
        found = dataclasses.replace(result, ahead=ahead).findings()
        return next((f.key, f.good) for f in found if "held_share" in f.fields)

    assert told(0.04) == ("migration.find_held", True)
    assert told(0.05) == told(0.06) == ("migration.find_not_nearer", False)
