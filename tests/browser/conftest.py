"""One server on one filled workspace for all browser tests of a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.workspace import Workspace, open_workspace
from tests import companies, hostile
from tools.serving import Served, serving


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A shop, a company of one customer, and companies with hostile names."""
    workspace = open_workspace(tmp_path_factory.mktemp("browsed"))
    companies.shop(workspace)
    companies.one_customer(workspace)
    hostile.company(workspace, "own", hostile.OWN)
    if found := hostile.bad_inputs():
        hostile.company(workspace, "shared", found)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def served(filled: Workspace) -> Iterator[Served]:
    """A server on that workspace, shared by the tests that do not need a fresh one."""
    with serving(Path(filled.home)) as started:
        yield started
