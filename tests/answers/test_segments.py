"""Segments as the filter of every question: who is meant, what adds up, what the key holds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from analytics.conditions import Condition, Group
from analytics.rfm_scores import Breaks
from analytics.rfm_settings import USUAL
from answers import Books, ask, open_books
from answers.profit import Basis
from answers.rfm import Per, RfmOptions, settings_of
from answers.segment_words import column_name, in_words
from answers.segments import count, customers_of
from data import segments
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.scope import Scope, ScopeError
from data.workspace import Workspace, open_workspace
from exports.out import file_name, head
from tests import companies
from words import LANGUAGES, Reader

BIG = Group("all", (Condition("revenue", "at_least", (300_000,)),))
"""C06 to C12 bring their number times 54,000; C12 returned 8,000."""
SHOP = Scope("toko")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path_factory.mktemp("segments"))
    companies.shop(opened)
    companies.empty(opened)
    segments.save(opened, LOCAL_OWNER, "toko", "Besar", BIG)
    yield opened
    opened.close()


@pytest.fixture
def books(workspace: Workspace) -> Books:
    return open_books(workspace, LOCAL_OWNER, "toko")


@pytest.mark.parametrize("name", ["overview", "profit", "profit-groups", "rfm"])
@pytest.mark.parametrize("segment", ["Besar", "besar", "rfm:potential_loyal"])
def test_every_question_takes_a_segment_and_adds_up(books: Books, name: str, segment: str) -> None:
    answer = ask(books, LOCAL_OWNER, name, replace(SHOP, segment=segment))

    assert answer.totals.reconciles
    assert answer.totals.accepted.lines == companies.SHOP_LINES
    assert answer.totals.anonymous.lines == 0
    assert answer.totals.left_out.lines > 0
    assert answer.scope.segment == segment


def test_who_is_in_it(books: Books) -> None:
    mine = ask(books, LOCAL_OWNER, "profit", replace(SHOP, segment="Besar"))
    assert sorted(mine.result.customers["customer_id"]) == [f"C{n:02}" for n in range(6, 13)]
    assert mine.totals.left_out.lines == 5 * 6 + 2  # C01 to C05, the anonymous sale, C99's return
    both = replace(SHOP, segment="Besar", customer_type=("Eceran",))
    few = ask(books, LOCAL_OWNER, "profit", both)
    assert sorted(few.result.customers["customer_id"]) == ["C06", "C07", "C08"]


def test_a_segment_is_the_same_in_the_period_before(books: Books) -> None:
    """June and the days before it compare the same customers."""
    june = Scope("toko", date(2025, 6, 1), date(2025, 6, 20), segment="Besar")
    assert ask(books, LOCAL_OWNER, "overview", june).result.card("active")["now"] == 7


def test_a_segment_of_the_map_is_that_of_the_rfm_page(books: Books) -> None:
    page = ask(books, LOCAL_OWNER, "rfm", SHOP).result
    for row in page.segments.iter_rows(named=True):
        scope, _ = books.settle(SHOP)
        chosen = customers_of(books, scope, f"rfm:{row['segment']}")
        assert sorted(page.of(row["segment"])["customer_id"]) == chosen["customer_id"].to_list()


def test_fifths_among_a_segment_alone_are_said(books: Books) -> None:
    """Not where every score has limits of its own, which mean the same for whoever is chosen."""

    def said(scope: Scope, options: RfmOptions) -> bool:
        answer = ask(books, LOCAL_OWNER, "rfm", scope, options)
        return "notice.scored_anew" in [notice.key for notice in answer.notices]

    limits = RfmOptions(None, None, "5,10,20,40", "1,2,3,4", "1,2,3,4")
    chosen = replace(SHOP, segment="Besar")
    assert said(chosen, RfmOptions())
    assert not said(chosen, limits)
    assert not said(SHOP, RfmOptions())


@pytest.mark.parametrize("name", ["vip", "", "rfm:", "rfm:vip", "' or 1=1 --"])
def test_a_segment_that_is_not_there(books: Books, name: str) -> None:
    with pytest.raises(ScopeError, match="no_segment"):
        ask(books, LOCAL_OWNER, "profit", replace(SHOP, segment=name))
    with pytest.raises(ScopeError, match="no_segment"):
        customers_of(books, books.settle(SHOP)[0], name)


def test_the_settled_scope_says_which_definition_was_meant(workspace: Workspace) -> None:
    """So that two definitions of one name never share an answer of the cache, or an export."""
    asked = replace(SHOP, segment="Musim")
    marks = []
    for least in (100_000, 500_000):
        rich = Group("all", (Condition("revenue", "at_least", (least,)),))
        segments.save(workspace, LOCAL_OWNER, "toko", "Musim", rich)
        opened = open_books(workspace, LOCAL_OWNER, "toko")
        marks.append(opened.settle(asked)[0])
    assert marks[0] != marks[1]
    assert [mark.segment_version[-2:] for mark in marks if mark.segment_version] == ["@1", "@2"]
    segments.archive(workspace, LOCAL_OWNER, "toko", "Musim")
    later = open_books(workspace, LOCAL_OWNER, "toko")
    assert later.settle(asked)[0] == marks[1]  # an archived one still means the same
    assert ask(later, LOCAL_OWNER, "profit", asked).result.customers.height == 3

    before = later.settle(replace(SHOP, segment="rfm:loyal"))[0].segment_version
    segments.save_rfm(workspace, LOCAL_OWNER, "toko", replace(USUAL, basis="revenue"))
    after = open_books(workspace, LOCAL_OWNER, "toko")
    assert after.settle(replace(SHOP, segment="rfm:loyal"))[0].segment_version != before
    segments.save_rfm(workspace, LOCAL_OWNER, "toko", USUAL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_names_the_segment_and_its_definition(books: Books, language: str) -> None:
    answer = ask(books, LOCAL_OWNER, "profit", replace(SHOP, segment="Besar"))
    said = dict(head(answer.provenance, Reader(language, "IDR", 0), rows=1))

    assert any("Besar" in text and "@1" in text for text in said.values())
    assert "Besar" in file_name(answer.provenance, "customers", "csv")


def test_counts_as_one_types(books: Books) -> None:
    """Thirteen are on record: C01 to C12, and C99."""
    assert count(books, LOCAL_OWNER, SHOP, Group()) == (13, 13)
    assert count(books, LOCAL_OWNER, SHOP, BIG) == (7, 13)
    assert count(books, LOCAL_OWNER, SHOP, BIG, days=1) == (0, 13)
    stranger = Actor("s", Role.STUDENT, frozenset({"kosong"}))
    with pytest.raises(Forbidden):
        count(books, stranger, SHOP, BIG)


def test_options_that_are_not_said_are_as_saved() -> None:
    saved = replace(USUAL, basis="revenue", breaks=Breaks((1, 2, 3, 4)))

    assert settings_of(RfmOptions(), saved) == saved
    own = RfmOptions(Basis.PROFIT, Per.PER_ORDER, "quantiles", "2, 3, 5, 8")
    assert settings_of(own, saved) == replace(
        saved, basis="profit", per="per_order", breaks=Breaks(frequency=(2, 3, 5, 8))
    )
    for wrong in ("1,2,3", "a,b,c,d", "4,3,2,1", "1,2,3,nan"):
        with pytest.raises(ValueError, match="four rising numbers"):
            settings_of(RfmOptions(monetary_breaks=wrong), saved)


def test_the_answer_says_what_it_was_made_with(books: Books) -> None:
    said = ask(books, LOCAL_OWNER, "rfm", SHOP, RfmOptions(recency_breaks="5,10,20,40")).options
    assert said.as_fields() == {
        "basis": "profit",
        "per": "in_total",
        "recency_breaks": "5,10,20,40",
        "frequency_breaks": "quantiles",
        "monetary_breaks": "quantiles",
    }


def test_conditions_in_words() -> None:
    group = Group(
        "any",
        (
            Condition("recency_days", "at_most", (30,)),
            Group(
                "all",
                (
                    Condition("product", "any_of", ("P1", "P2")),
                    Condition("discount_share", "at_least", (0.25,)),
                    Condition("joined_on", "between", ("2024-01-01", "2024-12-31")),
                    Condition("consent_email", "yes"),
                    Condition("trait:need:Kopi", "filled"),
                    Condition("segment", "none_of", ("loyal",)),
                ),
            ),
        ),
    )
    assert in_words(group, Reader("en", "IDR", 0)) == (
        "Days since last order at most 30 or (Bought: product: any of P1, P2 and "
        "Discount as a share at least 25% and Joined on 1 Jan 2024 to 31 Dec 2024 and "
        "Consent: e-mail: yes and Need: Kopi is stated and Segment: none of Loyal)"
    )
    indonesian = in_words(group, Reader("id", "IDR", 0))
    assert indonesian.startswith(
        "Hari sejak pesanan terakhir paling banyak 30 atau (Membeli: produk"
    )
    assert column_name("city", Reader("id")) == "Kota"
