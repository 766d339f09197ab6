"""The proof: it sees nothing after its cut, adds up, and its light goes by stated rules."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.backtest import Backtest, prove
from analytics.backtest_compared import light_of
from analytics.findings import NotEnoughData
from analytics.frames import CUSTOMER_DAYS
from analytics.lifetime.draws import Band
from data.samples.toko_nusantara import generate
from tests import buyers

MONTHS = 12


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    """A company of the pure process."""
    return buyers.days()


@pytest.fixture(scope="module")
def proof(frame: pl.DataFrame) -> Backtest:
    """Its last year forecast."""
    return prove(frame, as_of=buyers.last_day(), model="bg_nbd", months=MONTHS)


def test_the_pure_process_is_believed(proof: Backtest) -> None:
    """Orders within 10 %, margin within 15 %, nearer than any simple rule."""
    summary = proof.summary()
    assert (proof.light, proof.reasons) == ("green", ())
    assert abs(float(summary["orders_error"])) < 0.10  # type: ignore[arg-type]
    assert proof.covered >= 0.90
    assert proof.total.total_low <= proof.actual_orders <= proof.total.total_high
    assert proof.findings()[0].key == "backtest.find_green"


@pytest.mark.parametrize(("dearer", "told"), [(1.1, "find_money"), (2.0, "find_money_outside")])
def test_whether_the_margin_lay_in_its_interval_is_told(
    frame: pl.DataFrame, proof: Backtest, dearer: float, told: str
) -> None:
    """As many orders come, which bring more than before; the interval knows nothing of it.

    This company's margin came lower than expected, so a tenth more of it lies well within.
    """
    factor = pl.when(pl.col("day") > proof.cut).then(dearer).otherwise(1.0)
    other = frame.with_columns(margin=pl.col("margin") * factor)
    made = prove(other, as_of=buyers.last_day(), model="bg_nbd", months=MONTHS)
    summary, money = made.summary(), made.money
    said = [finding for finding in made.findings() if finding.key.startswith("backtest.find_money")]
    held = told == "find_money"

    assert money.total_low == proof.money.total_low
    assert money.total_low < float(summary["margin_forecast"]) < money.total_high  # type: ignore[arg-type]
    assert (money.total_low <= made.actual_margin <= money.total_high) is held
    assert [(one.key, one.good) for one in said] == [(f"backtest.{told}", held)]
    assert summary["margin_forecast_low"] == money.total_low
    assert (made.margin_covered >= 0.90) is held


def test_a_total_just_outside_its_interval_is_told(proof: Backtest) -> None:
    """Where it does not turn the light; where it does, the reason of the light says so."""
    outside = replace(proof.total, total_low=proof.actual_orders + 1.0)
    near = replace(proof, total=outside)
    for made, told in ((proof, False), (near, True), (replace(near, reasons=("interval",)), False)):
        keys = {finding.key for finding in made.findings()}
        assert ("backtest.find_near" in keys) == told


def test_months_bins_and_deciles_add_up(proof: Backtest, frame: pl.DataFrame) -> None:
    """Each view holds the same totals, and the actual ones are counted by hand."""
    own = proof.rivals.row(0, named=True)
    known = frame.filter(pl.col("day") <= proof.cut)["customer_id"].unique()
    after = frame.filter(pl.col("day") > proof.cut, pl.col("customer_id").is_in(known.implode()))
    months, bins, deciles = proof.months, proof.bins, proof.deciles

    assert months.height == MONTHS
    assert months["orders_forecast"].sum() == pytest.approx(own["orders"])
    assert months["orders_actual"].sum() == after.height == proof.actual_orders
    assert months["margin_actual"].sum() == pytest.approx(after["margin"].sum())
    assert months["margin_forecast_so_far"][-1] == pytest.approx(own["margin"])
    assert bins["customers"].sum() == deciles["customers"].sum() == known.len()
    heads = bins["customers"]
    assert (bins["mean_actual"] * heads).sum() == pytest.approx(after.height)
    assert (bins["mean_margin_forecast"] * heads).sum() == pytest.approx(own["margin"])
    assert (bins["mean_margin_actual"] * heads).sum() == pytest.approx(after["margin"].sum())
    assert deciles["orders_forecast"].sum() == pytest.approx(own["orders"])
    assert deciles["orders_actual"].sum() == after.height
    assert deciles["margin_forecast"].sum() == pytest.approx(own["margin"])
    assert deciles["margin_actual"].sum() == pytest.approx(after["margin"].sum())
    assert deciles["decile"].to_list() == list(range(1, 11))


def test_rivals_by_hand(proof: Backtest, frame: pl.DataFrame) -> None:
    """Last period: what came in as many days before; average: the same for everybody; zero."""
    since = proof.cut - proof.horizon
    before = frame.filter(pl.col("day") > since, pl.col("day") <= proof.cut)
    rivals = {row["rival"]: row for row in proof.rivals.to_dicts()}

    assert rivals["last_period"]["orders"] == before.height
    assert rivals["average"]["orders"] == pytest.approx(before.height)
    assert rivals["last_period"]["margin"] == pytest.approx(before["margin"].sum())
    assert rivals["zero"]["order_miss"] == pytest.approx(proof.actual_orders / proof.customers)
    assert rivals["zero"]["margin_error"] == -1
    assert set(rivals) == {"bg_nbd", "challenger", "last_period", "average", "zero"}


def test_nothing_after_the_cut_is_seen(proof: Backtest, frame: pl.DataFrame) -> None:
    """Other orders after the cut change what came, and no forecast of anybody."""
    spoilt = frame.with_columns(
        pl.when(pl.col("day") > proof.cut).then(9.0).otherwise("margin").alias("margin"),
    ).filter((pl.col("day") <= proof.cut) | (pl.col("day") % 3 == 0))
    other = prove(spoilt, as_of=buyers.last_day(), model="bg_nbd", months=MONTHS)

    assert other.actual_orders < proof.actual_orders
    assert_frame_equal(
        proof.rivals.select("rival", "orders", "margin"),
        other.rivals.select("rival", "orders", "margin"),
    )
    assert proof.total.total_high == other.total.total_high


def test_the_past_is_asked_for_as_it_was_known(frame: pl.DataFrame) -> None:
    """Frames of the cut and of one horizon before it, and none of later."""
    asked: list[int] = []

    def known(day: int) -> pl.DataFrame:
        asked.append(day)
        return frame.filter(pl.col("day") <= day)

    made = prove(frame, as_of=buyers.last_day(), model="bg_nbd", months=6, known=known)
    assert asked == [made.cut, made.cut - made.horizon]


def test_the_order_of_rows_changes_nothing(proof: Backtest, frame: pl.DataFrame) -> None:
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=1)
    again = prove(mixed, as_of=buyers.last_day(), model="bg_nbd", months=MONTHS)

    assert_frame_equal(proof.rivals, again.rivals)
    assert (proof.covered, proof.light) == (again.covered, again.light)


@pytest.mark.parametrize(("kept", "lights"), [(0.75, {"amber", "red"}), (0.5, {"red"})])
def test_orders_that_stay_away_turn_the_light(
    frame: pl.DataFrame, proof: Backtest, kept: float, lights: set[str]
) -> None:
    """A quarter fewer than before the cut is no longer green, half is red; the reason is said."""
    stays = np.random.default_rng(1).random(frame.height) < kept
    fewer = frame.filter((pl.col("day") <= proof.cut) | pl.Series(stays))
    made = prove(fewer, as_of=buyers.last_day(), model="bg_nbd", months=MONTHS)

    assert made.light in lights
    assert "orders" in made.reasons
    assert {"backtest.find_orders"} <= {finding.key for finding in made.findings()}


@pytest.mark.parametrize(("decline", "lights"), [(0.0, {"green"}), (0.7, {"amber", "red"})])
def test_the_planted_decline_of_toko_nusantara(decline: float, lights: set[str]) -> None:
    """The written company as it is may be believed; in decline it may not."""
    lines = generate(2_500, seed=5, decline=decline).tables["order_lines"]
    day = (pl.col("ordered_at").cast(pl.Date) - pl.date(1970, 1, 1)).dt.total_days()
    sold = lines.filter(
        pl.col("customer_id").is_not_null(),
        pl.col("quantity") > 0,
        pl.col("status").is_null() | (pl.col("status") != "cancelled"),
    )
    money = [pl.col(c).cast(pl.Float64).fill_null(0.0) for c in ("amount", "line_cost")]
    frame = (
        sold.group_by("customer_id", day=day.cast(pl.Int64))
        .agg(
            orders=pl.col("order_id").n_unique().cast(pl.Int64),
            revenue=money[0].sum(),
            margin=(money[0] - money[1]).sum(),
        )
        .select(*CUSTOMER_DAYS.columns)
    )
    made = prove(frame, as_of=int(frame["day"].max()))  # type: ignore[arg-type]
    assert made.light in lights, (made.reasons, made.summary())


RIGHT = {"orders_error": 0.05, "margin_error": 0.05, "order_miss": 1.0}
WORSE = {"orders_error": 0.20, "order_miss": 2.0}
SURE = (90.0, 110.0, 0.9)


@pytest.mark.parametrize(
    ("own", "rule", "sure", "light", "reasons"),
    [
        ({}, {}, SURE, "green", ()),
        ({"orders_error": 0.10, "margin_error": -0.15}, {}, SURE, "green", ()),
        ({"orders_error": -0.11}, {}, SURE, "amber", ("orders",)),
        ({"margin_error": 0.16}, {}, SURE, "amber", ("margin",)),
        ({"orders_error": 0.26}, {}, SURE, "red", ("orders",)),
        ({"margin_error": -0.36}, {}, SURE, "red", ("margin",)),
        ({}, {"order_miss": 0.9}, SURE, "amber", ("rule",)),
        ({}, {"order_miss": 0.9, "orders_error": 0.01}, SURE, "red", ("rule",)),
        ({"orders_error": 0.05}, {}, (101.0, 110.0, 0.9), "green", ()),
        ({"orders_error": 0.06}, {}, (101.0, 110.0, 0.9), "amber", ("interval",)),
        ({}, {}, (90.0, 110.0, 0.79), "amber", ("coverage",)),
        ({"orders_error": None, "margin_error": None}, {}, SURE, "red", ("nothing_came",)),
    ],
)
def test_the_rules_of_the_light(
    own: dict[str, float | None],
    rule: dict[str, float],
    sure: tuple[float, float, float],
    light: str,
    reasons: tuple[str, ...],
) -> None:
    """100 orders came; each limit is met from both sides."""
    rivals = pl.DataFrame(
        [{"rival": "bg_nbd", **RIGHT, **own}, {"rival": "last_period", **WORSE, **rule}],
        schema={
            "rival": pl.String,
            "orders_error": pl.Float64,
            "margin_error": pl.Float64,
            "order_miss": pl.Float64,
        },
    )
    nobody = np.zeros(0)
    low, high, covered = sure
    assert light_of(rivals, Band(nobody, nobody, low, high), 100.0, covered) == (light, reasons)


def test_of_equal_rules_the_last_period_is_named(proof: Backtest) -> None:
    """It and the average have the same total."""
    assert proof.rule()["rival"] == "last_period"


def test_without_a_margin_there_is_no_error_in_money(frame: pl.DataFrame) -> None:
    """Every order loses: shares of a loss mean nothing, so the light is red and says so."""
    losing = frame.with_columns(margin=-pl.col("revenue"))
    made = prove(losing, as_of=buyers.last_day(), model="bg_nbd", months=MONTHS)

    assert (made.light, made.reasons) == ("red", ("nothing_came",))
    assert [finding.key for finding in made.findings()] == ["backtest.find_red_nothing"]


def test_refusals(frame: pl.DataFrame) -> None:
    """Too few repeat customers, too short a history, no such model."""
    end = buyers.last_day()
    with pytest.raises(ValueError, match="no model 'magic'"):
        prove(frame, as_of=end, model="magic")
    with pytest.raises(NotEnoughData, match="few_repeat_customers"):
        prove(frame.filter(pl.col("customer_id") < "C00050"), as_of=end)
    with pytest.raises(NotEnoughData, match="short_history"):
        prove(frame, as_of=end, months=36)
    for nothing in (CUSTOMER_DAYS.empty(), frame.filter(pl.col("day") > end)):
        with pytest.raises(NotEnoughData, match="short_history"):
            prove(nothing, as_of=end)


def test_days_are_dates_in_the_sentence(proof: Backtest) -> None:
    fields = proof.findings()[0].fields
    assert fields["cut_day"] == dt.date(1970, 1, 1) + dt.timedelta(days=proof.cut)
    assert fields["last_day"] == dt.date(1970, 1, 1) + dt.timedelta(days=buyers.last_day())
