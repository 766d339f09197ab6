"""A workspace and a reading process shared by the tests of a module; companies are made anew."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis.internal.conjecture.providers import HypothesisProvider

from data import companies
from data.actor import LOCAL_OWNER
from data.intake.child import Child
from data.intake.recipe import Recipe
from data.intake.run import Outcome, Wishes, import_files
from data.loads import Mode
from data.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path_factory.mktemp("intake") / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as one:
        yield one


class Shop:
    """One company of the desk, into which files are brought."""

    def __init__(self, desk: Workspace, child: Child, name: str) -> None:
        self.desk, self.child, self.name = desk, child, name

    def bring(
        self,
        table: str,
        *paths: Path,
        recipe: Recipe | None = None,
        mode: Mode = "append",
        **wishes: dict[str, str],
    ) -> Outcome:
        return import_files(
            self.desk,
            LOCAL_OWNER,
            self.name,
            table,
            paths,
            recipe=recipe,
            wishes=Wishes(**wishes),  # type: ignore[arg-type]
            mode=mode,
            child=self.child,
        )

    def rows(self, outcome: Outcome) -> pl.DataFrame:
        assert outcome.load is not None, outcome.problems
        return pl.read_parquet(outcome.load.path(self.desk))


@pytest.fixture
def shop(desk: Workspace, child: Child) -> Shop:
    return new_shop(desk, child)("IDR")


@pytest.fixture
def shops(desk: Workspace, child: Child) -> Callable[[str], Shop]:
    return new_shop(desk, child)


def new_shop(desk: Workspace, child: Child) -> Callable[[str], Shop]:
    def make(currency: str) -> Shop:
        name = f"shop-{len(companies.names(desk))}"
        companies.create(
            desk,
            LOCAL_OWNER,
            name,
            title=name,
            currency=currency,
            decimals=0 if currency == "IDR" else 2,
            timezone="Asia/Jakarta",
        )
        return Shop(desk, child, name)

    return make


@pytest.fixture
def same_cases_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this a seed gives other cases for each set of modules that happens to be loaded:

    Hypothesis draws now and then one of the constants that stand in them.
    """
    monkeypatch.setattr(HypothesisProvider, "_maybe_draw_constant", lambda *_, **__: None)
