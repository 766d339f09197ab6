"""The picture of depth: the line, the band, and the best depth only where one is given."""

import pytest

from analytics.depth import Costs, find_depth
from charts.depth import profit_by_depth
from tests import contacting
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_profit_and_best_depth(language: str) -> None:
    result, reader = contacting.depth(), Reader(language, "IDR", 0)

    low, high, line, best = profit_by_depth(result, reader).data
    assert list(line.y) == result.depths["profit"].to_list()
    assert all(a <= b for a, b in zip(low.y, high.y, strict=True))
    assert result.best is not None
    assert list(best.x) == [result.best.low, result.best.high]


def test_no_best_depth_is_drawn_where_none_is_given() -> None:
    result = find_depth(contacting.members(2, control=0.0), Costs(5.0, 0.0, 0.0))
    figure = profit_by_depth(result, Reader("en", "IDR", 0))

    assert len(figure.data) == 3
    assert figure.layout.yaxis.title.text == Reader("en").word("profit_of_responders")
