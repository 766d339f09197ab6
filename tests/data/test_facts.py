"""Facts: the loads of a table as one, on any engine."""

from pathlib import Path

import polars as pl
import pytest

from data.actor import LOCAL_OWNER
from data.facts import Facts
from data.frames import open_facts
from data.frames.door import collect
from data.loads import put
from data.tables import TABLES, stored_schema
from data.workspace import Workspace
from tests.data.frames import kiosk as company

engines = pytest.mark.parametrize("engine", sorted(company.ENGINES))


@engines
def test_a_newer_row_overrules_an_older_one(tmp_path: Path, engine: str) -> None:
    facts = company.facts(company.write(tmp_path, company.loads()), engine)
    rows = collect(facts.table("customers").select("customer_id", "customer_type"))
    types = {"A": "retail", "B": "retail", "C": "retail", "D": "wholesale"}
    assert dict(rows.iter_rows()) == types
    assert rows.height == 4


@engines
def test_order_lines_are_added_up_over_loads(tmp_path: Path, engine: str) -> None:
    lines = company.order_lines()
    parts = [lines.head(5), lines.slice(5)]
    facts = company.facts(company.write(tmp_path, {"order_lines": parts}), engine)
    found = collect(facts.table("order_lines"))
    assert found.height == 12
    assert found.schema == stored_schema(TABLES["order_lines"])


def test_a_table_nobody_loaded() -> None:
    facts = Facts({"customers": []})
    assert not facts.has("customers")
    assert not facts.has("products")
    with pytest.raises(KeyError, match="no data in table customers"):
        facts.table("customers")


def test_facts_stay_as_they_were_at_a_version(
    workspace: Workspace, kiosk: str, people: pl.DataFrame
) -> None:
    """What comes in later is not seen; personal columns never are."""
    put(workspace, LOCAL_OWNER, kiosk, {"customers": people}, source="old")
    newer = people.with_columns(city=pl.lit("Surabaya"))
    put(workspace, LOCAL_OWNER, kiosk, {"customers": newer}, source="new")

    old, new = (
        collect(open_facts(workspace, kiosk, version).table("customers")) for version in (1, 2)
    )
    assert sorted(old["city"]) == ["Bandung", "Medan", "Solo"]
    assert set(new["city"]) == {"Surabaya"}
    assert TABLES["customers"].personal.isdisjoint(new.columns)
    assert not open_facts(workspace, kiosk, 0).has("customers")
