"""Lifetime value and its proof as their readers meet them."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from analytics.backtest import STEPS
from analytics.findings import NotEnoughData
from answers import ask, open_books
from answers.backtest import BacktestOptions
from answers.lifetime import Apart, LifetimeModel, LifetimeOptions
from answers.progress import heard_by
from data import drafts
from data.actor import LOCAL_OWNER
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from tests import companies, companies_buyers
from tests.pages.conftest import Visit, cards, fine, foot, read
from words import LANGUAGES, Reader

BUYERS, LOST = "pembeli", "hilang"


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One company that may be believed, one whose customers stayed away in the last year."""
    workspace = open_workspace(tmp_path_factory.mktemp("buyers"))
    companies_buyers.company(workspace, BUYERS)
    companies_buyers.company(workspace, LOST, kept=0.3)
    companies_buyers.contracts_alone(workspace)
    companies.one_customer(workspace)
    yield workspace
    workspace.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_with_the_proof(shops: Workspace, visit: Visit, language: str) -> None:
    visitor = fine(visit(shops, "lifetime", company=BUYERS, language=language))
    words = Reader(language, "IDR", 0)
    scope = Scope(BUYERS)
    books = open_books(shops, LOCAL_OWNER, BUYERS)
    proof = ask(books, LOCAL_OWNER, "backtest", scope).result.findings()[0]
    result = ask(books, LOCAL_OWNER, "lifetime", scope).result
    first = result.findings()[0]

    assert [read(said.value) for said in visitor.success] == [
        read(words.sentence(proof.key, proof.fields))
    ]
    assert read(visitor.subheader[0].value) == read(words.sentence(first.key, first.fields))
    assert len(cards(visitor)) == 8 + 2  # two more beside the parameters
    assert cards(visitor)[words.name("customers")] == "600"
    assert foot(visitor).startswith(":material/check_circle:")


def test_red_shows_the_baseline_instead(shops: Workspace, visit: Visit) -> None:
    """The reason and the simple rule; the model only for those who ask."""
    visitor = fine_but_red(visit, shops)
    words = Reader("en")
    said = [read(text.value) for text in visitor.markdown]

    assert words.text("lifetime.baseline") in [read(text.value) for text in visitor.subheader]
    assert any("in the last 12 months the present customers brought" in text for text in said)
    assert not visitor.metric
    visitor.toggle(key="anyway").set_value(True).run()
    assert len(visitor.metric) == 10
    assert visitor.query_params["anyway"] == "yes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_proof_the_figures_are_not_shown(
    shops: Workspace, visit: Visit, language: str
) -> None:
    """In autumn of the first year a model can be fitted, but of summer alone none could."""
    visitor = visit(shops, "lifetime", company=BUYERS, language=language, as_of="2023-10-15")
    words = Reader(language)
    said = [read(text.value) for text in visitor.markdown]

    assert not visitor.exception
    assert [read(box.value)[:15] for box in visitor.warning] == [
        read(words.text("lifetime.find_unproved"))[:15]
    ]
    begins = words.text("lifetime.find_baseline_unproved")[:40]
    assert any(text.startswith(begins) for text in said)
    assert not visitor.metric
    visitor.toggle(key="anyway").set_value(True).run()
    assert len(visitor.metric) == 10


def fine_but_red(visit: Visit, shops: Workspace) -> AppTest:
    visitor = visit(shops, "lifetime", company=LOST, language="en")
    assert not visitor.exception
    assert len(visitor.error) == 1
    assert "do not believe it" in read(visitor.error[0].value)
    return visitor


def test_those_to_win_back_become_a_draft_list(shops: Workspace, visit: Visit) -> None:
    visitor = fine(visit(shops, "lifetime", company=BUYERS, language="en"))
    chosen = next(group for group in visitor.button_group if group.key == "lifetime_action")
    chosen.select("win_back").run()
    visitor.button(key="lifetime_draft_most_valuable_win_back_save").click().run()

    (draft,) = drafts.listing(shops, LOCAL_OWNER, BUYERS)
    books = open_books(shops, LOCAL_OWNER, BUYERS)
    result = ask(books, LOCAL_OWNER, "lifetime", Scope(BUYERS)).result
    assert draft.members == result.customers.filter(action="win_back").height
    assert draft.reason == "Most valuable: Win back"


def test_a_link_opens_the_same_view(shops: Workspace, visit: Visit) -> None:
    asked = {"model": "mbg_nbd", "time_unit": "month", "horizon": "6", "discount_rate": "0.02"}
    visitor = fine(visit(shops, "lifetime", company=BUYERS, language="en", **asked))

    assert visitor.selectbox(key="model").value == "mbg_nbd"
    assert visitor.number_input(key="horizon").value == 6
    assert visitor.number_input(key="discount_rate").value == 2.0
    assert {key: visitor.query_params[key] for key in asked} == asked
    assert "next 6 months" in read(visitor.subheader[0].value)


def test_contracts_have_their_own_model_and_proof(shops: Workspace, visit: Visit) -> None:
    visitor = fine(visit(shops, "lifetime", company=BUYERS, language="en", model="sbg"))
    books = open_books(shops, LOCAL_OWNER, BUYERS)
    options = LifetimeOptions(model=LifetimeModel.SBG)
    result = ask(books, LOCAL_OWNER, "lifetime", Scope(BUYERS), options).result

    assert cards(visitor)["Customers"] == str(result.customers.height)
    said = [read(text.value) for text in visitor.caption]
    assert Reader("en").text("backtest.of_contracts") in said
    assert "apart" not in visitor.query_params
    assert not [box for box in visitor.selectbox if box.key == "apart"]


@pytest.mark.parametrize(("page", "language"), [("lifetime", "id"), ("backtest", "en")])
def test_contracts_are_enough(shops: Workspace, visit: Visit, page: str, language: str) -> None:
    """Without an order line the page offers what contracts can tell, and reconciles nothing."""
    visitor = fine(visit(shops, page, company="langganan", language=language))

    assert visitor.selectbox(key="model").options == [
        Reader(language).word(name) for name in ("auto", "sbg")
    ]
    assert len(visitor.success) == 1
    assert foot(visitor).endswith(Reader(language).text("foot.no_lines"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_are_fitted_apart(shops: Workspace, visit: Visit, language: str) -> None:
    """By the year of the first order: the page says which have a fit of their own."""
    link = {"apart": "cohort", "model": "bg_nbd"}
    visitor = fine(visit(shops, "lifetime", company=BUYERS, language=language, **link))
    words = Reader(language)
    books = open_books(shops, LOCAL_OWNER, BUYERS)
    options = LifetimeOptions(model=LifetimeModel.BG_NBD, apart=Apart.COHORT)
    result = ask(books, LOCAL_OWNER, "lifetime", Scope(BUYERS), options).result

    assert visitor.query_params["apart"] == "cohort"
    assert words.text("lifetime.fits") in [read(text.value) for text in visitor.subheader]
    assert cards(visitor)[words.name("groups_apart")] == str(result.summary()["groups_apart"])


def test_a_proof_says_what_it_is_doing(shops: Workspace) -> None:
    """Each step once, in order, to who listens in this thread; segments are those of the cut."""
    books, heard = open_books(shops, LOCAL_OWNER, BUYERS), []  # type: ignore[var-annotated]
    options = BacktestOptions(model=LifetimeModel.BG_NBD, apart=Apart.SEGMENT)
    with heard_by(heard.append):
        ask(books, LOCAL_OWNER, "backtest", Scope(BUYERS), options)
    assert heard == list(STEPS)


@pytest.mark.parametrize("question", ["lifetime", "backtest"])
def test_groups_that_nobody_knows_are_refused(shops: Workspace, question: str) -> None:
    """No customer of this shop has a type; contracts have no groups."""
    books = open_books(shops, LOCAL_OWNER, BUYERS)
    kind = {"lifetime": LifetimeOptions, "backtest": BacktestOptions}[question]
    for model, apart, reason in (
        (LifetimeModel.BG_NBD, Apart.CUSTOMER_TYPE, "no_known_groups"),
        (LifetimeModel.SBG, Apart.COHORT, "no_groups_of_contracts"),
    ):
        with pytest.raises(NotEnoughData, match=reason):
            ask(books, LOCAL_OWNER, question, Scope(BUYERS), kind(model=model, apart=apart))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_proof_has_its_own_page(shops: Workspace, visit: Visit, language: str) -> None:
    visitor = fine(visit(shops, "backtest", company=BUYERS, language=language))
    words = Reader(language)

    assert cards(visitor)[words.name("light")] == words.word("green")
    assert len(cards(visitor)) == 8
    assert foot(visitor).startswith(":material/check_circle:")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["lifetime", "backtest"])
def test_one_customer_is_refused_in_words(
    shops: Workspace, visit: Visit, page: str, language: str
) -> None:
    visitor = visit(shops, page, company="satu", language=language)
    words = Reader(language)

    assert not visitor.exception
    assert words.text("not_enough.title") in visitor.subheader[0].value
    assert not visitor.metric
