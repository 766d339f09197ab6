"""Bars of the checks: what was found, largest on top, in the reader's words."""

from datetime import date

from analytics.quality import judge_quality
from charts.quality import check_bars
from tests.analytics.test_quality import counted
from words import Reader

DAY = date(2025, 6, 20)


def test_a_bar_for_each_check_that_found_something() -> None:
    frame = counted(anonymous_lines=(1, 4), nameless=(1, 2), invalid_emails=(0, 9))
    result = judge_quality(frame, last_load=None, last_order=DAY)
    for language in ("en", "id"):
        reader = Reader(language)
        chart = check_bars(result, reader)
        (bars,) = chart.data
        assert list(bars.x) == [0.25, 0.5]
        assert chart.layout.yaxis.ticktext == (
            reader.name("anonymous_lines"),
            reader.name("nameless"),
        )
        assert reader.share(0.25) in bars.hovertext[0]


def test_nothing_found_is_said() -> None:
    result = judge_quality(counted(nameless=(0, 2)), last_load=None, last_order=DAY)
    chart = check_bars(result, Reader())
    assert not chart.data
    assert chart.layout.annotations[0].text == "Nothing found"
