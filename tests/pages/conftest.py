"""Pages as their readers meet them, without a browser, on companies of every kind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from data.actor import LOCAL_OWNER
from data.samples.install import install
from data.workspace import Workspace, open_workspace
from tests import companies, nusantara
from tests.targets import warung
from ui import desk
from words import LANGUAGES, Reader

FRAME = Path(__file__).parents[2] / "ui" / "frame.py"

Visit = Callable[..., AppTest]

every_language = pytest.mark.parametrize("language", LANGUAGES)


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
    with nusantara.generated(tmp_path_factory.mktemp("generated"), customers=1_500) as workspace:
        yield workspace


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace of the test's own, to write in."""
    workspace = open_workspace(tmp_path / "own")
    yield workspace
    workspace.close()


@pytest.fixture
def stall(tmp_path: Path) -> Iterator[Workspace]:
    """A company of six customers, one without consent, one with an open complaint."""
    workspace = open_workspace(tmp_path / "stall")
    warung(workspace)
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
        visitor = AppTest.from_file(str(FRAME), default_timeout=300)
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


def field(visitor: AppTest, key: str) -> TextInput:
    """The one text field whose key begins so: what is proposed in it ends the key."""
    (found,) = [one for one in visitor.text_input if (one.key or "").startswith(key)]
    return found


def fine(visitor: AppTest) -> AppTest:
    """A page on which nothing failed, and nothing says so."""
    assert not visitor.exception
    assert not visitor.error
    return visitor


def cards(visitor: AppTest) -> dict[str, str]:
    """The value of each card by its name."""
    return {read(card.label): read(card.value) for card in visitor.metric}


def foot(visitor: AppTest) -> str:
    return read(visitor.caption[-1].value)


def answered(
    visitor: AppTest, page: str, words: Reader, *, cards: int = 8, never: tuple[str, ...] = ()
) -> None:
    """A page that answers: its title, a whole sentence, cards with figures, a foot that adds up.

    ``never`` stands on no card but that of rules that died.
    """
    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    assert "{" not in visitor.subheader[0].value
    assert len(visitor.metric) == cards
    said = {read(card.value) for card in visitor.metric if card.label != words.name("rules_died")}
    assert not {"None", "nan", "inf", "", *never} & said
    foot = read(visitor.caption[-1].value)
    assert foot.startswith(f":material/check_circle: {words.text('foot.adds_up')[:8]}")


@pytest.fixture(name="read")
def reading() -> Callable[[str], str]:
    """The function ``read``."""
    return read
