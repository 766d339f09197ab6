"""A frame that breaks its contract is refused, by column, with what to do."""

from datetime import date

import polars as pl
import pytest

from analytics.frames import (
    ACTIVITY_APART,
    CUSTOMER_ACTIVITY,
    GROUP_ACTIVITY,
    MONTH_ACTIVITY,
    MONTH_CUSTOMERS,
    PERIOD_ACTIVITY,
    Frame,
    FrameError,
)

SALES = Frame(
    "sales",
    key=("month", "shop"),
    columns={"month": pl.Date(), "shop": pl.String(), "revenue": pl.Float64()},
    may_be_blank=frozenset({"shop"}),
)
MAY = date(2025, 5, 1)


def sales(*rows: tuple[date | None, str | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(SALES.columns), orient="row")


def test_a_good_frame_is_cut_to_its_contract() -> None:
    frame = sales((MAY, "A", 1.0), (MAY, None, 2.0)).with_columns(more=pl.lit(1))

    assert SALES.check(frame).columns == ["month", "shop", "revenue"]


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (sales((MAY, "A", 1.0)).drop("revenue"), "sales: no column revenue; found month, shop"),
        (sales((MAY, "A", 1.0)).cast({"revenue": pl.Int64}), "sales.revenue is Int64; it must be"),
        (sales((MAY, "A", None)), "blank values in revenue"),
        (sales((MAY, "A", float("nan"))), "blank values in revenue"),
        (sales((MAY, "A", float("-inf"))), "infinite values in revenue"),
        (sales((None, "A", 1.0)), "blank values in month"),
        (sales((MAY, "A", 1.0), (MAY, "A", 2.0)), r"1 repeated month \+ shop"),
        (sales((MAY, None, 1.0), (MAY, None, 2.0)), r"1 repeated month \+ shop"),
    ],
)
def test_a_bad_frame_is_refused_by_column(frame: pl.DataFrame, says: str) -> None:
    with pytest.raises(FrameError, match=says):
        SALES.check(frame)


def test_a_frame_without_a_key_holds_one_row_or_none() -> None:
    one = ACTIVITY_APART.empty().clear(1).fill_null(0)

    assert ACTIVITY_APART.check(one).height == 1
    assert ACTIVITY_APART.check(ACTIVITY_APART.empty()).height == 0
    with pytest.raises(FrameError, match="2 rows; it must be one"):
        ACTIVITY_APART.check(pl.concat([one, one]))


@pytest.mark.parametrize(
    "contract",
    [CUSTOMER_ACTIVITY, GROUP_ACTIVITY, PERIOD_ACTIVITY, MONTH_ACTIVITY, MONTH_CUSTOMERS],
    ids=lambda contract: contract.name,
)
def test_every_contract_accepts_its_own_empty_frame(contract: Frame) -> None:
    empty = contract.check(contract.empty())

    assert empty.height == 0
    assert empty.schema == dict(contract.columns)
    assert set(contract.key) | contract.may_be_blank <= set(contract.columns)
