"""A small company of its own, and where its figures come from."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data import companies
from data.actor import LOCAL_OWNER
from data.provenance import Provenance
from data.scope import Scope
from data.workspace import Workspace, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def provenance(workspace: Workspace) -> Provenance:
    company = companies.create(
        workspace,
        LOCAL_OWNER,
        "kiosk",
        title="Kiosk Bu Sri",
        currency="IDR",
        decimals=0,
        timezone="Asia/Jakarta",
    )
    scope = Scope(
        "kiosk", date(2025, 1, 1), date(2025, 12, 31), date(2025, 12, 31), channel=("=web/../",)
    )
    options = {"basis": "gross_margin", "cutoff": 0.8, "acquisition": True, "campaigns": False}
    return Provenance("profit", company, 7, scope, options)


@pytest.fixture
def rows() -> pl.DataFrame:
    """Customers whose ids are formulas, and figures that are numbers."""
    return pl.DataFrame(
        {
            "rank": [1, 2, 3, 4, 5],
            "customer_id": ["=1+1", "'=1+1", "007", "https://x.example", "  é_x0041_"],
            "tier": ["vital_few", "useful_many", "loss_makers", "loss_makers", "loss_makers"],
            "profit": [1234.5, -0.5, 0.0, -1e9, None],
        },
        schema_overrides={"tier": pl.Enum(["vital_few", "useful_many", "loss_makers"])},
    )
