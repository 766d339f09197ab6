from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import audit, companies, rates
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.companies import NoSuchCompanyError
from data.rates import RateError, Rates
from data.workspace import Workspace


def test_nothing_is_known_at_first(workspace: Workspace, kiosk: str) -> None:
    found = rates.read(workspace, kiosk)
    assert found == Rates()
    assert found.values() == {
        **dict.fromkeys((*rates.COSTS,), Decimal(0)),
        "margin": Decimal("0.30"),
    }
    assert found.assumed == found.values().keys()
    with pytest.raises(NoSuchCompanyError):
        rates.read(workspace, "nowhere")


def test_saved_rates_are_read_back_exactly(workspace: Workspace, kiosk: str) -> None:
    changes = {
        "order": Decimal("12500.0001"),
        "return": Decimal("1E+3"),
        "contact_minute": Decimal(700),
        "contact_minute:phone": Decimal("1000.10"),
        "margin": Decimal("0.25"),
        "margin:GROCERY: fresh": Decimal("0.123456789"),
    }
    saved = rates.save(workspace, LOCAL_OWNER, kiosk, changes)
    assert rates.read(workspace, kiosk) == saved
    assert (saved.order, saved.return_, saved.line) == (Decimal("12500.0001"), 1000, 0)
    assert saved.contact_minute == {"phone": Decimal("1000.10")}
    assert saved.contact_minute_default == 700
    assert saved.margin == {"GROCERY: fresh": Decimal("0.123456789")}
    assert saved.margin_default == Decimal("0.25")
    assert saved.assumed == saved.values().keys()


def test_a_rate_is_an_assumption_until_confirmed_and_again_when_changed(
    workspace: Workspace, kiosk: str
) -> None:
    def assumed(changes: dict[str, Decimal | None], *confirmed: str) -> bool:
        saved = rates.save(workspace, LOCAL_OWNER, kiosk, changes, confirmed=confirmed)
        return "order" in saved.assumed

    assert assumed({"order": Decimal(5)})
    assert not assumed({}, "order")
    assert not assumed({})  # untouched, still confirmed
    assert assumed({"order": Decimal(5)})  # said again without confirming
    assert assumed({"order": Decimal(6)})
    assert not assumed({"order": Decimal(7)}, "order")
    assert assumed({"order": None})
    assert rates.read(workspace, kiosk).order == 0
    assert not assumed({}, "order")  # it does cost nothing
    assert "margin" in rates.read(workspace, kiosk).assumed


def test_the_version_moves_only_with_a_change(workspace: Workspace, kiosk: str) -> None:
    for _ in range(2):
        rates.save(workspace, LOCAL_OWNER, kiosk, {"line": Decimal("1.50")}, confirmed=["line"])
        assert companies.version(workspace, kiosk) == 1
    rates.save(workspace, LOCAL_OWNER, kiosk, {"line": Decimal("1.5")}, confirmed=["line"])
    assert companies.version(workspace, kiosk) == 1
    assert [entry.action for entry in audit.entries(workspace, kiosk)] == [
        "rates.save",
        "company.create",
    ]
    assert audit.entries(workspace, kiosk)[0].details == {"line": ["1.50", "True"]}


WRONG = {
    "colour": Decimal(1),
    "contact_minute: ": Decimal(1),
    "order:phone": Decimal(1),
    "order": Decimal(-1),
    "line": Decimal("NaN"),
    "visit": Decimal("Infinity"),
    "delivery": Decimal("1e13"),
    "margin": Decimal("1.01"),
    "margin:GROCERY": Decimal(30),
}


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_rate_is_refused_and_nothing_kept(
    workspace: Workspace, kiosk: str, key: str
) -> None:
    with pytest.raises(RateError, match=key):
        rates.save(workspace, LOCAL_OWNER, kiosk, {"return": Decimal(1), key: WRONG[key]})
    assert rates.read(workspace, kiosk) == Rates()
    assert companies.version(workspace, kiosk) == 0


def test_who_may_not_edit_rates_changes_nothing(workspace: Workspace, kiosk: str) -> None:
    with pytest.raises(Forbidden):
        rates.save(workspace, Actor("x", Role.MARKETER), kiosk, {"order": Decimal(1)})
    assert rates.read(workspace, kiosk) == Rates()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.decimals(0, 10**12, allow_nan=False, places=4))
def test_any_money_comes_back_to_the_last_digit(
    workspace: Workspace, kiosk: str, value: Decimal
) -> None:
    rates.save(workspace, LOCAL_OWNER, kiosk, {"visit": value})
    assert str(rates.read(workspace, kiosk).visit) == str(value)
