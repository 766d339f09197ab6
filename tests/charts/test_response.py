"""The pictures of campaigns say what their result says."""

import dataclasses

import numpy as np
import polars as pl
import pytest

from charts import theme
from charts.response import day_lines, day_money, effect_dots, rate_dots
from tests import campaigning
from words import Reader

EN = Reader("en", "USD")


def test_only_measured_campaigns_have_a_point() -> None:
    """K1 alone; K2 has no control group and K3 is cut off."""
    intervals, points = effect_dots(campaigning.response(), EN).data
    row = campaigning.response().campaigns.filter(campaign_id="K1").row(0, named=True)

    assert points.x.tolist() == pytest.approx([row["effect"]])
    assert intervals.x[:2].tolist() == pytest.approx([row["effect_low"], row["effect_high"]])
    assert list(points.marker.color) == [theme.GOOD]
    assert "Effect on response: 10" in points.hovertext[0]


def test_all_campaigns_have_a_response_rate_newest_on_top() -> None:
    chart = rate_dots(campaigning.response(), EN)
    assert list(chart.layout.yaxis.ticktext) == ["Campaign K1", "Campaign K2", "Campaign K3"]
    assert chart.data[1].x.tolist() == pytest.approx([0.3, 0.25, 0.2])


def test_too_few_have_an_interval_and_no_point() -> None:
    few = campaigning.response().campaigns.with_columns(response_rate=pl.lit(None, pl.Float64))
    chart = rate_dots(dataclasses.replace(campaigning.response(), campaigns=few), EN)
    assert np.isnan(chart.data[1].x).all()
    assert np.isfinite(chart.data[0].x[:2]).all()


def test_the_arms_end_at_their_rates() -> None:
    result = campaigning.response()
    band, treated, control = day_lines(result, EN).data
    assert (treated.y[-1], control.y[-1]) == pytest.approx((0.3, 0.2))
    assert len(band.x) == 2 * result.days.height
    money = day_money(result, EN).data[1]
    assert money.y.tolist() == result.days["value_effect"].to_list()


def test_who_ordered_so_far_is_not_called_an_answer() -> None:
    result = campaigning.response()
    assert day_lines(result, EN).layout.yaxis.title.text == "Answered so far"
    ordered = result.campaigns.with_columns(hit_by=pl.lit("ordered"))
    chart = day_lines(dataclasses.replace(result, campaigns=ordered), EN)
    assert chart.layout.yaxis.title.text == "Ordered so far"


def test_a_campaigns_name_is_no_markup() -> None:
    result = campaigning.response()
    hostile = result.campaigns.with_columns(name=pl.lit("<a href='x'>y</a>"))
    for build in (effect_dots, rate_dots):
        chart = build(dataclasses.replace(result, campaigns=hostile), EN)
        assert "<a" not in str(chart.layout.yaxis.ticktext)
        assert "<a" not in str(chart.data[1].hovertext)
