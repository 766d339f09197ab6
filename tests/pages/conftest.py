"""Pages as their readers meet them, without a browser, on companies of every kind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import Workspace, open_workspace
from tests import companies
from ui import desk

FRAME = Path(__file__).parents[2] / "ui" / "frame.py"

Visit = Callable[..., AppTest]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with a company of every kind; tests only read it."""
    workspace = open_workspace(tmp_path_factory.mktemp("filled"))
    for put in (
        companies.shop,
        companies.empty,
        companies.one_customer,
        companies.equals,
        companies.losing,
    ):
        put(workspace)
    install(workspace, LOCAL_OWNER, "complete-journey")
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Toko Nusantara with 1,500 customers; what tests add to it are draft lists alone."""
    workspace = open_workspace(tmp_path_factory.mktemp("generated"))
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_500))
    yield workspace
    workspace.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace of the test's own, to write in."""
    workspace = open_workspace(tmp_path / "own")
    yield workspace
    workspace.close()


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """Opens a page by a link into a workspace, as a new visitor: ``visit(filled, "profit")``."""
    opened: list[Workspace] = []

    def open_page(workspace: Workspace, page: str, **link: str | list[str]) -> AppTest:
        monkeypatch.setenv("PELANGGAN_HOME", str(workspace.home))
        desk.workspace.cache_clear()
        opened.append(desk.workspace())
        visitor = AppTest.from_file(str(FRAME), default_timeout=60)
        for key, value in link.items():
            visitor.query_params[key.rstrip("_")] = value
        visitor.switch_page(f"../pages/{page}.py")
        return visitor.run()

    yield open_page
    desk.workspace.cache_clear()
    for workspace in opened:
        workspace.close()


def read(text: str) -> str:
    """Markdown as it is read: backslashes and invisible joiners gone."""
    return text.replace("\\", "").replace("\u2060", "").replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(name="read")
def reading() -> Callable[[str], str]:
    """The function ``read``."""
    return read
