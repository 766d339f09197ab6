"""Every page of the house, in both languages, on companies of every kind, and by any link."""

from datetime import date

import pytest

from answers import QUESTIONS
from data import loads
from data.actor import LOCAL_OWNER, Actor, Role
from data.workspace import Workspace
from tests import companies
from tests.companies import Line, order_lines
from tests.pages.conftest import Visit, cards, every_language, fine, foot, read
from ui import desk
from words import Reader

PAGES = [asked.stem for asked in QUESTIONS if asked.section is not None and asked.needs]
NEEDY = {
    "customer",
    "duplicates",
    "clusters",
    "migration",
    "lifetime",
    "backtest",
    "segment_worth",
    "sequences",
    "next_product",
    "upsell",
    "bundles",
    "portfolio",
    "pipeline",
    "retention",
    "flow",
    "save_list",
    "response",
    "touch_points",
    "paths",
    "service_value",
    "topics",
    "propensity",
    "depth",
    "uplift",
    "planning",
}  # need more: see their own tests
ANSWERED = [page for page in PAGES if page not in NEEDY]
# the others show the sample's own days where the shop lacks their tables
DATED = [asked.stem for asked in QUESTIONS if asked.stem in PAGES and not asked.example]
CARDS = {"quality": 6}  # one for each attribute; elsewhere eight
# one of the cards, with its value after a new load
CARD = {"quality": ("anonymous_lines", "0%"), "rules": ("rules", "0")}
KINDS = ["satu", "sama", "rugi", "toko", "complete-journey"]
CURRENCY = {"complete-journey": "USD"}

every_page = pytest.mark.parametrize("page", PAGES)
answered_page = pytest.mark.parametrize("page", ANSWERED)
dated_page = pytest.mark.parametrize("page", DATED)


@every_language
@every_page
def test_an_empty_workspace_says_how_to_begin(
    own: Workspace, visit: Visit, page: str, language: str
) -> None:
    visitor = fine(visit(own, page, language=language))
    words = Reader(language)

    assert words.text("not_enough.title") in visitor.subheader[0].value
    said = [read(text.value) for text in visitor.markdown]
    assert said == [words.text("not_enough.no_company"), words.text("not_enough.no_company_next")]
    assert not visitor.metric


@every_language
@every_page
def test_a_company_without_sales_says_what_is_missing(
    filled: Workspace, visit: Visit, page: str, language: str
) -> None:
    visitor = fine(visit(filled, page, company="kosong", language=language))
    words = Reader(language)

    assert visitor.title[0].value == words.text(f"{page}.title")
    assert read(visitor.markdown[0].value) == words.text("not_enough.no_order_lines")
    assert not visitor.metric


@every_language
@answered_page
@pytest.mark.parametrize("company", KINDS)
def test_title_sentence_cards_and_foot(
    filled: Workspace, visit: Visit, page: str, company: str, language: str
) -> None:
    visitor = fine(visit(filled, page, company=company, language=language))
    words = Reader(language, CURRENCY.get(company, "IDR"))

    assert visitor.title[0].value == words.text(f"{page}.title")
    sentence = visitor.subheader[0].value
    assert sentence
    assert "{" not in sentence
    assert len(cards(visitor)) == CARDS.get(page, 8)
    assert not {"None", "nan", "inf", ""} & set(cards(visitor).values())
    assert foot(visitor).startswith(f":material/check_circle: {words.text('foot.adds_up')[:8]}")
    assert not visitor.warning


@every_language
@answered_page
def test_the_foot_counts_every_accepted_line(
    filled: Workspace, visit: Visit, page: str, language: str
) -> None:
    words = Reader(language, "IDR", 0)
    line = foot(visit(filled, page, company="toko", language=language))

    lines, revenue = companies.SHOP_LINES, words.money(companies.SHOP_REVENUE)
    for wanted in (str(lines), revenue, words.money(40_000), words.money(-6_000)):
        assert read(wanted) in line
    dollars = foot(visit(filled, page, company="complete-journey", language=language))
    assert words.count(1_469_307) in dollars
    assert (
        read(Reader(language, "USD").money(4_596_039.58)) in dollars
    )  # as the package's own table


STRANGE = [
    {"company": "zzz"},
    {"company": ""},
    {"company": ["zzz", "toko"]},
    {"company": "<a href='//evil.example'>x</a>"},
    {"language": "xx"},
    {"language": ""},
    {"period": "abc"},
    {"period": ["year", "month"]},
    {"basis": "foo", "show": "foo", "by": "foo", "cutoff": "9999"},
    {"cutoff": "-5"},
    {"cutoff": "83"},
    {"cutoff": "1e9"},
    {"cutoff": "9" * 400},
    {"cutoff": "\N{ARABIC-INDIC DIGIT SIX}"},
    {"acquisition": "maybe", "campaigns": "1"},
    {"period": "custom", "from_": "2020-99-99", "to": "yesterday"},
    {"period": "custom", "from_": "1066-10-14", "to": "2999-01-01"},
    {"period": "custom", "from_": "2025-03-01"},
    {"period": "custom", "to": ["2025-03-01", "2025-04-01"]},
    {"channel": "zzz", "region": "'; drop table x --", "customer_type": ""},
    {"channel": ["Web", "zzz", "Web"]},
    {"dates": "x", "profit_tier": "y", "_kept": "z", "profit_curve": "w"},
    {"no such key": "é\u202e\x00"},
]


@answered_page
@pytest.mark.long
@pytest.mark.parametrize("link", STRANGE, ids=str)
def test_no_link_breaks_a_page(
    filled: Workspace, visit: Visit, page: str, link: dict[str, str]
) -> None:
    visitor = fine(visit(filled, page, **{"company": "toko", **link}))

    assert len(visitor.metric) == CARDS.get(page, 8)
    assert ":material/check_circle:" in foot(visitor)
    again = fine(visitor.run())  # the link was mended, and what was mended holds
    assert cards(again) == cards(visitor)


@dated_page
def test_days_the_wrong_way_round_are_named(filled: Workspace, visit: Visit, page: str) -> None:
    link = {"period": "custom", "from_": "2025-06-01", "to": "2025-02-01"}
    visitor = fine(visit(filled, page, company="toko", language="en", **link))

    assert [read(text.value) for text in visitor.warning] == [
        Reader("en").text("error.period_empty", start="1 Jun 2025", end="1 Feb 2025")
    ]
    assert visitor.session_state["period"] == "custom"  # and can be chosen anew


@every_page
def test_an_unknown_company_is_named_and_another_shown(
    filled: Workspace, visit: Visit, page: str
) -> None:
    visitor = visit(filled, page, company="zzz", language="en")

    warned = [read(text.value) for text in visitor.warning]  # an example's page has one of its own
    assert warned[0] == "There is no company “zzz”. Choose one from the list."
    assert visitor.query_params["company"] == "toko"


@answered_page
def test_the_link_selects_company_language_and_period(
    filled: Workspace, visit: Visit, page: str
) -> None:
    visitor = fine(visit(filled, page, company="toko", language="id", period="month"))

    assert visitor.selectbox(key="company").value == "toko"
    assert visitor.selectbox(key="language").value == "id"
    assert visitor.session_state["period"] == "month"
    assert "22 Mei 2025 – 20 Jun 2025" in read(visitor.caption[0].value)
    card, _ = CARD.get(page, ("profit", ""))
    assert Reader("id").name(card) in cards(visitor)


@dated_page
def test_the_link_selects_days_of_ones_own(filled: Workspace, visit: Visit, page: str) -> None:
    link = {"period": "custom", "from_": "2025-02-03", "to": "2025-04-05", "channel": "Web"}
    visitor = fine(visit(filled, page, company="toko", language="en", **link))

    scope, only = read(visitor.caption[0].value), visitor.query_params
    assert "3 Feb 2025 – 5 Apr 2025" in scope
    assert scope.endswith("Only: Web")
    assert (only["from"], only["to"], only["channel"]) == ("2025-02-03", "2025-04-05", "Web")


@every_page
def test_choices_move_into_the_link(filled: Workspace, visit: Visit, page: str) -> None:
    visitor = visit(filled, page, company="toko", language="en")
    visitor.selectbox(key="language").select("id").run()
    visitor.selectbox(key="company").select("sama").run()

    link = fine(visitor).query_params
    assert (link["company"], link["language"]) == ("sama", "id")
    assert visitor.title[0].value == Reader("id").text(f"{page}.title")


@answered_page
def test_a_new_load_shows_at_once(own: Workspace, visit: Visit, page: str) -> None:
    company = companies.one_customer(own)
    visitor = fine(visit(own, page, company=company, language="en"))
    assert "data version 1" in read(visitor.caption[0].value)
    more = order_lines([Line("O2", "Ani", date(2025, 3, 4), 10_000, 4_000)])
    loads.put(own, LOCAL_OWNER, company, {"order_lines": more}, source="more")

    fine(visitor.run())
    assert "data version 2" in read(visitor.caption[0].value)
    assert "2 accepted lines (Rp 60,000)" in foot(visitor)
    card, value = CARD.get(page, ("profit", "Rp 26,000"))
    assert cards(visitor)[Reader("en").name(card)] == value


@answered_page
def test_who_may_see_one_company_is_offered_no_other(
    filled: Workspace, visit: Visit, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = Actor("class-1", Role.STUDENT, frozenset({"sama"}))
    monkeypatch.setattr(desk, "actor", lambda: student)
    visitor = fine(visit(filled, page, company="toko", language="en"))

    assert visitor.selectbox(key="company").options == ["Sama"]
    assert visitor.query_params["company"] == "sama"
    assert "4 accepted lines" in foot(visitor)


def test_companies_of_one_title_are_told_apart(own: Workspace, visit: Visit) -> None:
    for name in ("utara", "selatan"):
        companies.put(own, name, {}, title="Toko")
    companies.put(own, "pusat", {}, title="Pusat")
    visitor = fine(visit(own, "overview", company="selatan"))

    assert visitor.selectbox(key="company").options == ["Toko (utara)", "Toko (selatan)", "Pusat"]
    assert visitor.selectbox(key="company").value == "selatan"


def test_another_company_takes_over_no_days_and_no_money(filled: Workspace, visit: Visit) -> None:
    """Days that it has not, and amounts in a currency that may not be its own."""
    link = {"period": "custom", "from": "2025-01-10", "to": "2025-01-20", "fixed_cost": "70"}
    visitor = fine(visit(filled, "overview", company="toko", **link))
    assert "2025-01-10" in visitor.query_params["from"]
    assert "fixed_cost" in visitor.query_params
    visitor.selectbox(key="company").set_value("satu").run()

    assert fine(visitor).session_state["dates"] == (date(2025, 3, 3), date(2025, 3, 3))
    assert "fixed_cost" not in visitor.query_params
