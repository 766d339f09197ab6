"""The customer-flow statement: equal to a count customer by customer, adding up in every month."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.findings import NotEnoughData
from analytics.flow import EPOCH, flow, usual_gap
from analytics.flow_forecast import forecast
from tests import staying

FIRST, LAST = date(2024, 1, 1), date(2024, 9, 18)
days = st.integers(0, (LAST - FIRST).days)
histories = st.lists(
    st.dictionaries(days, st.integers(-20, 90), min_size=1, max_size=6), min_size=1, max_size=8
)


def frame(customers: list[dict[int, int]], start: date = FIRST) -> pl.DataFrame:
    """A CUSTOMER_DAYS frame: of each customer the day (from ``start``) and its margin."""
    zero = (start - EPOCH).days
    rows = [
        (f"c{i:04}", zero + day, 1, 2.0 * margin, float(margin))
        for i, bought in enumerate(customers)
        for day, margin in bought.items()
    ]
    schema = {
        "customer_id": pl.String,
        "day": pl.Int64,
        "orders": pl.Int64,
        "revenue": pl.Float64,
        "margin": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def counted(customers: list[dict[int, int]], lapse: int) -> dict[date, dict[str, float]]:
    """The statement, one customer and one month at a time."""
    months = [date(2024, m, 1) for m in range(1, 10)]
    ends = [min((m + timedelta(days=32)).replace(day=1) - timedelta(days=1), LAST) for m in months]
    names = ("opening", "new", "won_back", "lapsed", "closing")
    table: dict[date, dict[str, float]] = {m: dict.fromkeys(names, 0) for m in months}
    for bought in customers:
        dates = sorted(FIRST + timedelta(days=d) for d in bought)
        was = False
        for start, end in zip(months, ends, strict=True):
            seen = [d for d in dates if d <= end]
            is_active = bool(seen) and (end - seen[-1]).days <= lapse
            is_new = bool(seen) and start <= seen[0]
            row = table[start]
            row["opening"] += was
            row["new"] += is_new
            row["won_back"] += is_active and not was and not is_new
            row["lapsed"] += (was or is_new) and not is_active
            row["closing"] += is_active
            was = is_active
    return table


@given(customers=histories, lapse=st.sampled_from([10, 31, 60, 200]))
@settings(max_examples=80, deadline=None)
def test_every_month_by_brute_force(customers: list[dict[int, int]], lapse: int) -> None:
    """Heads agree; heads and margin add up and carry over from month to month."""
    months = flow(frame(customers), first=FIRST, as_of=LAST, lapse=lapse).months
    wanted = counted(customers, lapse)
    for row in months.iter_rows(named=True):
        assert {name: row[name] for name in wanted[row["month"]]} == wanted[row["month"]]
        assert row["opening"] + row["new"] + row["won_back"] - row["lapsed"] == row["closing"]
        gained = row["new_margin"] + row["won_back_margin"] + row["change_margin"]
        closing = row["opening_margin"] + gained - row["lapsed_margin"]
        assert closing == pytest.approx(row["closing_margin"], abs=1e-6)
    assert months["opening"][1:].to_list() == months["closing"][:-1].to_list()


def test_margin_by_hand() -> None:
    """One stays and brings 5 more, one lapses with 7, one comes with 9."""
    customers = [{0: 10, 40: 5}, {3: 7}, {45: 9}]
    row = flow(frame(customers), first=FIRST, as_of=date(2024, 2, 29), lapse=31).months.row(
        1, named=True
    )
    assert (row["opening_margin"], row["change_margin"]) == (17, 5)
    assert (row["lapsed_margin"], row["new_margin"], row["closing_margin"]) == (7, 9, 24)


def test_the_lapse_rule_is_learnt_from_the_gaps() -> None:
    """36 gaps of 40 days and 4 of 100: nine of ten come back within 40."""
    bought = [{0: 1, 40: 1} for _ in range(36)] + [{0: 1, 100: 1} for _ in range(4)]
    assert usual_gap(frame(bought)) == 40
    assert usual_gap(frame([{0: 1, 5: 1} for _ in range(40)])) == 30
    assert usual_gap(frame(bought[:20])) is None
    with pytest.raises(NotEnoughData):
        flow(frame(bought[:20]), first=FIRST, as_of=LAST)
    with pytest.raises(ValueError, match="lapse"):
        flow(frame(bought), first=FIRST, as_of=LAST, lapse=0)


def test_an_open_month_is_marked_and_early_ones_are_not_shown() -> None:
    """September ends on the 18th; before 31 days are seen, nobody can have lapsed."""
    result = flow(frame([{0: 1, 200: 1}]), first=FIRST, as_of=LAST, lapse=31)
    assert result.months["complete"].to_list() == [True] * 8 + [False]
    assert result.settled == date(2024, 3, 1)
    assert result.shown()["month"].to_list()[0] == date(2024, 3, 1)


def steady(seed: int, months: int = 48) -> pl.DataFrame:
    """A statement whose rates never change; each customer brings 10, whoever it is."""
    random = np.random.default_rng(seed)
    rows, opening = [], 2_000
    for m in range(months):
        new, won = int(random.poisson(120)), int(random.poisson(60))
        lapsed = int(random.binomial(opening, 0.09))
        closing = opening + new + won - lapsed
        rows.append((date(2020 + m // 12, m % 12 + 1, 1), opening, new, won, lapsed, closing))
        opening = closing
    names = ["month", "opening", "new", "won_back", "lapsed", "closing"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    money = {f"{name}_margin": 10.0 * pl.col(name) for name in names[1:]}
    return frame.with_columns(**money, change_margin=pl.lit(0.0))


def test_intervals_hold_what_they_promise() -> None:
    """Of 60 steady companies, 90 % intervals hold 82 to 98 % of what came six months on."""
    held = []
    for seed in range(60):
        whole = steady(seed)
        found = forecast(whole.head(30), ahead=6)
        assert found is not None
        low, high = found.months.row(5, named=True)["closing_low"], found.months["closing_high"][5]
        held.append(low <= whole["closing"][35] <= high)
    assert 0.82 <= np.mean(held) <= 0.98


def test_what_came_nearer_counts_more() -> None:
    """A base that grows is foreseen by its rates; one whose arrivals swing, by "no change"."""
    grows = staying.growing()
    swings = forecast(staying.kept_books(lambda m: 180 + 170 * np.sin(m / 3)), ahead=6)
    assert swings is not None
    assert grows.rates_weight > 0.8
    assert grows.rates_weight > swings.rates_weight
    own = grows.tested().filter(part="closing").row(0, named=True)
    assert own["forecast_error"] < 0.5 * own["naive_error"]
    assert grows.findings()[-1].key == "flow.find_proof_good"


def test_the_weights_by_hand() -> None:
    """Inverse mean squared errors of the tests that were over; half and half before there are six.

    What comes and goes is foretold by the rates alone.
    """
    found = forecast(steady(5, 30), ahead=2)
    assert found is not None
    rows = found.proof.filter(part="closing")
    first = rows.filter(pl.col("known_until") == rows["known_until"].min())
    half = (first["by_rates"] + first["unchanged"]) / 2
    assert first["forecast"].to_list() == pytest.approx(half.to_list())
    known = rows.head(
        2 * 4
    )  # made after 12 to 15 months; over after 16: all but the last one's 2nd
    rates, still = (
        float(((known[of] - known["actual"]) ** 2).mean())  # type: ignore[arg-type]
        for of in ("by_rates", "unchanged")
    )
    weight = (1 / rates) / (1 / rates + 1 / still)
    then = rows.row(8, named=True)
    told = weight * then["by_rates"] + (1 - weight) * then["unchanged"]
    assert then["forecast"] == pytest.approx(told)
    parts = found.proof.filter(pl.col("part") != "closing")
    assert parts["forecast"].to_list() == parts["by_rates"].to_list()


def test_the_proof_sees_only_what_was_known() -> None:
    """Months after an origin do not change the forecast made there."""
    whole = steady(1, 30)
    long, short = forecast(whole, ahead=3), forecast(whole.head(24), ahead=3)
    assert long is not None
    assert short is not None
    until = short.proof["known_until"].max()
    same = long.proof.filter(pl.col("known_until") < until, pl.col("months_ahead") == 1)
    assert same.equals(
        short.proof.filter(pl.col("known_until") < until, pl.col("months_ahead") == 1)
    )
    assert forecast(whole.head(18), ahead=3) is None


def test_retention_is_forecast_and_tested() -> None:
    """Who stayed is opening less lapsed: about nine of ten where 9 % lapse."""
    whole = steady(2)
    found = forecast(whole.head(40), ahead=3)
    assert found is not None
    stayed = whole["opening"] - whole["lapsed"]
    row = found.months.row(0, named=True)
    assert row["stayed_low"] < 0.91 * whole["opening"][40] < row["stayed_high"]
    proof = found.proof.filter(part="stayed", months_ahead=1)
    assert proof["actual"].to_list() == stayed[12:40].to_list()
    assert found.tested().filter(part="stayed")["held_share"].item() > 0.8


def test_margin_follows_the_heads() -> None:
    """Where each brings 10, margin is ten times the heads, and as well tested."""
    whole = steady(3)
    heads, money = (forecast(whole.head(40), ahead=4, money=money) for money in (False, True))
    assert heads is not None
    assert money is not None
    for part in ("new", "stayed", "won_back", "lapsed", "closing"):
        for end in ("", "_low", "_high"):
            wanted = (10 * heads.months[f"{part}{end}"]).to_list()
            assert money.months[f"{part}_margin{end}"].to_list() == pytest.approx(wanted)
    same = heads.tested().drop("part").to_numpy()
    np.testing.assert_allclose(money.tested().drop("part").to_numpy(), same)


def test_those_who_stay_may_bring_more() -> None:
    """Each who stays brings 1 more each month: what 2,000 stayers bring grows by that."""
    grows = pl.col("opening") - pl.col("lapsed")
    closing = 10.0 * pl.col("opening") + grows + 10.0 * (pl.col("closing") - pl.col("opening"))
    whole = steady(4).with_columns(change_margin=grows.cast(pl.Float64), closing_margin=closing)
    found = forecast(whole.head(30), ahead=1, money=True)
    assert found is not None
    row = found.months.row(0, named=True)
    stays = row["stayed_margin"] + row["lapsed_margin"] - whole["closing_margin"][29]
    assert stays == pytest.approx(0.91 * whole["closing"][29], rel=0.02)


def test_margin_is_forecast_from_whole_years_alone() -> None:
    """The first margin of twelve months is whole a year after the first whole month."""
    customers = [dict.fromkeys(range(n % 7, 1_300, 20), 1) for n in range(30)]
    rows = frame(customers, date(2021, 1, 15))
    found = flow(rows, first=date(2021, 1, 15), as_of=date(2024, 6, 30), lapse=31)
    assert found.full == date(2022, 2, 1)
    assert found.shown(money=True)["month"][0] == found.full > found.shown()["month"][0]
    assert found.outlook_margin is not None
    assert found.outlook_margin.proof["known_until"].min() == date(2023, 1, 1)
    short = flow(rows, first=date(2021, 1, 15), as_of=date(2023, 6, 30), lapse=31)
    assert (short.outlook is None, short.outlook_margin is None) == (False, True)


def test_neither_grown_nor_shrunk() -> None:
    """Three who order every month: the base has stayed, and is not called grown."""
    result = flow(
        frame([dict.fromkeys(range(0, 260, 20), 1)] * 3), first=FIRST, as_of=LAST, lapse=31
    )
    first = result.findings()[0]
    assert (first.key, first.good) == ("flow.find_same", None)
