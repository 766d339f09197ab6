"""The pictures of the customer-flow statement add up as the statement does."""

import dataclasses

import numpy as np
import pytest

from charts.flow import MONTHS, flow_ahead, flow_bars
from tests import staying
from words import Reader

EN = Reader("en", "USD")


@pytest.mark.parametrize("money", [False, True])
def test_bars_add_up_to_the_change(*, money: bool) -> None:
    result = staying.statement()
    *bars, _pale, net = flow_bars(result, EN, money=money).data
    months = result.shown(money=money).tail(MONTHS)
    end = "_margin" if money else ""

    change = months[f"closing{end}"] - months[f"opening{end}"]
    np.testing.assert_allclose(np.sum([bar.y for bar in bars], axis=0), change.to_numpy())
    np.testing.assert_allclose(net.y, change.to_numpy())
    assert bars[-1].y.max() <= 0  # lapsed below the line
    assert bars[0].marker.opacity.tolist() == [1.0] * (months.height - 1) + [0.45]


@pytest.mark.parametrize("money", [False, True])
def test_the_fan_begins_at_the_last_whole_month(*, money: bool) -> None:
    result = staying.statement()
    outlook = result.outlook_margin if money else result.outlook
    assert outlook is not None
    tested, course, band, ahead = flow_ahead(result, EN, money=money).data
    whole = result.shown(money=money).filter("complete").tail(MONTHS)
    name = "closing_margin" if money else "closing"

    assert course.y.tolist() == whole[name].to_list()
    assert ahead.y.tolist() == [whole[name][-1], *outlook.months[name]]
    assert ahead.x[0] == course.x[-1] == whole.height - 1
    half = len(band.y) // 2
    assert (band.y[:half] >= ahead.y).all()
    assert (band.y[half:][::-1] <= ahead.y).all()
    assert len(tested.x) % 3 == 0


def test_without_a_forecast_the_course_is_drawn_alone() -> None:
    alone = dataclasses.replace(staying.statement(), outlook=None, outlook_margin=None)

    assert len(flow_ahead(alone, EN).data) == len(flow_ahead(alone, EN, money=True).data) == 1
