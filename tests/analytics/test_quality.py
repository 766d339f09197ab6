"""The six tiles: counts typed by hand become states and shares, in the order of the attributes."""

from datetime import date

import polars as pl
import pytest

from analytics.frames import QUALITY_CHECKS
from analytics.quality import CHECKS, judge_quality
from answers.quality import Check

ORDER = date(2025, 6, 20)


def counted(**rows: tuple[int, int] | tuple[int, int, float, float]) -> pl.DataFrame:
    """A frame QUALITY_CHECKS: hit and of, and revenue where it is meant."""
    told = [(name, *values, *[None] * (4 - len(values))) for name, values in rows.items()]
    return pl.DataFrame(told, schema=pl.Schema(QUALITY_CHECKS.columns), orient="row")


def test_states_and_shares() -> None:
    frame = counted(
        anonymous_lines=(25, 100, 30.0, 120.0), invalid_emails=(0, 50), invalid_phones=(0, 0)
    )
    result = judge_quality(frame, last_load=None, last_order=ORDER)
    rows = {row["check"]: row for row in result.checks.iter_rows(named=True)}

    assert list(rows) == [name for names in CHECKS.values() for name in names]
    first = rows["anonymous_lines"]
    assert (first["state"], first["share"], first["revenue_share"]) == ("found", 0.25, 0.25)
    assert (rows["invalid_emails"]["state"], rows["invalid_emails"]["share"]) == ("clean", 0.0)
    assert (rows["invalid_phones"]["state"], rows["invalid_phones"]["share"]) == (
        "nothing_to_check",
        None,
    )
    assert rows["stale_contacts"]["state"] == "no_table"
    assert result.summary()["checks"] == 2
    assert result.summary()["clean"] == 1


def test_a_tile_shows_its_first_check_that_could_be_made() -> None:
    result = judge_quality(
        counted(unlisted_customers=(0, 9), unlinked_contacts=(2, 4), quiet_days=(0, 3)),
        last_load=ORDER,
        last_order=ORDER,
    )
    tiles = dict(result.tiles.select("tile", "check").iter_rows())
    assert list(tiles) == list(CHECKS)
    assert (tiles["shareable"], tiles["timely"]) == ("unlisted_customers", "quiet_days")
    assert tiles["secure"] == "no_consent"  # none could be made: its first


def test_findings_name_the_largest_shares_and_no_mere_facts() -> None:
    result = judge_quality(
        counted(inactive=(90, 100), objections=(80, 100), anonymous_lines=(1, 10), nameless=(1, 5)),
        last_load=ORDER,
        last_order=ORDER,
    )
    told = [(finding.key, finding.fields["check"]) for finding in result.findings()]
    assert told == [
        ("quality.find_some", "nameless"),
        ("quality.find_also", "anonymous_lines"),
    ]
    (clean,) = judge_quality(
        counted(anonymous_lines=(0, 10)), last_load=None, last_order=ORDER
    ).findings()
    assert (clean.key, clean.good) == ("quality.find_clean", True)
    (facts,) = judge_quality(
        counted(anonymous_lines=(0, 10), quiet_days=(3, 10)), last_load=None, last_order=ORDER
    ).findings()
    assert (facts.key, facts.fields["checks"], facts.fields["clean"]) == (
        "quality.find_facts",
        2,
        1,
    )


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(ValueError, match="no such check: luck"):
        judge_quality(counted(luck=(0, 1)), last_load=None, last_order=ORDER)


def test_every_check_can_be_asked_for() -> None:
    assert [check.value for check in Check] == [name for names in CHECKS.values() for name in names]
