"""The picture of service and value says what the comparisons say."""

import dataclasses

from charts import theme
from charts.service_value import gap_points
from tests import service
from words import Reader

EN = Reader("en", "USD")


def test_a_gap_beyond_chance_has_its_colour() -> None:
    """Bad from 40 points, quiet where it may be chance."""
    for effect, colour in ((-0.4, theme.BAD), (0.0, theme.QUIET)):
        result = service.service_value(effect=effect)
        chart = gap_points(result, EN)
        rows = {
            row["contrast"]: row for row in result.effects.filter(figure="ordered_again").to_dicts()
        }
        line, point = chart.data[-2:]
        row = rows["solved_badly"]
        assert line.x.tolist() == [row["low"], row["high"]]
        assert point.x.tolist() == [row["after_gap"]]
        assert point.marker.color == colour
        assert chart.layout.yaxis.ticktext[-1] == "Complaint solved badly"


def test_nothing_to_compare_is_said() -> None:
    alone = dataclasses.replace(service.service_value(), comparisons={})
    assert not gap_points(alone, EN).data
    assert gap_points(alone, EN).layout.annotations[0].text
