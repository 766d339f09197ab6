"""Whatever text is held as, a file of the snapshot holds text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq

from data.conform import conform
from data.parquet import sink
from data.tables import READ

READERS: list[Callable[[str], list[Any]]] = [
    lambda path: pl.read_parquet(path)["word"].to_list(),
    lambda path: pl.scan_parquet(path).filter(pl.col("word") == "é").collect()["n"].to_list(),
    lambda path: pq.read_table(path)["word"].to_pylist(),
    lambda path: [row[0] for row in duckdb.read_parquet(path).project("word").fetchall()],
]


def test_an_enum_is_written_as_the_text_it_stands_for(tmp_path: Path) -> None:
    words = pl.Series(["é", None, "", "b", "é"]).cast(pl.Enum(["b", "", "é"]))
    path = tmp_path / "words.parquet"
    sink(pl.LazyFrame({"word": words, "n": [1, 2, 3, 4, 5]}), path)
    told = ["é", None, "", "b", "é"]
    assert pl.read_parquet_schema(path) == {"word": pl.String, "n": pl.Int64}
    assert [read(str(path)) for read in READERS] == [told, [1, 5], told, told]
    assert pq.read_schema(path).field("word").type in ("large_string", "string_view")


def test_rows_made_to_fit_their_table_hold_no_enum() -> None:
    channel = pl.Series(["Web", "Toko"]).cast(pl.Enum(["Web", "Toko"]))
    frame = pl.DataFrame(
        {
            "order_id": ["A", "B"],
            "line_no": [1, 1],
            "ordered_at": [None, None],
            "channel": channel,
        }
    )
    table = READ["order_lines"]
    needed = {c: pl.lit(1).cast(table.columns[c]) for c in table.filled - set(frame.columns)}
    made = conform(table, frame.with_columns(ordered_at=pl.datetime(2025, 1, 2), **needed))
    assert made["channel"].dtype == pl.String
    assert made["channel"].to_list() == ["Web", "Toko"]
