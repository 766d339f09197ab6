"""How well the lexicon reads notes that somebody else wrote and labelled before it was there."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from analytics.topics import read_notes
from words import LANGUAGES

NOTES = tomllib.loads(Path(__file__).with_name("labelled_notes.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=LANGUAGES)
def labelled(request: pytest.FixtureRequest) -> pl.DataFrame:
    """mood and topic as labelled, beside those read: read_mood, read_topic."""
    names = ["mood", "topic", "note"]
    rows = pl.DataFrame(NOTES[request.param], schema=names, orient="row")
    read = read_notes(rows["note"])
    return rows.with_columns(read_mood=read["mood"], read_topic=read["topic"])


def share(rows: pl.DataFrame, condition: pl.Expr) -> float:
    return float(rows.select(condition.mean()).item())


def test_there_are_three_hundred() -> None:
    assert sum(map(len, NOTES.values())) >= 300


def test_three_of_four_moods_and_topics_are_read(labelled: pl.DataFrame) -> None:
    """Measured: moods 75 % in English and 81 % in Indonesian, topics 78 % and 76 %."""
    assert share(labelled, pl.col("mood") == pl.col("read_mood")) >= 0.74
    assert share(labelled, pl.col("topic") == pl.col("read_topic")) >= 0.74


def test_what_is_called_bad_or_good_mostly_is(labelled: pl.DataFrame) -> None:
    """The lexicon errs by missing moods, hardly ever by turning them round."""
    for mood in (-1, 1):
        told = labelled.filter(read_mood=mood)
        assert share(told, pl.col("mood") == mood) >= 0.9
    turned = pl.col("mood") * pl.col("read_mood") == -1
    assert share(labelled, turned) <= 0.02
