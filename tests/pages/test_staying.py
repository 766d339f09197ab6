"""Retention, customer flow and the save list: answered where the data can, else why not."""

from collections.abc import Iterator

import pytest

from data.workspace import Workspace
from tests import nusantara
from tests.pages.conftest import Visit, every_language, read
from words import Reader

PAGES = ("retention", "flow", "save_list")

every_page = pytest.mark.parametrize("page", PAGES)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Toko Nusantara with 600 customers."""
    with nusantara.generated(tmp_path_factory.mktemp("staying"), customers=600) as workspace:
        yield workspace


@every_language
@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("retention", "not_enough.one_month"),
        ("flow", "not_enough.no_gaps"),
        ("save_list", "not_enough.no_gaps"),
    ],
)
@pytest.mark.parametrize("company", ["satu", "sama"])
def test_a_small_company_is_told_what_is_missing(
    filled: Workspace,
    visit: Visit,
    *,
    page: str,
    company: str,
    key: str,
    language: str,
) -> None:
    visitor = visit(filled, page, company=company, language=language)
    words = Reader(language)

    assert not visitor.exception
    assert not visitor.error
    assert words.text("not_enough.title") in visitor.subheader[0].value
    assert read(words.text(key, gaps=words.count(30))) in [read(t.value) for t in visitor.markdown]
    assert not visitor.metric


@every_language
@every_page
@pytest.mark.parametrize("company", ["toko", "toko-nusantara"])
def test_title_sentence_cards_and_foot(
    generated: Workspace,
    filled: Workspace,
    visit: Visit,
    *,
    page: str,
    company: str,
    language: str,
) -> None:
    where = filled if company == "toko" else generated
    visitor = visit(where, page, company=company, period="all", language=language)
    words = Reader(language, "IDR", 0)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    assert len(visitor.metric) == 8
    if company == "toko-nusantara":
        assert not {"None", "nan", "inf", "", "–"} & {read(card.value) for card in visitor.metric}
    assert "{" not in visitor.subheader[0].value
    said = read(visitor.caption[-1].value)
    assert said.startswith(f":material/check_circle: {words.text('foot.adds_up')[:8]}")


@every_language
def test_a_rule_of_ones_own_is_in_the_link_and_on_the_card(
    generated: Workspace, visit: Visit, language: str
) -> None:
    """400 days instead of what is learnt; a month more to look at."""
    link = {"lapse": "400", "horizon": "7"}
    company = "toko-nusantara"
    visitor = visit(generated, "flow", company=company, period="all", language=language, **link)
    words = Reader(language, "IDR", 0)

    assert not visitor.exception
    cards = {read(card.label): read(card.value) for card in visitor.metric}
    assert cards[words.name("lapse_days")] == "400"
    assert visitor.query_params["lapse"] == "400"
    assert words.text("flow.rule_given") in " ".join(read(c.value) for c in visitor.caption)


@pytest.mark.parametrize(
    "by",
    ["everyone", "acquisition_channel", "home_region", "customer_type", "rfm_segment"],
)
def test_cohorts_by_group(generated: Workspace, visit: Visit, by: str) -> None:
    visitor = visit(
        generated, "retention", company="toko-nusantara", period="all", cohorts_by=by, language="id"
    )

    assert not visitor.exception
    assert not visitor.error
    warned = Reader("id").text("retention.not_comparable")
    said = " ".join(read(caption.value) for caption in visitor.caption)
    assert (read(warned) in said) == (by == "rfm_segment")


@every_page
@pytest.mark.parametrize(
    "link",
    [
        {"cohorts_by": "x", "measure": "y"},
        {"lapse": "-5", "horizon": "999"},
        {"lapse": "9" * 30, "horizon": "0"},
        {"lapse": "abc", "horizon": "-1", "model": "sbg"},
    ],
    ids=str,
)
def test_no_link_breaks_a_page(
    generated: Workspace, visit: Visit, page: str, link: dict[str, str]
) -> None:
    visitor = visit(generated, page, company="toko-nusantara", period="all", **link)

    assert not visitor.exception
    assert not visitor.error
    assert len(visitor.metric) == 8


@every_language
def test_why_is_said_in_words(generated: Workspace, visit: Visit, language: str) -> None:
    """Each row with its own figures, on a page that advises a control group."""
    visitor = visit(generated, "save_list", company="toko-nusantara", language=language)
    words = Reader(language, "IDR", 0)

    assert not visitor.exception
    told = [str(why) for frame in visitor.dataframe for why in frame.value.get("why", [])]
    assert told
    starts = {words.text(f"save_list.why_{r}").partition("{")[0] for r in ("overdue", "falling")}
    assert {why[:4] for why in told} <= {start[:4] for start in starts}
    assert not [why for why in told if "{" in why or "None" in why or "nan" in why]
    said = " ".join(read(caption.value) for caption in visitor.caption)
    assert read(words.text("save_list.control")) in said
    lights = [*visitor.success, *visitor.warning, *visitor.error]  # the proof of what is foretold
    assert len(lights) == 1
    assert read(words.text("backtest.find_green")).partition("{")[0] in read(lights[0].value)
