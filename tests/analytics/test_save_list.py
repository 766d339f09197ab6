"""Who is slipping away: the rhythm by hand, the value at risk, the planted truth, no future."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData, WrongOption
from analytics.flow import EPOCH
from analytics.frames import CUSTOMER_DAYS
from analytics.save_list import COLUMNS, FALL, find_slipping, rhythms
from tests import staying

LAST = (staying.LAST - EPOCH).days


def bought(customers: dict[str, list[int]], margin: float = 10.0) -> pl.DataFrame:
    """CUSTOMER_DAYS of these order days."""
    rows = [(who, day, 1, 2 * margin, margin) for who, days in customers.items() for day in days]
    return pl.DataFrame(rows, schema=dict(CUSTOMER_DAYS.columns), orient="row")


def test_the_rhythm_by_hand() -> None:
    """Gaps 10, 10, 20: median 10, no spread, so a quarter: 10 + 2 x 2.5.

    Gaps 20, 30, 40, 50: median 35, distances 15, 5, 5, 15, their median 10: 35 + 2 x 14.826.
    Two gaps are no rhythm.
    """
    found = rhythms(
        bought({"a": [0, 10, 20, 40], "b": [0, 20, 50, 90, 140], "c": [0, 10, 20], "d": [7]})
    )
    assert found.rows() == [("a", 10.0, 15.0), ("b", 35.0, pytest.approx(64.652))]


def test_overdue_by_ones_own_rhythm_without_a_model() -> None:
    """Silent for 16 days with a limit of 15; 15 is not over it; far beyond it left long ago."""
    customers = {"late": [0, 10, 20, 40], "just": [1, 11, 21, 41], "gone": [-300, -290, -280, -270]}
    found = find_slipping(bought(customers), as_of=56, lapse=30)
    assert found.model is None
    assert found.customers.columns == list(COLUMNS)
    row = found.customers.row(0, named=True)
    assert found.customers["customer_id"].to_list() == ["late"]
    assert (row["reason"], row["recency_days"], row["limit_days"]) == ("overdue", 16, 15.0)
    assert (row["value_before"], row["value_at_risk"], row["alive"]) == (40.0, 40.0, None)
    keys = [finding.key for finding in found.findings()]
    assert keys[0] == "save_list.find_list_brought"
    assert keys[1:] == ["save_list.find_few", "save_list.find_no_model"]


def test_who_costs_money_is_not_saved() -> None:
    late = bought({"late": [0, 10, 20, 40]}, margin=-5.0)
    found = find_slipping(late, as_of=56, lapse=30)
    assert found.customers.is_empty()
    assert found.findings()[0].key == "save_list.find_none_late"
    assert found.summary()["customers_for_risk"] == 0


def test_signs_and_value_of_a_company() -> None:
    """Every row has its sign; value at risk is what was expected less what is; ranked by it."""
    found = find_slipping(staying.days(), as_of=LAST, lapse=60)
    rows = found.customers
    assert rows.height > 10
    fell = rows["alive_before"] - rows["alive"] >= FALL
    late = (rows["recency_days"] - rows["limit_days"]).is_between(1e-9, 60)
    assert rows["reason"].str.contains("falling").to_list() == fell.fill_null(value=False).to_list()
    assert (
        rows["reason"].str.starts_with("overdue").to_list() == late.fill_null(value=False).to_list()
    )
    assert rows["value_at_risk"].to_list() == pytest.approx(
        (rows["value_before"] - rows["value_ahead"]).to_list()
    )
    assert rows["value_at_risk"].is_sorted(descending=True)
    assert rows["rank"].to_list() == list(range(1, rows.height + 1))
    summary = found.summary()
    first = rows.head(int(str(summary["customers_for_risk"])))["value_at_risk"].sum()
    assert first >= 0.8 * rows["value_at_risk"].sum()
    assert summary["control_size"] == round(0.2 * rows.height)


def test_what_was_expected_then_is_what_the_model_said_then() -> None:
    """The chance a lapse period ago is that of a list made on that day with these parameters."""
    frame = staying.days()
    now = find_slipping(frame, as_of=LAST, lapse=60, model="bg_nbd")
    future = bought({"C0001": [LAST + 5], "new": [LAST + 1]})
    more = find_slipping(pl.concat([frame, future]), as_of=LAST, lapse=60, model="bg_nbd")
    assert_frame_equal(now.customers, more.customers)
    before = now.customers.drop_nulls("alive_before")
    assert before["alive_before"].is_between(0, 1).all()
    assert (before["recency_days"] > 0).all()


def test_where_nobody_leaves_only_the_late_are_listed() -> None:
    """No chance that could fall is told of them, and what is at risk is what they lost in pace."""
    found = staying.late()
    rows, summary = found.customers, found.summary()
    assert found.model == "nbd"
    assert rows.height > 5
    assert rows["reason"].unique().to_list() == ["overdue"]
    assert rows["alive"].null_count() == rows["alive_before"].null_count() == rows.height
    assert (rows["recency_days"] > rows["limit_days"]).all()
    assert (rows["value_before"] > rows["value_ahead"]).all()
    assert (rows["value_ahead"] > 0).all()  # they are late, not lost
    assert summary["falling_customers"] is None
    keys = [finding.key for finding in found.findings()]
    assert keys[0] == "save_list.find_list_late"
    assert keys[-1] == "save_list.find_nobody_leaves"


def test_a_model_whose_proof_failed_is_left_aside() -> None:
    """The same list as without any model: rhythms, and what was brought."""
    frame = staying.days()
    found = find_slipping(frame, as_of=LAST, lapse=60, model="bg_nbd", believed=False)
    with_it = find_slipping(frame, as_of=LAST, lapse=60, model="bg_nbd")
    assert (found.model, found.doubted, found.fitted) == (None, True, True)
    assert found.customers["value_ahead"].null_count() == found.customers.height > 0
    late = with_it.customers.filter(pl.col("reason").str.starts_with("overdue"))
    assert set(late["customer_id"]) <= set(found.customers["customer_id"])
    since = LAST - round(365.25)
    last_year = frame.filter(pl.col("day") > since).group_by("customer_id")
    brought = dict(last_year.agg(pl.col("margin").sum()).iter_rows())
    first = found.customers.row(0, named=True)
    assert first["value_at_risk"] == pytest.approx(brought[first["customer_id"]])
    assert found.findings()[-1].key == "save_list.find_doubted"


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    frame = staying.days(customers=250)
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=seed)
    one, other = (find_slipping(f, as_of=LAST, lapse=60, model="bg_nbd") for f in (frame, mixed))
    assert one.customers["customer_id"].to_list() == other.customers["customer_id"].to_list()


def test_those_who_truly_left_are_on_the_list() -> None:
    """Of the planted customers active a lapse period ago, many more of the listed have left."""
    company = staying.nusantara()
    last = int(company.days["day"].max())  # type: ignore[arg-type]
    found = find_slipping(company.days, as_of=last)
    then = last - found.lapse_days
    was = company.days.filter(pl.col("day").is_between(then - found.lapse_days, then))
    active = was.select("customer_id").unique().join(company.truth, on="customer_id")
    listed = active.join(found.customers, on="customer_id", how="semi")
    others = active.join(found.customers, on="customer_id", how="anti")
    gone, rest = (1 - float(part["alive"].mean()) for part in (listed, others))  # type: ignore[arg-type]
    assert listed.height > 100
    assert gone > 3 * rest  # 46 % against 10 %


def test_refusals() -> None:
    with pytest.raises(NotEnoughData, match="no_gaps"):
        find_slipping(bought({}), as_of=10)
    with pytest.raises(NotEnoughData, match="no_gaps"):
        find_slipping(bought({"a": [0, 5]}), as_of=10)
    with pytest.raises(WrongOption, match="horizon"):
        find_slipping(bought({"a": [0]}), as_of=10, lapse=5, months=0)
    with pytest.raises(ValueError, match="no model"):
        find_slipping(bought({"a": [0]}), as_of=10, lapse=5, model="sbg")


def test_without_rhythm_and_model_nobody_is_cleared() -> None:
    """Everybody ordered once: that nobody is slipping away cannot be known, so it is not said."""
    once = bought({f"c{n:03}": [n] for n in range(200)})
    with pytest.raises(NotEnoughData, match="no_rhythms"):
        find_slipping(once, as_of=300, lapse=60)
