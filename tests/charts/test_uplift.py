"""Pictures of uplift: the Qini curve beside the lot, and groups coloured by what is proven."""

import pytest

from charts import theme
from charts.uplift import group_points, qini_curve
from tests import contacting
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_curve_and_groups(language: str) -> None:
    result, reader = contacting.uplift(), Reader(language, "IDR", 0)

    _, _, curve, lot = qini_curve(result, reader).data
    assert (curve.y[0], curve.y[-1]) == (0, result.qini.total)
    assert list(lot.y) == [0, result.qini.total]
    figure = group_points(result, reader)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [mark.marker.color for mark in marks[::4]] == [theme.BAD, theme.GOOD]
    assert reader.word("persuadable") in figure.layout.yaxis.ticktext[-1]
