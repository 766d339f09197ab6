"""Pictures of who answers: the lines that are drawn, and words in both languages."""

import pytest

from charts.propensity import calibration_points, gains_curve
from tests import contacting
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_gains_and_calibration(language: str) -> None:
    result, reader = contacting.propensity(), Reader(language, "IDR", 0)

    gains = gains_curve(result, reader)
    model, rfm, lot = gains.data
    assert (model.name, rfm.name) == (reader.word(result.model), reader.word("rfm_rank"))
    assert lot.name == reader.text("propensity.chart_lot")
    for line in gains.data:
        assert (line.y[0], line.y[-1]) == (0, 1)
    points = calibration_points(result, reader).data[-1]
    assert list(points.y) == result.calibration["response_rate"].to_list()
