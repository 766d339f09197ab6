"""Pages about contacting: answered where campaigns allow it, else why not, and the draft list."""

import pytest

from data import drafts
from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import Workspace, open_workspace
from tests.pages.conftest import Visit, read
from words import Reader

ANSWERED = {"propensity": "id", "depth": "en", "planning": "id"}
DAYS = {"from": "2023-01-01", "to": "2025-12-31"}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Toko Nusantara with 1,500 customers: campaigns of some hundreds."""
    workspace = open_workspace(tmp_path_factory.mktemp("contacting"))
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_500))
    return workspace


@pytest.mark.parametrize("page", ANSWERED)
def test_sentence_cards_and_foot(generated: Workspace, visit: Visit, page: str) -> None:
    language = ANSWERED[page]
    visitor = visit(generated, page, company="toko-nusantara", language=language, **DAYS)
    words = Reader(language)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    assert len(visitor.metric) in (4, 8)
    assert len(read(visitor.subheader[0].value)) > 40


def test_the_plan_is_kept_as_a_draft(generated: Workspace, visit: Visit) -> None:
    visitor = visit(
        generated, "planning", company="toko-nusantara", language="en", list_size="200", **DAYS
    )
    next(b for b in visitor.button if b.key == "planning_draft_save").click().run()

    (kept,) = drafts.listing(generated, LOCAL_OWNER, "toko-nusantara")
    assert kept.members == 200
    assert kept.reason == "Plan: 180 contacted, 20 in the control group"


def test_a_link_of_no_numbers_leaves_the_fields_to_the_data(
    generated: Workspace, visit: Visit
) -> None:
    wrong = {"base_rate": "7", "expected_effect": "nan", "contact_cost": "abc", "fixed_cost": "nan"}
    visitor = visit(
        generated, "planning", company="toko-nusantara", language="id", control_share="nan", **wrong
    )
    assert not visitor.exception
    assert not visitor.error
    given = {field.key: field.value for field in visitor.number_input}
    assert [given[key] for key in wrong] == [99.99, None, None, None]
    assert given["control_share"] == 10.0


def test_too_small_a_control_group_is_told(generated: Workspace, visit: Visit) -> None:
    """The list without a control group, and one whose control group is too small."""
    for campaign, words_of_it in (("K010", "control group"), ("K003", "Too few to compare")):
        visitor = visit(
            generated,
            "uplift",
            company="toko-nusantara",
            language="en",
            campaign=campaign,
            **DAYS,
        )
        assert not visitor.exception
        assert any(words_of_it in read(text.value) for text in visitor.markdown)
        assert not visitor.metric
