"""Pictures of the pipeline: what stands where, and no forecast where there is none to show."""

import pytest

from analytics.pipeline import Pipeline
from charts.pipeline import forecast_bars, rate_dots
from tests import selling
from words import Reader

WORDS = Reader("en", "IDR", 0)


@pytest.fixture(scope="module")
def read() -> Pipeline:
    return selling.pipeline()


def test_the_best_rate_stands_on_top(read: Pipeline) -> None:
    chart = rate_dots(read, WORDS)
    assert list(chart.layout.yaxis.ticktext)[-1] == "Ani"
    (dots,) = chart.data
    assert max(dots.x) == dots.x[-1] == read.groups["win_rate"][0]


def test_each_past_forecast_stands_beside_what_came_and_one_is_from_now(read: Pipeline) -> None:
    bars, dots = forecast_bars(read, WORDS).data
    assert list(bars.y) == read.proof["deal_actual"].to_list()
    assert len(dots.y) == len(bars.y) + 1
    assert read.forecast is not None
    assert dots.y[-1] == read.forecast.value


def test_too_few_are_told_in_words() -> None:
    few = selling.few()
    for chart in (forecast_bars(few, WORDS), rate_dots(few, WORDS)):
        assert not chart.data
        assert chart.layout.annotations[0].text
