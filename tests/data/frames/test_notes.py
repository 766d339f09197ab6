"""Notes of the kiosk's spring: read from their own file, on every engine."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData
from analytics.frames import NOTES
from data.facts import Facts
from data.frames.notes import name_words, notes
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import SPRING

BLANK = ("email", "phone", "address")
SAID: Mapping[str, str | None] = {"I1": "Paket telat", "I3": None, "I6": "later", "I7": "Who?"}


def told(folder: Path, way: str) -> Facts:
    """The kiosk with what was said at some contacts, and the name of one customer."""
    files: dict[str, list[Path]] = kiosk.write(folder, kiosk.loads())
    beside(files["interactions"][0], "interaction_id", {"note": SAID})
    names = {"A": "Siti NURHALIZA-Putri J. 2"}
    beside(files["customers"][0], "customer_id", {"name": names, **{name: {} for name in BLANK}})
    return kiosk.facts(files, way)


def beside(file: Path, key: str, columns: Mapping[str, Mapping[str, str | None]]) -> None:
    """Write the personal columns of a load next to it."""
    keys = pl.read_parquet(file)[key]
    values = {name: [said.get(k) for k in keys] for name, said in columns.items()}
    texts = dict.fromkeys(values, pl.String)
    frame = pl.DataFrame({key: keys, **values}, schema_overrides=texts)
    frame.write_parquet(file.with_name(f"{file.stem}.personal.parquet"))


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_the_spring_by_hand(tmp_path: Path, way: str) -> None:
    """Contacts without a note and those after the period are left out."""
    facts = told(tmp_path, way)
    found = notes(facts, SPRING)
    assert found.schema == dict(NOTES.columns)
    rows = found.select("interaction_id", "customer_id", "touch_point", "note").rows()
    assert rows == [("I1", "A", "phone", "Paket telat"), ("I7", None, "chat", "Who?")]
    assert name_words(facts) == {"siti", "nurhaliza", "putri"}


def test_the_engines_give_the_same(tmp_path: Path) -> None:
    first, *others = (notes(told(tmp_path, way), SPRING) for way in kiosk.WAYS)
    for other in others:
        assert_frame_equal(first, other, check_exact=True)


def test_what_has_no_notes_to_tell_of(facts: Facts) -> None:
    assert notes(facts, SPRING).is_empty()  # contacts, and nothing said
    with pytest.raises(NotEnoughData, match="contacts_uncut"):
        notes(facts, replace(SPRING, channel=("web",)))
    with pytest.raises(NotEnoughData, match="no_interactions"):
        notes(Facts({}), SPRING)
    with pytest.raises(ValueError, match="not settled"):
        notes(facts, Scope("kiosk"))
    assert name_words(Facts({})) == frozenset()
