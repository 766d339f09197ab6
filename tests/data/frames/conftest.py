"""The kiosk's facts on every engine."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from data.facts import Facts
from tests.data.frames import kiosk


@pytest.fixture(scope="session")
def kiosk_files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Path]]:
    """The kiosk's snapshots."""
    return kiosk.write(tmp_path_factory.mktemp("kiosk"), kiosk.loads())


@pytest.fixture(params=kiosk.WAYS)
def facts(request: pytest.FixtureRequest, kiosk_files: Mapping[str, list[Path]]) -> Facts:
    """The kiosk's facts, in each way of reading them: Polars, DuckDB, baskets."""
    return kiosk.facts(kiosk_files, request.param)
