"""The pictures of lifetime value say what the result says."""

import numpy as np
import pytest

from charts import theme
from charts.lifetime import POINTS, origin_bars, portfolio_map, value_path
from tests import buyers
from words import LANGUAGES, Reader

EN = Reader("en", "IDR")


def test_the_path_ends_at_the_total_and_its_interval() -> None:
    result = buyers.lifetime()
    interval, line = value_path(result, EN).data

    assert line.y[0] == 0
    assert line.y[-1] == pytest.approx(result.summary()["total_value"])
    assert list(interval.y) == [result.total.total_low, result.total.total_high]
    assert set(interval.x) == {result.months}


def test_the_map_has_a_colour_for_each_action() -> None:
    """All customers are drawn where they are few; nobody above the upper edge."""
    result = buyers.lifetime()
    chart = portfolio_map(result, EN)
    names = {trace.name: trace for trace in chart.data}

    assert sum(len(trace.x) for trace in chart.data) == min(result.customers.height, POINTS)
    assert names["Win back"].marker.color == theme.BAD
    assert max(names["Win back"].x) < 0.5 <= min(names["Look after"].x)
    edge = result.customers["value_if_alive"].quantile(0.98)
    assert max(np.max(trace.y) for trace in chart.data) <= edge * 1.0001


def test_origins_show_margin_value_and_cost() -> None:
    result = buyers.lifetime()
    margin, value, cost = origin_bars(result, EN, "acquisition_channel").data
    rows = result.groups.filter(dimension="acquisition_channel")[::-1]

    assert list(margin.x) == rows["margin_per_customer"].to_list()
    assert list(value.x) == rows["value_per_customer"].to_list()
    assert list(cost.x) == rows["cost_per_customer"].to_list()


@pytest.mark.parametrize("language", LANGUAGES)
def test_segments_are_named(language: str) -> None:
    """Keys of the RFM map are no words."""
    chart = origin_bars(buyers.lifetime(), Reader(language, "IDR"), "segment")
    assert not {"champions", "loyal"} & set(chart.layout.yaxis.ticktext)


def test_markup_in_a_channel_is_text() -> None:
    result = buyers.lifetime(channel="<b>Web</b>")
    chart = origin_bars(result, EN, "acquisition_channel")
    assert not any("<b>" in label for label in chart.layout.yaxis.ticktext)
