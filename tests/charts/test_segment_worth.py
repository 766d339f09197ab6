"""The picture of what segmentations are worth says what the result says."""

from charts import theme
from charts.segment_worth import worth_bars
from tests import kinds
from words import Reader


def test_each_segmentation_has_its_point_and_its_interval() -> None:
    result, reader = kinds.worth(), Reader("en", "USD")
    lines, points = worth_bars(result, reader).data
    shown = result.worth.filter(segmentation="tiers").row(0, named=True)

    assert points.x[-1] == shown["r2"]  # best on top
    assert lines.x[-3:-1].tolist() == [shown["r2_low"], shown["r2_high"]]
    assert points.marker.color[-1] == theme.GOOD
    assert points.marker.color[0] == theme.QUIET


def test_what_there_is_not_is_not_drawn() -> None:
    chart = worth_bars(kinds.worth(), Reader("id", "IDR"))

    assert "Klaster" not in chart.layout.yaxis.ticktext
    assert len(chart.data[1].x) == 3
