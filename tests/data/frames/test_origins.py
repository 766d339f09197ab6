"""How customers came to us, worked by hand on the kiosk, on every engine."""

from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from analytics.frames import CUSTOMER_ORIGINS
from data.facts import Facts
from data.frames.origins import customer_origins
from tests.data.frames import kiosk


def test_origins_by_hand(facts: Facts) -> None:
    """The newer load speaks for B."""
    frame = customer_origins(facts)

    assert frame.schema == pl.Schema(CUSTOMER_ORIGINS.columns)
    assert frame.select("customer_id", "customer_type", "acquisition_cost").rows() == [
        ("A", "retail", 5.0),
        ("B", "retail", 12.0),
        ("C", "retail", None),
        ("D", "wholesale", 3.0),
    ]


def test_a_segment_brings_in_who_is_not_written_down(facts: Facts) -> None:
    segments = pl.DataFrame({"customer_id": ["B", "Z"], "segment": ["loyal", "lost"]})
    frame = customer_origins(facts, segments)

    assert dict(frame.select("customer_id", "segment").iter_rows()) == {
        "A": None,
        "B": "loyal",
        "C": None,
        "D": None,
        "Z": "lost",
    }


def test_without_the_table_there_is_nobody(facts: Facts) -> None:
    bare = Facts({"order_lines": facts.files["order_lines"]}, facts.scan)

    assert customer_origins(bare).is_empty()


def test_every_engine_gives_the_same(kiosk_files: dict[str, list[Path]]) -> None:
    found = [customer_origins(kiosk.facts(kiosk_files, way)) for way in kiosk.WAYS]
    for other in found[1:]:
        assert_frame_equal(found[0], other, check_exact=True)
