"""The pictures of moods say what the result says."""

import dataclasses

import polars as pl
import pytest

from analytics.topics import weigh_words
from charts.topics import mood_bars, mood_lines
from tests import service
from tests.service import note, notes
from words import Reader

EN, ID = Reader("en", "USD"), Reader("id", "IDR", 0)


@pytest.mark.parametrize("by", ["note_topic", "touch_point"])
def test_bad_stands_to_the_left_and_good_to_the_right(by: str) -> None:
    result = service.topics()
    rows = (result.topics if by == "note_topic" else result.touch_points).drop_nulls(
        ["bad_share", by]
    )
    chart = mood_bars(result, ID, by=by)
    bad, good = (bar for bar in chart.data if bar.type == "bar")
    assert (-bad.x[::-1]).tolist() == rows["bad_share"].to_list()
    assert good.x[::-1].tolist() == rows["good_share"].to_list()
    assert not any("−" in text or "-" in text for text in chart.layout.xaxis.ticktext)
    names = {"pengiriman", "aplikasi dan situs web", "layanan dan petugas", "harga", "pembayaran"}
    assert set(chart.layout.yaxis.ticktext) <= names | {"telepon", "obrolan", "chat"}


def test_lines_lie_within_their_bands() -> None:
    result = service.topics()
    chart = mood_lines(result, EN)
    low, high, line = chart.data[:3]
    known = result.months["bad_share"].to_list()
    assert line.y.tolist() == known
    assert all(a <= b <= c for a, b, c in zip(low.y, line.y, high.y, strict=True))


def test_too_few_notes_are_said_in_words() -> None:
    few = weigh_words(notes([note(0, "A", "telat")]))
    for chart in (mood_bars(few, EN), mood_lines(few, EN)):
        assert not chart.data
        assert chart.layout.annotations[0].text == "There are too few notes to draw."


def test_nothing_of_the_data_is_markup() -> None:
    result = service.topics()
    odd = result.touch_points.with_columns(touch_point=pl.lit("<b>$x$</b>"))
    chart = mood_bars(dataclasses.replace(result, touch_points=odd), EN, by="touch_point")
    assert "<b>" not in chart.to_json().replace("\\u003c", "<").replace("<br>", "")
