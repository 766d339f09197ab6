"""The value of customers ahead: it adds up, follows its formula, and says who is who."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import CONTRACTS, CUSTOMER_DAYS
from analytics.lifetime import bands
from analytics.lifetime.bands import value_band
from analytics.lifetime.contract_value import forecast_contracts
from analytics.lifetime.groups import add_referrals, by_group
from analytics.lifetime.outlook import look_ahead
from analytics.lifetime.value import Lifetime, forecast_value
from analytics.lifetime.what_if import Changes
from tests import buyers

AS_OF = buyers.last_day()


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    """A company of the pure process."""
    return buyers.days()


@pytest.fixture(scope="module")
def result(frame: pl.DataFrame) -> Lifetime:
    """Its next twelve months."""
    return forecast_value(frame, as_of=AS_OF, model="bg_nbd", origins=buyers.origins(frame))


def test_the_parameters_come_back(result: Lifetime) -> None:
    """Those the company was written with, within 25 % on 1,500 customers."""
    assert (result.model, result.converged) == ("bg_nbd", True)
    wanted = dict(buyers.PURE) | {"p": 6.0, "q": 4.0}
    assert {name: result.parameters[name] for name in wanted} == pytest.approx(wanted, rel=0.25)


def test_a_customer_by_hand(frame: pl.DataFrame) -> None:
    """Value is the expected orders of each month x the margin of an order, discounted."""
    ahead = look_ahead(
        frame, as_of=AS_OF, model="bg_nbd", unit="week", months=3, discount_rate=0.02
    )
    made = forecast_value(frame, as_of=AS_OF, model="bg_nbd", months=3, discount_rate=0.02)
    one, two, three = (ahead.fits.expected(months * ahead.month) for months in (1, 2, 3))
    by_hand = (one / 1.02 + (two - one) / 1.02**2 + (three - two) / 1.02**3) * ahead.margin
    rows = made.customers.sort("customer_id")

    assert rows["value_ahead"].to_numpy() == pytest.approx(by_hand)
    assert rows["expected_orders"].to_numpy() == pytest.approx(three)


def test_everything_adds_up(result: Lifetime) -> None:
    """The total is that of customers, months, actions and each way of grouping."""
    total = result.summary()["total_value"]
    people = result.customers

    assert people["value_ahead"].sum() == pytest.approx(total)
    assert result.path["value_so_far"][-1] == pytest.approx(total)
    assert result.path["expected_orders"].sum() == pytest.approx(people["expected_orders"].sum())
    assert result.actions["value_ahead"].sum() == pytest.approx(total)
    assert result.actions["customers"].sum() == people.height
    for _, part in result.groups.group_by("dimension"):
        assert part["value_ahead"].sum() == pytest.approx(total)
        assert part["customers"].sum() == people.height
    assert set(result.groups["dimension"]) == {"cohort", "segment", "acquisition_channel"}


def test_customers_are_ranked_and_laid_on_the_map(result: Lifetime) -> None:
    """Best first; four actions part the map at one half and at the mean."""
    people = result.customers
    mean = people["value_if_alive"].mean()
    high, alive = pl.col("value_if_alive") > mean, pl.col("alive") >= 0.5

    assert people["rank"].to_list() == list(range(1, people.height + 1))
    assert people["value_ahead"].is_sorted(descending=True)
    assert people.filter(action="nurture").equals(people.filter(high & alive))
    assert people.filter(action="win_back").equals(people.filter(high & ~alive))
    assert people.filter(action="develop").equals(people.filter(~high & alive))
    assert people.filter(action="let_be").equals(people.filter(~high & ~alive))
    assert people["potential"].to_numpy() == pytest.approx(
        (people["value_ahead"] - people["margin_before"]).to_numpy()
    )


def test_intervals_hold_the_value(result: Lifetime) -> None:
    """Low is never above high, and the total lies between its ends."""
    people = result.customers
    assert (people["value_low"] <= people["value_high"]).all()
    assert result.total.total_low < people["value_ahead"].sum() < result.total.total_high


def test_losses_stay_losses() -> None:
    """Where margins are thin, some lose on each order: they are expected to go on losing."""
    made = forecast_value(buyers.days(margin=0.05), as_of=AS_OF, model="bg_nbd")
    losing = made.customers.filter(pl.col("order_margin") < 0)

    assert losing.height > 100
    assert (losing["value_ahead"] <= 0).all()
    assert (losing["value_high"] <= 0).all()
    assert (losing["value_low"] < 0).any()
    assert (
        made.summary()["losing_customers"]
        == made.customers.filter(pl.col("value_ahead") < 0).height
    )


def test_of_many_customers_groups_share_their_draws(
    frame: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The total's interval is about as wide as by single draws, and holds the same middle."""
    ahead = look_ahead(
        frame, as_of=AS_OF, model="bg_nbd", unit="week", months=12, discount_rate=0.01
    )
    asked = (ahead.futures(), ahead.horizon)
    one = value_band(*asked, np.random.default_rng(1))
    monkeypatch.setattr(bands, "MOST", 1_000)
    monkeypatch.setattr(bands, "_GROUPS", 500)
    shared = value_band(*asked, np.random.default_rng(1))
    width = one.total_high - one.total_low

    assert shared.total_high - shared.total_low == pytest.approx(width, rel=0.25)
    assert shared.total_low == pytest.approx(one.total_low, abs=0.3 * width)
    assert (shared.high - shared.low).mean() == pytest.approx((one.high - one.low).mean(), rel=0.1)


def test_the_order_of_rows_and_the_currency_change_nothing_else(
    frame: pl.DataFrame, result: Lifetime
) -> None:
    """A thousand times the money is a thousand times the value; mixed rows give the same."""
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=2)
    dear = mixed.with_columns(pl.col("revenue", "margin") * 1_000)
    other = forecast_value(dear, as_of=AS_OF, model="bg_nbd", origins=buyers.origins(frame))

    assert other.customers["customer_id"].equals(result.customers["customer_id"])
    assert (other.customers["value_ahead"] / 1_000).to_numpy() == pytest.approx(
        result.customers["value_ahead"].to_numpy(), rel=1e-4
    )
    assert other.customers["action"].equals(result.customers["action"])


def test_nothing_after_as_of_is_seen(frame: pl.DataFrame) -> None:
    """Later days change nothing."""
    early = AS_OF - 200
    cut = forecast_value(frame.filter(pl.col("day") <= early), as_of=early, model="bg_nbd")
    whole = forecast_value(frame, as_of=early, model="bg_nbd")

    assert_frame_equal(cut.customers, whole.customers)


@pytest.mark.parametrize("model", ["mbg_nbd", "pareto_nbd"])
def test_other_models_say_about_the_same(frame: pl.DataFrame, result: Lifetime, model: str) -> None:
    """On the same company the totals lie within 20 %; the time unit moves nothing."""
    total = float(result.customers["value_ahead"].sum())
    other = forecast_value(frame, as_of=AS_OF, model=model)
    assert other.customers["value_ahead"].sum() == pytest.approx(total, rel=0.2)
    months = forecast_value(frame, as_of=AS_OF, model="bg_nbd", unit="month")
    assert months.customers["value_ahead"].sum() == pytest.approx(total, rel=1e-3)


def test_where_nobody_leaves_all_go_on_and_it_is_said() -> None:
    """Nobody is a little gone, and rarer leaving changes nothing: there is none."""
    steady = buyers.PURE | {"a": 1e-6, "b": 1.0}
    worth = forecast_value(buyers.days(600, process=steady), as_of=AS_OF)

    assert worth.model == "nbd"
    assert worth.customers["alive"].unique().to_list() == [1.0]
    assert "lifetime.find_few_stay" in [finding.key for finding in worth.findings()]
    rarer = worth.what_if.filter(what_if="more_loyal")
    assert rarer["difference"].to_list() == pytest.approx([0.0], abs=1e-6)
    year = forecast_value(buyers.days(600, process=steady), as_of=AS_OF, months=12)
    orders = float(year.customers["expected_orders"].sum())
    rate = buyers.PURE["r"] / buyers.PURE["alpha"]  # orders of a week, as they were drawn
    assert orders == pytest.approx(600 * rate * 365.25 / 7, rel=0.1)


def test_what_if(result: Lifetime) -> None:
    """Each change moves the total the way it must; acquisition cost moves only new customers."""
    rows = {row["what_if"]: row for row in result.what_if.to_dicts()}
    now = rows["as_is"]

    assert now["total_value"] == pytest.approx(result.summary()["total_value"])
    assert now["difference"] == 0
    assert rows["more_loyal"]["difference"] > 0
    assert rows["more_loyal"]["new_customer_value"] > now["new_customer_value"]
    assert rows["more_margin"]["difference"] > 0
    assert rows["more_discount"]["difference"] < 0
    assert rows["more_acquisition"]["difference"] == 0
    dearer = now["new_customer_value"] - rows["more_acquisition"]["new_customer_value"]
    assert dearer == pytest.approx(0.10 * 40.0, rel=1e-3)  # ten per cent of the mean of 20 and 60


def test_no_change_is_no_difference(frame: pl.DataFrame) -> None:
    nothing = Changes(0.0, 0.0, 0.0, 0.0)
    rows = forecast_value(frame, as_of=AS_OF, model="bg_nbd", changes=nothing).what_if
    assert rows["difference"].to_list() == pytest.approx([0.0] * 5, abs=1e-6)


@pytest.mark.parametrize("by", [-0.01, 0.51, 1.0, float("inf"), float("nan")])
@pytest.mark.parametrize("name", ["retention", "margin", "discount", "acquisition"])
def test_a_change_beyond_reason_is_refused(name: str, by: float) -> None:
    with pytest.raises(WrongOption, match=f"{name}_up"):
        Changes(**{name: by})


def test_the_payback_month_by_hand() -> None:
    """Two from the web at 30: 20 each at once, 5 on average in month two, 10 in month three.

    20 < 30, 25 < 30, 35 >= 30: month 3. The one from the store has lived for too short.
    """
    people = pl.DataFrame(
        {
            "customer_id": ["A", "B", "C"],
            "first_number": [1_000, 1_000, 1_090],
            "margin_so_far": [45.0, 25.0, 5.0],
            "value_ahead": [10.0, 20.0, 30.0],
        }
    )
    days = pl.DataFrame(
        {
            "customer_id": ["A", "A", "A", "B", "C"],
            "day": [1_000, 1_031, 1_062, 1_000, 1_090],
            "orders": [1] * 5,
            "revenue": [1.0] * 5,
            "margin": [20.0, 10.0, 20.0, 20.0, 5.0],
        },
        schema=dict(CUSTOMER_DAYS.columns),
    )
    known = pl.DataFrame(
        {
            "customer_id": ["A", "B", "C"],
            "acquisition_channel": ["Web", "Web", "Store"],
            "customer_type": pl.Series([None] * 3, dtype=pl.String),
            "segment": pl.Series([None] * 3, dtype=pl.String),
            "acquisition_cost": [30.0, 30.0, 50.0],
            "referred_by": pl.Series([None] * 3, dtype=pl.String),
        }
    )
    found = by_group(people, days, known, as_of=1_100)
    rows = {row["group"]: row for row in found.to_dicts()}

    assert rows["Web"]["payback_month"] == 3
    assert rows["Web"]["value_per_customer"] == 15.0
    assert rows["Web"]["margin_per_customer"] == 35.0
    assert rows["Store"]["payback_month"] is None


def test_referrals_by_hand(result: Lifetime, frame: pl.DataFrame) -> None:
    """Who referred one customer gets that one's margin so far and value ahead, once."""
    known = buyers.origins(frame).filter(pl.col("referred_by").is_not_null())
    one = known.row(0, named=True)
    people = {row["customer_id"]: row for row in result.customers.to_dicts()}
    brought = people[one["customer_id"]]

    assert people[one["referred_by"]]["referred"] == 1
    assert people[one["referred_by"]]["referred_value"] == pytest.approx(
        brought["margin_so_far"] + brought["value_ahead"]
    )
    assert result.customers["referred"].sum() == known.height
    bare = result.customers.drop("referred", "referred_value").with_columns(first_number=0)
    assert "referred" not in add_referrals(bare, known.clear()).columns


def test_contracts_by_hand() -> None:
    """A running contract is worth its fee x rate x chance of each renewal, an ended one nothing."""
    frame = buyers.contracts()
    as_of = buyers.START + round(30 * 365.25 / 12)
    made = forecast_contracts(frame, as_of=as_of, months=2, discount_rate=0.0, margin_rate=0.5)
    alpha, beta = made.parameters["alpha"], made.parameters["beta"]
    runs = frame.filter(pl.col("ended").is_null()).sort("contract_id")
    total = 0.0
    for row in runs.to_dicts():
        age = int((as_of - row["started"]) / (365.25 / 12))
        one = (beta + age) / (alpha + beta + age)
        two = one * (beta + age + 1) / (alpha + beta + age + 1)
        total += row["fee_per_month"] * 0.5 * (one + two)

    assert (alpha, beta) == (pytest.approx(1.0, rel=0.4), pytest.approx(8.0, rel=0.4))
    assert made.summary()["total_value"] == pytest.approx(total)
    assert made.total.total_low < total < made.total.total_high
    gone = set(frame["customer_id"]) - set(runs["customer_id"])
    rows = made.customers.filter(pl.col("customer_id").is_in(sorted(gone)))
    assert (rows["value_ahead"] == 0).all()
    assert (rows["alive"] == 0).all()
    loyal = made.what_if.filter(what_if="more_loyal")
    assert loyal["difference"][0] > 0


def test_findings_say_the_total_and_who_slips_away(result: Lifetime) -> None:
    said = {finding.key: finding.fields for finding in result.findings()}

    assert said["lifetime.find_total"]["customers"] == result.customers.height
    lost = result.customers.filter(action="win_back")
    assert said["lifetime.find_win_back"]["customers"] == lost.height
    assert said["lifetime.find_payback"]["group"] in {"Store", "Web"}
    first = result.path["start"][0]
    assert first == dt.date(1970, 1, 1) + dt.timedelta(days=AS_OF + 1)


def test_who_has_paid_back_is_said() -> None:
    """At a hundredth of the cost both channels have at once; at a thousandfold none, Web least."""
    cheap, dear = (
        {finding.key: finding.fields for finding in buyers.lifetime(cost=cost).findings()}
        for cost in (0.01, 1e3)
    )
    assert cheap["lifetime.find_payback_all"] == {"payback_month": 1}
    assert dear["lifetime.find_no_payback"]["group"] == "Web"
    assert dear["lifetime.find_no_payback"]["cost_per_customer"] == pytest.approx(60_000)
    assert not {"lifetime.find_payback", "lifetime.find_payback_all"} & dear.keys()


def test_refusals(frame: pl.DataFrame) -> None:
    """Options out of range, too few customers, no fit: named, and never a number."""
    with pytest.raises(WrongOption, match="horizon"):
        forecast_value(frame, as_of=AS_OF, months=0)
    with pytest.raises(WrongOption, match="discount_rate"):
        forecast_value(frame, as_of=AS_OF, discount_rate=2.0)
    with pytest.raises(ValueError, match="no model 'sbg'"):
        forecast_value(frame, as_of=AS_OF, model="sbg")
    with pytest.raises(ValueError, match="no unit of time"):
        forecast_value(frame, as_of=AS_OF, unit="year")
    for few in (CUSTOMER_DAYS.empty(), frame.filter(pl.col("customer_id") < "C00040")):
        with pytest.raises(NotEnoughData, match="few_repeat_customers"):
            forecast_value(few, as_of=AS_OF)
    regular = pl.DataFrame(
        {"customer_id": [f"C{n:03}" for n in range(300)], "at": [list(range(60))] * 300}
    ).explode("at")
    regular = regular.select(
        "customer_id",
        day=pl.col("at").cast(pl.Int64) * 7 + 19_000,
        orders=pl.lit(1, pl.Int64),
        revenue=pl.lit(9.0),
        margin=pl.lit(3.0),
    )
    with pytest.raises(NotEnoughData, match="no_model"):
        forecast_value(regular, as_of=19_000 + 59 * 7, model="bg_nbd")
    with pytest.raises(NotEnoughData, match="few_contracts"):
        forecast_contracts(CONTRACTS.empty(), as_of=AS_OF)
