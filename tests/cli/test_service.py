"""Touch points, paths, service and value on the command line."""

from pathlib import Path

import pytest

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tests import companies
from tests.cli.running import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    workspace = open_workspace(folder)
    companies.shop(workspace)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_200))
    workspace.close()
    return folder


def test_each_answers_with_its_options(home: Path) -> None:
    about = ("--company", "toko-nusantara", "--json")
    grouped = ("--contacts-by", "weekday", "--repeat-days", "14", "--deflection", "0.5")
    contacts = run(home, "show", "touch-points", *about, *grouped).plain
    days = [row["weekday"] for row in contacts["frames"]["groups"]]
    assert len(days) == 7
    assert (
        sum(row["contacts"] for row in contacts["frames"]["groups"])
        == (contacts["summary"]["contacts"])
    )
    journeys = run(home, "show", "paths", *about, "--within", "60").plain
    assert journeys["summary"]["within_days"] == 60
    for rule in ("first_touch", "last_touch", "linear", "markov"):
        credited = sum(row[rule] for row in journeys["frames"]["attribution"])
        assert credited == pytest.approx(journeys["summary"]["purchases"])
    told = run(home, "show", "service-value", *about, "--follow-days", "120").plain
    assert told["summary"]["follow_days"] == 120
    lists = {row["list"] for row in told["frames"]["lists"]}
    assert lists == {"unhappy", "open_to_offer", "never_contacted"}
    words = run(home, "show", "topics", *about).plain
    assert words["summary"]["notes"] == sum(row["notes"] for row in words["frames"]["topics"])
    assert {"kecewa", "ramah"} <= {row["word"] for row in words["frames"]["words"]}
    sentence = told["findings"][0]["text"]
    assert "no proof of cause" in sentence or "may be chance" in sentence


def test_a_missing_table_is_named(home: Path) -> None:
    done = run(home, "show", "service-value", "--company", "toko", "--json")
    assert done.code == 5
    assert done.plain["error"]["code"] == "no_interactions"
