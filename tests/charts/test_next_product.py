"""The picture of the trial says what the result says."""

import pytest

from charts.next_product import hit_points
from tests.kinds_sell import next_product
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_way_has_its_points_best_on_top(language: str) -> None:
    result, reader = next_product(), Reader(language)
    chart = hit_points(result, reader)
    points = [trace for trace in chart.data if trace.mode == "markers"]
    best = result.proof.filter(at=5).sort("hit_rate").row(-1, named=True)

    assert len(points) == 3
    assert max(points[1].x) == best["hit_rate"]
    assert chart.layout.yaxis.ticktext[-1] == reader.word(best["way"])
