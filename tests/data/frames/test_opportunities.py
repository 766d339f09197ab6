"""Opportunities and who holds whom, by hand, on Polars and DuckDB."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.frames import OPPORTUNITIES, PORTFOLIOS
from data.facts import Facts
from data.frames.opportunities import opportunities
from data.frames.portfolios import Holder, holders, portfolios
from tests.data.frames import kiosk
from tests.data.frames.kiosk import ENGINES, SPRING

EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Seven opportunities beside the kiosk's tables, seen on 2 April 2024."""
    columns = (
        *("opportunity_id", "customer_id", "staff_id", "product_id", "stage", "amount"),
        *("opened_on", "closed_on", "outcome"),
    )
    march = date(2024, 3, 1)
    rows = [
        ("1", "A", "S1", "P1", "closed", "10.50", march, date(2024, 3, 9), "Closed Won"),
        ("2", "B", "S2", "P3", "quote", None, march, None, None),
        ("3", "Z", None, None, "closed", "5", march, date(2024, 4, 9), "kalah"),  # ends later
        ("4", "A", "S1", "P1", "quote", "5", date(2024, 4, 3), None, None),  # opened later
        ("5", "A", "S1", "P1", "closed", "5", march, march, "postponed"),  # neither word
        ("6", "A", "S1", "P1", "closed", "5", march, date(2024, 2, 1), "lost"),  # ends before
        ("7", "D", "S1", "P1", "closed", "8", date(2024, 2, 1), march, "LOST"),
    ]
    frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    staff = pl.DataFrame({"staff_id": ["S1", "S2", "S3"], "name": ["Sri", "Tono", "Tono"]})
    folder = tmp_path_factory.mktemp("opportunities")
    return kiosk.write(folder, {**kiosk.loads(), "opportunities": [frame], "staff": [staff]})


@pytest.mark.parametrize("engine", ENGINES)
def test_opportunities_by_hand(files: dict[str, list[Path]], engine: str) -> None:
    frame = opportunities(Facts(files, ENGINES[engine]), SPRING)
    assert frame.schema == pl.Schema(OPPORTUNITIES.columns)
    columns = (
        *("opportunity_id", "staff", "category", "stage", "amount", "outcome", "bought_before"),
    )
    assert frame.select(columns).rows() == [
        ("1", "Sri", "Tea", None, 10.5, "won", 1),
        ("2", "Tono (S2)", None, "quote", 0.0, None, 0),
        ("3", None, None, None, 5.0, None, 0),
        ("7", "Sri", "Tea", None, 8.0, "lost", 0),
    ]
    days = frame.select("opened", "closed").rows()
    assert days[0] == ((date(2024, 3, 1) - EPOCH).days, (date(2024, 3, 9) - EPOCH).days)
    assert days[2][1] is None


def test_the_same_on_every_engine_within_a_scope(files: dict[str, list[Path]]) -> None:
    wholesale = replace(SPRING, customer_type=("wholesale",))
    found = [opportunities(Facts(files, scan), wholesale) for scan in ENGINES.values()]
    assert found[0]["opportunity_id"].to_list() == ["7"]
    assert_frame_equal(found[0], found[1], check_exact=True)


def test_no_table_no_row() -> None:
    assert opportunities(Facts({}, pl.scan_parquet), SPRING).is_empty()


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """The kiosk with who sold: A buys of S1 for 150 and of S2 for 80; B's sales name nobody."""
    tables = kiosk.loads()
    lines = [
        frame.with_columns(
            staff_id=pl.when(pl.col("customer_id") == "A").then(
                pl.when(pl.col("order_id") == "O8").then(pl.lit("S2")).otherwise(pl.lit("S1"))
            )
        )
        for frame in tables["order_lines"]
    ]
    owners = [
        frame.with_columns(account_owner=pl.when(pl.col("customer_id") == "B").then(pl.lit("S9")))
        for frame in tables["customers"]
    ]
    folder = tmp_path_factory.mktemp("sold")
    staff = [pl.DataFrame({"staff_id": ["S1", "S2"], "name": ["Sri", "Tono"]})]
    return kiosk.write(
        folder, {**tables, "order_lines": lines, "customers": owners, "staff": staff}
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_portfolios_by_hand(sold: dict[str, list[Path]], engine: str) -> None:
    facts = Facts(sold, ENGINES[engine])
    spring = SPRING.between(date(2024, 1, 1), date(2024, 4, 2))
    sellers = portfolios(facts, spring, Holder.SELLER)
    assert sellers.schema == pl.Schema(PORTFOLIOS.columns)
    assert sellers.rows() == [("A", "Sri")]
    assert portfolios(facts, spring, Holder.OWNER).rows() == [("B", "S9")]
    assert portfolios(facts, spring, Holder.PARTNER).is_empty()
    assert holders(facts, spring) == (Holder.OWNER, Holder.SELLER)
