"""What to sell to whom on the command line: figures, frames, wrong options, too little data."""

from pathlib import Path

import pytest

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tests import companies
from tests.cli.running import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offers")
    workspace = open_workspace(folder)
    companies.shop(workspace)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_500))
    workspace.close()
    return folder


def test_each_answers_with_its_options(home: Path) -> None:
    """And without the products that are named as no goods: they are listed beside the answer."""
    about = ("--company", "toko-nusantara", "--json", "--exclude", "P0002,nobody,P0001")
    level = ("--level", "category", "--repeats", "--item", "Camilan")
    offers = run(home, "show", "next-product", *about, *level).plain
    assert offers["summary"]["hit_10"] >= offers["summary"]["hit_1"]
    assert offers["frames"]["offers"][0]["rank"] == 1
    sold = run(home, "show", "bundles", *about, "--take-up", "0.2", "--rank-by", "gain").plain
    gains = [row["gain"] for row in sold["frames"]["bundles"]]
    assert gains == sorted(gains, reverse=True)
    pairs = ("--pattern-items", "2", "--max-gap", "45", "--min-customers", "20")
    next_ones = run(home, "show", "sequences", *about, *pairs).plain
    patterns = next_ones["frames"]["patterns"]
    assert {row["pattern"].count(" → ") for row in patterns} == {1}
    assert all(row["customers"] >= 20 for row in patterns)
    assert next_ones["summary"]["patterns_ordered"] == sum(row["ordered"] for row in patterns)
    climbed = run(home, "show", "upsell", *about, "--ladder", "Kopi", "--tiers", "3").plain
    for answer in (offers, sold, next_ones, climbed):
        left_out = [row["product_id"] for row in answer["frames"]["left_out"]]
        assert left_out == ["P0001", "P0002"]
        told = [f["fields"] for f in answer["findings"] if f["key"] == "rules.find_left_out"]
        assert told == [{"left_out_products": 2}]
        notices = {f["key"]: f["fields"] for f in answer["findings"] if "notice." in f["key"]}
        assert notices.pop("notice.unknown_left_out") == {"item": "nobody"}
        assert bool(notices) is (answer is not offers)  # rates only where money is
    assert climbed["summary"]["group"] == "Kopi"
    assert {row["price_tier"] for row in climbed["frames"]["steps"]} == {1, 2, 3}


def test_who_has_a_part_of_a_bundle_is_asked_for_by_its_products(home: Path) -> None:
    """In whatever case; the first bundle where none is named."""
    about = ("--company", "toko-nusantara", "--json", "--bundle-size", "2")
    plain = run(home, "show", "bundles", *about).plain
    first, second = (row["products"] for row in plain["frames"]["bundles"][:2])
    named = run(home, "show", "bundles", *about, "--bundle", second.upper()).plain
    for answer, meant in ((plain, first), (named, second)):
        told = next(f for f in answer["findings"] if f["key"] == "bundles.find_customers")
        assert told["fields"]["products"] == meant
        assert len(answer["frames"]["customers"]) == told["fields"]["customers_to_offer"] > 0
        for row in answer["frames"]["customers"]:
            assert {row["products_had"], row["products_lacked"]} == set(meant.split(" + "))


def test_a_limit_is_said_in_the_readers_words(home: Path) -> None:
    """Whole numbers without decimals, and no English."""
    asked = ("--company", "toko-nusantara", "--language", "id", "--max-gap", "0")
    said = run(home, "show", "sequences", *asked)
    assert "“Jarak hari paling banyak” harus di antara 0 dan 36.500; yang diberikan 0." in said.err


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("bundles", "--company", "toko-nusantara", "--discount", "2"), 2),
        (("upsell", "--company", "toko-nusantara", "--tiers", "9"), 2),
        (("next-product", "--company", "toko"), 5),
        (("upsell", "--company", "toko-nusantara", "--ladder", "nothing"), 5),
        (("bundles", "--company", "toko-nusantara", "--bundle", "nothing"), 5),
    ],
)
def test_wrong_options_and_too_little_data(home: Path, asked: tuple[str, ...], code: int) -> None:
    assert run(home, "show", *asked).code == code
