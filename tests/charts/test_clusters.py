"""The pictures of clusters say what the result says, and nothing from the data is markup."""

import dataclasses
import json

import polars as pl
import pytest

from charts.clusters import cluster_lines, cluster_map
from tests import kinds
from words import LANGUAGES, Reader

HOSTILE = '<a href="http://x.example">$5</a>'


def test_each_kind_has_its_line_and_its_points() -> None:
    result = kinds.clusters()
    lines, points = (draw(result, Reader("en")) for draw in (cluster_lines, cluster_map))

    names = [Reader("en").figure("marks", marks) for marks in result.profile["marks"]]
    assert [trace.name for trace in lines.data] == [trace.name for trace in points.data]
    assert len(lines.data) == result.profile.height
    assert lines.data[0].name[:20] == names[0][:20]
    assert sum(len(trace.x) for trace in points.data) == result.customers.height
    widest = result.features.group_by("feature").agg(pl.col("gap").abs().max()).sort("gap")
    assert lines.layout.yaxis.ticktext[-1] == Reader("en").figure("feature", widest["feature"][-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_channel_is_text(language: str) -> None:
    result = kinds.clusters()
    turned = {
        name: getattr(result, name).with_columns(
            pl.selectors.string().str.replace_all("Shop", HOSTILE, literal=True)
        )
        for name in ("profile", "features")
    }
    hostile = dataclasses.replace(result, **turned)
    for draw in (cluster_lines, cluster_map):
        text = json.dumps(json.loads(draw(hostile, Reader(language)).to_json()))
        assert "<a " not in text
        assert "$5" not in text
