"""How far the kiosk's columns are filled, worked out by hand, on every engine."""

from datetime import date
from pathlib import Path

import polars as pl

from analytics.frames import COVERAGE
from data.actor import LOCAL_OWNER
from data.conform import conform
from data.facts import Facts
from data.frames import open_facts
from data.frames.coverage import coverage, days
from data.loads import put
from data.tables import TABLES
from data.workspace import Workspace
from tests.data.frames import kiosk


def filled(
    frame: pl.DataFrame, table: str, column: str, origin: str | None = None
) -> tuple[int, int]:
    found = frame.filter(table_name=table, column_name=column)
    if origin:
        found = found.filter(pl.col("origin") == origin)
    rows, count = found.select("rows", "rows_filled").row(0)
    return rows, count


def test_each_column_is_counted(facts: Facts) -> None:
    frame = COVERAGE.check(coverage(facts))
    columns = sum(len(table.columns) for table in TABLES.values())
    assert frame.height == columns + 2  # traits by their three origins
    assert filled(frame, "order_lines", "customer_id") == (12, 11)
    assert filled(frame, "order_lines", "line_cost") == (12, 5)
    assert filled(frame, "order_lines", "discount") == (12, 1)
    assert filled(frame, "order_lines", "staff_id") == (12, 0)
    assert filled(frame, "customers", "customer_type") == (4, 4)
    assert filled(frame, "customers", "acquisition_cost") == (4, 3)  # the newer B has one, C none
    assert filled(frame, "customers", "email") == (4, 0)
    assert filled(frame, "staff", "name") == (0, 0)
    assert filled(frame, "interactions", "satisfaction") == (8, 0)
    origins = dict(frame.filter(table_name="customers").select("column_name", "origin").iter_rows())
    assert (origins["email"], origins["joined_on"]) == ("declared", "observed")


def test_days_are_those_of_the_first_date_of_a_table(facts: Facts) -> None:
    found = {name: (first, last) for name, first, last in days(facts).iter_rows()}
    assert found == {
        "order_lines": (date(2024, 2, 10), date(2024, 4, 2)),
        "interactions": (date(2024, 3, 2), date(2024, 4, 1)),
        "campaign_members": (date(2024, 3, 10), date(2024, 4, 2)),
    }


def test_traits_are_told_by_origin(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "customer_id": ["A", "A", "B", "C"],
            "domain": ["need"] * 4,
            "name": ["x", "y", "x", "x"],
            "value": ["1", "2", None, "3"],
            "origin": ["declared", "modelled", "declared", None],
        }
    )
    path = tmp_path / "traits.parquet"
    conform(TABLES["traits"], rows).write_parquet(path)
    for scan in kiosk.ENGINES.values():
        frame = coverage(Facts({"traits": [path]}, scan))
        counts = [
            filled(frame, "traits", "value", origin)
            for origin in ("observed", "declared", "modelled")
        ]
        assert counts == [(4, 1), (4, 1), (4, 1)]


def test_personal_columns_are_counted_where_they_lie(
    workspace: Workspace, kiosk: str, people: pl.DataFrame
) -> None:
    """The newer row of a customer counts, with its blanks."""
    put(workspace, LOCAL_OWNER, kiosk, {"customers": people}, source="a")
    newer = people.head(1).with_columns(email=pl.lit(None, pl.String), phone=pl.lit("0812"))
    put(workspace, LOCAL_OWNER, kiosk, {"customers": newer}, source="b")
    frame = coverage(open_facts(workspace, kiosk, 2))
    assert filled(frame, "customers", "name") == (3, 2)
    assert filled(frame, "customers", "email") == (3, 0)
    assert filled(frame, "customers", "phone") == (3, 1)
