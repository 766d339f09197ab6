"""The pictures of paths say what the result says."""

import dataclasses

import numpy as np

from analytics.paths import RULES
from charts.paths import after_points, attribution_bars
from tests import service
from words import Reader

ID = Reader("id", "IDR", 0)


def test_a_bar_for_each_rule_and_touch_point() -> None:
    result = service.paths()
    chart = attribution_bars(result, ID)
    assert [bar.name for bar in chart.data] == [ID.name(rule) for rule in RULES]
    for bar, rule in zip(chart.data, RULES, strict=True):
        assert bar.y.tolist() == result.attribution[rule].to_list()
    assert set(chart.layout.xaxis.ticktext) == {"telepon", "chat"}
    edges = np.concatenate([bar.x for bar in chart.data])
    assert len(set(edges.round(6))) == len(edges)  # side by side, none above another


def test_points_are_shares_with_their_intervals() -> None:
    result = service.paths()
    lines, points = after_points(result, ID).data
    known = result.after.filter(~result.after["lost_share"].is_null()).reverse()
    assert points.x.tolist() == known["lost_share"].to_list()
    assert lines.x[0] == known["lost_share_low"][0]
    assert "keluhan · tidak terselesaikan" in after_points(result, ID).layout.yaxis.ticktext
    none = dataclasses.replace(result, after=result.after.clear())
    assert not after_points(none, ID).data
    assert after_points(none, ID).layout.annotations[0].text
