"""The picture of price ladders says what the result says."""

import pytest

from charts import theme
from charts.upsell import rise_points
from tests.kinds_sell import upsell
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_group_has_its_point_and_interval(language: str) -> None:
    result = upsell()
    lines, points = rise_points(result, Reader(language, "IDR")).data

    assert points.x[-1] == result.ladder["rise"]
    assert lines.x[-3:-1].tolist() == [result.ladder["rise_low"], result.ladder["rise_high"]]
    assert points.marker.color[-1] == theme.GOOD
