"""Contracts as they were known on a day, by hand, on Polars and DuckDB."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.frames import CONTRACTS
from data.facts import Facts
from data.frames.contracts import contracts
from data.frames.span import contract_span
from tests.data.frames import kiosk
from tests.data.frames.kiosk import ENGINES, SPRING

EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Five contracts beside the kiosk's tables: one begins too late, one has no fee."""
    columns = ("contract_id", "customer_id", "started_on", "ended_on", "fee_per_month")
    rows = [
        ("L1", "A", date(2024, 1, 5), None, "10.50"),
        ("L2", "B", date(2024, 1, 9), date(2024, 3, 1), "20"),
        ("L3", "D", date(2024, 2, 1), date(2024, 4, 9), "30"),
        ("L4", "A", date(2024, 4, 3), None, "40"),
        ("L5", "A", date(2024, 1, 1), None, None),
    ]
    frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    folder = tmp_path_factory.mktemp("contracts")
    return kiosk.write(folder, {**kiosk.loads(), "contracts": [frame]})


@pytest.mark.parametrize("engine", ENGINES)
def test_contracts_by_hand(files: dict[str, list[Path]], engine: str) -> None:
    """On 2 April L3 still runs: its end is a week away."""
    frame = contracts(Facts(files, ENGINES[engine]), SPRING)
    assert frame is not None
    assert frame.schema == pl.Schema(CONTRACTS.columns)
    assert frame.rows() == [
        ("L1", "A", (date(2024, 1, 5) - EPOCH).days, None, 10.5),
        ("L2", "B", (date(2024, 1, 9) - EPOCH).days, (date(2024, 3, 1) - EPOCH).days, 20.0),
        ("L3", "D", (date(2024, 2, 1) - EPOCH).days, None, 30.0),
    ]


def test_only_customers_of_the_scope_and_the_same_on_every_engine(
    files: dict[str, list[Path]],
) -> None:
    wholesale = replace(SPRING, customer_type=("wholesale",))
    found = [contracts(Facts(files, scan), wholesale) for scan in ENGINES.values()]

    assert found[0] is not None
    assert found[1] is not None
    assert found[0]["contract_id"].to_list() == ["L3"]
    assert_frame_equal(found[0], found[1], check_exact=True)


def test_without_the_table_there_are_none(kiosk_files: dict[str, list[Path]]) -> None:
    assert contracts(kiosk.facts(kiosk_files, "polars"), SPRING) is None


@pytest.mark.parametrize("engine", ENGINES)
def test_the_days_on_which_contracts_began(files: dict[str, list[Path]], engine: str) -> None:
    """L5 has no fee; that L3 ends in April moves nothing. Without the table there are none."""
    assert contract_span(Facts(files, ENGINES[engine])) == (date(2024, 1, 5), date(2024, 4, 3))
    assert contract_span(Facts({}, ENGINES[engine])) is None
