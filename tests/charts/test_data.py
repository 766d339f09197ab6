"""The picture of what is there: its bars add up to the columns, and nothing in it is markup."""

import polars as pl
import pytest

from analytics.data import cover
from charts.data import column_bars
from reports.draw import draw
from tests.analytics.test_data import DAYS, NEEDS, ROWS, made
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_bars_add_up_to_the_columns(language: str) -> None:
    result = made(ROWS)
    reader = Reader(language)
    figure = column_bars(result, reader)
    assert [trace.name for trace in figure.data] == [
        reader.text(f"data.{part}") for part in ("full", "in_part", "blank")
    ]
    assert [list(trace.x) for trace in figure.data] == [[1, 1], [0, 1], [0, 1]]
    assert figure.layout.yaxis.ticktext == (
        reader.text("data_tables.traits"),
        reader.text("data_tables.order_lines"),
    )
    assert reader.text("fields.fee") in figure.data[1].hovertext[1]
    assert draw(figure, "svg", title="x")


def test_nothing_loaded_is_drawn_empty() -> None:
    frame = (
        made(ROWS)
        .columns.drop("filled_share")
        .with_columns(rows=pl.lit(0, pl.Int64), rows_filled=pl.lit(0, pl.Int64))
    )
    figure = column_bars(cover(frame, DAYS, NEEDS), Reader())
    assert [len(trace.x) for trace in figure.data] == [0, 0, 0]
