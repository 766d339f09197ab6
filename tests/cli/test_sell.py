"""What to sell to whom on the command line: figures, frames, wrong options, too little data."""

from pathlib import Path

import pytest

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tests import companies
from tests.cli.test_cli import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offers")
    workspace = open_workspace(folder)
    companies.shop(workspace)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_500))
    workspace.close()
    return folder


def test_each_answers_with_its_options(home: Path) -> None:
    about = ("--company", "toko-nusantara", "--json")
    level = ("--level", "category", "--repeats", "--item", "Camilan")
    offers = run(home, "show", "next-product", *about, *level).plain
    assert offers["summary"]["hit_10"] >= offers["summary"]["hit_1"]
    assert offers["frames"]["offers"][0]["rank"] == 1
    sold = run(home, "show", "bundles", *about, "--take-up", "0.2", "--rank-by", "gain").plain
    gains = [row["gain"] for row in sold["frames"]["bundles"]]
    assert gains == sorted(gains, reverse=True)
    climbed = run(home, "show", "upsell", *about, "--ladder", "Kopi", "--tiers", "3").plain
    assert climbed["summary"]["group"] == "Kopi"
    assert {row["price_tier"] for row in climbed["frames"]["steps"]} == {1, 2, 3}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("bundles", "--company", "toko-nusantara", "--discount", "2"), 2),
        (("upsell", "--company", "toko-nusantara", "--tiers", "9"), 2),
        (("next-product", "--company", "toko"), 5),
        (("upsell", "--company", "toko-nusantara", "--ladder", "nothing"), 5),
    ],
)
def test_wrong_options_and_too_little_data(home: Path, asked: tuple[str, ...], code: int) -> None:
    assert run(home, "show", *asked).code == code
