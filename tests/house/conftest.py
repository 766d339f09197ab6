"""The probe, served as shipped from another folder, once for each file of tests."""

from collections.abc import Iterator

import pytest

from tests.house.probing import PROBE, PROBE_APP
from tools.serving import Served, serving


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page that tells its options and then fails, served as shipped, from another folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "app.py").write_text(PROBE_APP)
    (folder / "probe.py").write_text(PROBE)
    with serving(folder / "workspace", folder=folder) as served:
        yield served
