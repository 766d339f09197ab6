"""The RFM map and the bars of its segments: cells, lines between segments, words, edge sets."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.rfm_table import DEFAULT, Segment, SegmentTable
from charts.rfm import rfm_map, segment_shares
from tests.analytics.test_rfm import TWENTY, rfm
from tests.hostile import OWN
from words import LANGUAGES, Reader

ENGLISH = Reader("en", "IDR", 0)


def texts(chart: object) -> list[str]:
    return [note.text for note in chart.layout.annotations]  # type: ignore[attr-defined]


def test_the_map_is_right_for_lately_and_up_for_often() -> None:
    chart = rfm_map(rfm(TWENTY), ENGLISH)
    heads = np.array(chart.data[0].z)

    assert heads.shape == (5, 5)
    assert heads.sum() == 20
    assert heads[4, 4] == 3  # A01 to A03
    assert heads[0, 1] == 3  # A14 to A16: recency 2, frequency 1
    assert "Champions<br>3<br>Rp 1,350" in [
        t.replace("\N{NO-BREAK SPACE}", " ") for t in texts(chart)
    ]


def test_a_line_parts_segments_and_nothing_else() -> None:
    whole = tuple(cell for segment in DEFAULT.segments for cell in segment.cells)
    alone = SegmentTable((Segment("all_of_them", whole),))
    assert len(rfm_map(rfm(TWENTY, table=alone), ENGLISH).data[1].x) == 0
    halves = SegmentTable(
        (
            Segment("right", tuple(c for c in whole if c[0] > 2)),
            Segment("left", tuple(c for c in whole if c[0] <= 2)),
        )
    )
    line = rfm_map(rfm(TWENTY, table=halves), ENGLISH).data[1]
    assert set(np.array(line.x)[~np.isnan(line.x)]) == {1.5}


@pytest.mark.parametrize("language", LANGUAGES)
def test_segments_stand_from_the_top_with_both_shares(language: str) -> None:
    reader = Reader(language, "IDR", 0)
    chart = segment_shares(rfm(TWENTY), reader)

    assert chart.layout.yaxis.ticktext[-1] == reader.word("champions")
    names = {trace.name: np.array(trace.x) for trace in chart.data}
    assert set(names) == {
        reader.text("rfm.chart_customers"),
        reader.text("rfm.chart_value", basis=reader.word("profit").lower()),
    }
    assert all(shares.sum() == pytest.approx(1) for shares in names.values())


def test_without_a_total_heads_stand_alone() -> None:
    chart = segment_shares(rfm({"A": (1, 3, -50.0), "B": (9, 1, 20.0)}), ENGLISH)

    assert [trace.name for trace in chart.data] == ["Share of customers"]


def test_own_names_are_shown_and_never_markup() -> None:
    reader = replace(ENGLISH, own=(("champions", OWN[2]), ("loyal", "x" * 60)))
    result = rfm(TWENTY)
    for chart in (rfm_map(result, reader), segment_shares(result, reader)):
        assert "<a" not in chart.to_json().replace("\\u003c", "<").replace("<br", "")
    assert all(
        len(line) < 80 for text in texts(rfm_map(result, reader)) for line in text.split("<br>")
    )
