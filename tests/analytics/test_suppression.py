"""Who is left out, and for which first reason."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.findings import WrongOption
from analytics.frames.contacting import CONTACT_STATES
from analytics.suppression import REASONS, Rules, leave_out

FLAGS = ("objects", "open_complaint", "held_out", "control", "running", "earlier")
DAY = 20_000


def states(rows: dict[str, dict[str, object]]) -> pl.DataFrame:
    usual = {
        "known": True,
        "consent": True,
        "last_contact_day": None,
        **dict.fromkeys(FLAGS, False),
    }
    told = [{"customer_id": who} | usual | said for who, said in rows.items()]
    return pl.DataFrame(told, schema=dict(CONTACT_STATES.columns))


def reasons(rows: dict[str, dict[str, object]], rules: Rules) -> dict[str, str]:
    return dict(leave_out(states(rows), rules, day=DAY).left_out.iter_rows())


def test_each_reason_by_hand() -> None:
    rows: dict[str, dict[str, object]] = {
        "a": {},
        "b": {"consent": None},
        "c": {"consent": False, "objects": True},
        "d": {"objects": True, "open_complaint": True},
        "e": {"open_complaint": True, "held_out": True},
        "f": {"held_out": True, "control": True},
        "g": {"control": True, "running": True},
        "h": {"running": True, "last_contact_day": DAY},
        "i": {"last_contact_day": DAY - 14, "earlier": True},
        "j": {"last_contact_day": DAY - 15},
        "k": {"earlier": True},
        "m": {"known": False, "consent": False},
        "l": {"last_contact_day": DAY + 40},  # after the day: it was contacted all the same
    }
    found = leave_out(states(rows), Rules("e-mail", quiet_days=14), day=DAY)

    assert found.kept["customer_id"].to_list() == ["a", "j"]
    assert dict(found.left_out.iter_rows()) == {
        "b": "no_consent",
        "c": "refused",
        "d": "objects",
        "e": "open_complaint",
        "f": "held_out",
        "g": "control",
        "h": "running",
        "i": "recent",
        "k": "earlier",
        "l": "recent",
        "m": "unknown",
    }
    assert list(found.counts) == list(REASONS)
    assert found.found == 13
    assert sum(found.counts.values()) == 11
    assert not found.unrecorded


def test_what_can_be_switched_off_and_what_cannot() -> None:
    rows: dict[str, dict[str, object]] = {
        "a": {"running": True, "last_contact_day": DAY},
        "b": {"control": True},
        "c": {"held_out": True},
    }
    loose = Rules("phone", quiet_days=0, skip_running=False)
    assert reasons(rows, loose) == {"b": "control", "c": "held_out"}


def test_nothing_is_sent_to_a_shop_so_no_consent_is_asked() -> None:
    rows: dict[str, dict[str, object]] = {
        "a": {"consent": None},
        "b": {"consent": False, "open_complaint": True},
        "c": {"objects": True},
    }
    assert reasons(rows, Rules("store")) == {"b": "open_complaint", "c": "objects"}


def test_nobody_ever_said_anything() -> None:
    found = leave_out(
        states({"a": {"consent": None}, "b": {"consent": None}}), Rules("chat"), day=0
    )
    assert found.unrecorded
    assert found.counts == {"no_consent": 2}
    nobody = leave_out(CONTACT_STATES.empty(), Rules("chat"), day=0)
    assert (nobody.found, nobody.unrecorded) == (0, False)


def test_wrong_rules() -> None:
    with pytest.raises(ValueError, match="one of e-mail, phone"):
        Rules("pigeon")
    with pytest.raises(WrongOption, match="quiet_days"):
        Rules("e-mail", quiet_days=-1)


STATE = st.fixed_dictionaries(
    {
        "consent": st.sampled_from([True, False, None]),
        "last_contact_day": st.sampled_from([None, DAY - 30, DAY]),
        **{flag: st.booleans() for flag in FLAGS},
    }
)


@given(
    people=st.lists(STATE, max_size=12),
    touch_point=st.sampled_from(["e-mail", "post", "web"]),
    quiet=st.sampled_from([0, 20, 60]),
    skip=st.booleans(),
)
def test_nobody_is_kept_against_their_will_or_out_of_a_control_group(
    people: list[dict[str, object]], touch_point: str, quiet: int, *, skip: bool
) -> None:
    rows = {f"C{number:02}": said for number, said in enumerate(people)}
    rules = Rules(touch_point, quiet_days=quiet, skip_running=skip)
    found = leave_out(states(rows).reverse(), rules, day=DAY)

    kept = found.kept["customer_id"].to_list()
    assert sorted([*kept, *found.left_out["customer_id"]]) == sorted(rows)
    for who in kept:
        said = rows[who]
        assert said["consent"] is True or touch_point == "web"
        assert not any(said[f] for f in ("objects", "open_complaint", "held_out", "control"))
