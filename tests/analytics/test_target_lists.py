"""A list as it would be: budget, control, cost and break-even, by hand."""

import polars as pl
import pytest

from analytics.control import CONTROL
from analytics.findings import WrongOption
from analytics.frames.contacting import TARGETS
from analytics.power import Sizes, power_of_mean
from analytics.suppression import Suppression
from analytics.target_lists import CLTV, TargetLists, Terms, fifths, plan_list


def targets(values: list[float]) -> pl.DataFrame:
    rows = [
        {
            "customer_id": f"C{number:03}",
            "value": value,
            "window_mean": value,
            "window_square": value**2,
            "order_by": value,
            "segment": "loyal" if number % 2 else None,
            "customer_type": "retail",
            "home_region": "Medan",
        }
        for number, value in enumerate(values)
    ]
    return pl.DataFrame(rows, schema=dict(TARGETS.columns))


def planned(values: list[float], left_out: int = 0, **terms: object) -> TargetLists:
    told = targets(values)
    away = told.head(left_out).select("customer_id", reason=pl.lit("refused"))
    kept = told.tail(len(values) - left_out).select("customer_id")
    return plan_list(Suppression(kept, away), told, Terms(**terms))  # type: ignore[arg-type]


def keys(found: TargetLists) -> list[str]:
    return [finding.key.removeprefix("target_lists.find_") for finding in found.findings()]


def test_money_by_hand() -> None:
    """10 of 12 may; 2 are control. 8 contacted at 5 and 20 fixed cost 60."""
    found = planned([100.0] * 12, 2, contact_cost=5, fixed_cost=20, lift=0.1, control_share=0.2)
    told = found.summary()

    assert (told["list_meant"], told["list_left_out"], told["list_contactable"]) == (12, 2, 10)
    assert (told["list_contacted"], told["list_control"]) == (8, 2)
    assert (told["list_value"], told["list_cost"]) == (800, 60)
    assert told["list_expected"] == pytest.approx(20)
    assert told["list_break_even"] == pytest.approx(0.075)
    assert keys(found) == ["may", "pays", "small_control"]
    assert "no_cost" in keys(planned([100.0] * 12))
    assert keys(planned([100.0] * 12, lift=0.01, fixed_cost=60)) == [
        "all_may",
        "loses",
        "small_control",
    ]


def test_money_by_lifetime_value_by_hand() -> None:
    """8 of 10 contacted at 5 and 20 fixed: 60. Each is worth 50 ahead; a tenth of 400 is 40."""
    told = targets([100.0] * 10)
    ahead = told.select("customer_id", worth=pl.lit(50.0))
    terms = Terms(5, 20, lift=0.1, control_share=0.2, worth=CLTV)
    nobody = told.head(0).select("customer_id", reason="segment")
    may = Suppression(told.select("customer_id"), nobody)
    found = plan_list(may, told, terms, ahead=ahead)
    summary = found.summary()
    assert "list_value" not in summary
    assert (summary["list_value_ahead"], summary["list_cost"]) == (400, 60)
    assert summary["list_expected"] == pytest.approx(-20)
    assert summary["list_break_even"] == pytest.approx(0.15)
    assert "loses_cltv" in keys(found)
    for wrong in ({"worth": CLTV}, {"worth": "wish"}):
        with pytest.raises(ValueError, match="cltv"):
            planned([100.0] * 10, **wrong)


def test_a_budget_keeps_the_best_and_is_never_passed() -> None:
    """100 at 3 each: of 38 members 4 are control (3.8, rounded), so 34 are contacted."""
    values = [float(n % 10) for n in range(60)]
    found = planned(values, contact_cost=3, budget=104, control_share=0.1)
    assert found.arms.members.height == 38
    assert (found.contacted, found.cost, found.over_budget) == (34, 102, 22)
    assert "budget" in keys(found)
    kept = set(found.arms.members["customer_id"])
    best = sorted(range(60), key=lambda n: (-values[n], f"C{n:03}"))[:38]
    assert kept == {f"C{n:03}" for n in best}
    for budget in range(0, 200, 7):
        for share in (0.0, 0.1, 0.5):
            small = planned(values, contact_cost=3, fixed_cost=10, budget=budget,
                            control_share=share)  # fmt: skip
            assert small.cost <= budget


def test_a_budget_of_exactly_three_contacts() -> None:
    found = planned([1.0] * 9, contact_cost=0.1, budget=0.3, control_share=0)
    assert found.contacted == 3


def test_nobody_costs_nothing() -> None:
    found = planned([5.0] * 3, 3, fixed_cost=100)
    assert (found.cost, found.expected_profit, found.break_even) == (0, 0, None)
    assert keys(found) == ["nobody"]
    nobody = planned([])
    assert keys(nobody) == ["nobody_meant"]
    assert nobody.frames()["left_out"].is_empty()


def test_no_consent_at_all_is_said() -> None:
    told = targets([1.0] * 4)
    away = told.select("customer_id", reason=pl.lit("no_consent"))
    found = plan_list(Suppression(told.head(0).select("customer_id"), away), told, Terms())
    (only,) = found.findings()
    assert (only.key, only.fields) == ("target_lists.find_no_consent", {"list_meant": 4})


def test_those_who_brought_nothing_can_pay_for_nothing() -> None:
    found = planned([0.0] * 100, contact_cost=1, control_share=0.5)
    assert found.break_even is None
    assert keys(found) == ["all_may", "no_value", "flat"]


def test_the_smallest_change_seen_has_the_power_that_is_said() -> None:
    """Checked by the power function itself: at the change told, the chance is 80 %."""
    values = [float(10 * (n % 7)) for n in range(700)]
    found = planned(values, control_share=0.3, lift=0.05)
    spread = pl.Series(values).std()
    sizes = Sizes(490, 210)
    assert isinstance(spread, float)
    assert found.detectable is not None
    assert power_of_mean(spread, found.detectable, sizes) == pytest.approx(0.8, abs=1e-6)
    assert keys(found)[-1] == "too_few"
    assert keys(planned(values, control_share=0.3, lift=0.9))[-1] == "enough"
    assert "no_control" in keys(planned(values, control_share=0))


def test_who_fell_silent_is_judged_by_the_whole_year() -> None:
    """Each brought 100 in one of twelve windows, nobody in the last: 100 / 12, 10,000 / 12."""
    year = targets([100.0] * 2_000).with_columns(
        window_mean=pl.lit(100 / 12), window_square=pl.lit(10_000 / 12)
    )
    nobody = year.head(0).select("customer_id", reason=pl.lit(""))
    kept = Suppression(year.select("customer_id"), nobody)
    found = plan_list(kept, year, Terms(control_share=0.5, lift=0.5))
    mean, spread = found.before
    assert mean == pytest.approx(100 / 12)
    assert spread == pytest.approx(100 * (1 / 12 * 11 / 12) ** 0.5, rel=1e-3)
    assert found.detectable is not None
    assert power_of_mean(spread, found.detectable, Sizes(1_000, 1_000)) == pytest.approx(0.8)
    assert found.needed is not None
    half = found.needed // 2
    assert power_of_mean(spread, 0.5 * mean, Sizes(half, half)) == pytest.approx(0.8, abs=0.01)


def test_strata_are_named_and_their_arms_add_up() -> None:
    found = planned([float(n) for n in range(50)], control_share=0.2,
                    strata=("value", "segment"), treatments=("a", "b"))  # fmt: skip
    strata = found.frames()["strata"]
    assert strata["customers"].sum() == 50
    assert strata.filter(arm=CONTROL)["customers"].sum() == 10
    assert set(strata["stratum"]) == {
        f"{fifth} · {name}" for fifth in range(1, 6) for name in ("loyal", "–")
    }
    assert planned([1.0, 2.0], strata=()).arms.members["stratum"].to_list() == ["", ""]


def test_fifths_break_ties_by_the_key() -> None:
    frame = pl.DataFrame({"customer_id": list("edcba"), "value": [1.0, 1.0, 1.0, 1.0, 9.0]})
    assert dict(fifths(frame).iter_rows()) == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}


@pytest.mark.parametrize(
    ("terms", "name"),
    [
        ({"contact_cost": -1.0}, "contact_cost"),
        ({"budget": float("nan")}, "budget"),
        ({"lift": 2.0}, "lift"),
        ({"control_share": 0.95}, "control_share"),
    ],
)
def test_wrong_terms(terms: dict[str, float], name: str) -> None:
    with pytest.raises(WrongOption, match=name):
        Terms(**terms)  # type: ignore[arg-type]
