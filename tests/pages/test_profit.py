"""The profit page: its figures by hand, its options, its costs, and who may do what on it."""

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from data import companies as company_book
from data import drafts, rates
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.workspace import Workspace
from tests import companies
from tests.pages.conftest import Visit, cards, field, fine, foot, read
from ui import desk
from words import LANGUAGES, Reader

SENTENCES = {
    ("toko", "en"): "The best 20% of customers bring 48% of the profit; "
    "one customer loses us Rp 88,500, 7.5% of it.",
    ("toko", "id"): "20% pelanggan terbaik menyumbang 48% dari laba; "
    "1 pelanggan membuat kita rugi Rp 88.500, setara 7,5% dari laba itu.",
    ("satu", "en"): "There is only one customer, who brings Rp 20,000 of profit: "
    "nothing can be said about concentration.",
    ("sama", "en"): "All 4 customers bring the same profit, Rp 20,000 each: "
    "there is no best fifth.",
    ("rugi", "en"): "All 3 customers together bring −Rp 15,000 of profit, so shares of it mean "
    "nothing; 2 of them lose us Rp 25,000.",
    ("rugi", "id"): "Laba dari 3 pelanggan seluruhnya −Rp 15.000, sehingga porsinya tidak "
    "bermakna; 2 di antaranya membuat kita rugi Rp 25.000.",
}
"""Of the shop: 18,000 each time the customer's number, less 7,500 of rates; C03 loses 88,500."""

VIEWER = Actor("viewer", Role.VIEWER)


def downloads(visitor: AppTest) -> list[str]:
    return [button.proto.label for button in visitor.get("download_button")]


@pytest.mark.parametrize(("company", "language"), SENTENCES)
def test_the_first_sentence(filled: Workspace, visit: Visit, company: str, language: str) -> None:
    visitor = fine(visit(filled, "profit", company=company, language=language))

    assert read(visitor.subheader[0].value) == SENTENCES[company, language]


@pytest.mark.parametrize(
    ("company", "values"),
    [
        ("toko", ["12", "Rp 1.2M", "48%", "6", "0.46", "108%", "1", "Rp 88,500"]),
        ("satu", ["1", "Rp 20,000", "–", "–", "–", "–", "0", "Rp 0"]),
        ("sama", ["4", "Rp 80,000", "25%", "4", "0.00", "100%", "0", "Rp 0"]),
        ("rugi", ["3", "−Rp 15,000", "–", "–", "–", "–", "2", "Rp 25,000"]),
    ],
)
def test_the_cards(filled: Workspace, visit: Visit, company: str, values: list[str]) -> None:
    visitor = fine(visit(filled, "profit", company=company, language="en"))

    assert list(cards(visitor).values()) == values
    assert list(cards(visitor)) == [
        *("Customers", "Profit", "Share of the best 20%", "Vital few"),
        *("Gini", "Peak of the curve", "Loss makers", "Loss"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_only_returned_and_who_is_unknown_stand_apart(
    filled: Workspace, visit: Visit, language: str
) -> None:
    words = Reader(language, "IDR", 0)
    line = foot(fine(visit(filled, "profit", company="toko", language=language)))

    assert words.text("foot.places", **PLACES(words)).replace("\N{NO-BREAK SPACE}", " ") in line


def PLACES(words: Reader) -> dict[str, str]:  # noqa: N802 - the fields of one message
    revenue = companies.SHOP_REVENUE - 40_000 + 6_000
    parts = {"customers": (74, revenue), "returns_only": (1, -6_000), "anonymous": (1, 40_000)}
    lines = {f"{name}_lines": words.count(count) for name, (count, _) in parts.items()}
    return {**lines, **{name: words.money(amount) for name, (_, amount) in parts.items()}}


def test_basis_and_cutoff_come_by_link(filled: Workspace, visit: Visit) -> None:
    link = {"basis": "revenue", "cutoff": "50", "acquisition": "yes"}
    visitor = fine(visit(filled, "profit", company="toko", language="en", **link))

    assert visitor.session_state["basis"] == "revenue"
    assert visitor.slider(key="cutoff").value == 50
    assert visitor.toggle(key="acquisition").value is True
    # 12 + 11 + 10 + 9 of 78 are more than half, three of them are not
    assert cards(visitor)["Vital few"] == "4"
    assert read(visitor.subheader[0].value) == (
        "Revenue: the best 20% of customers bring 42% of it; nobody is below zero."
    )


def test_options_move_the_figures_and_the_link(filled: Workspace, visit: Visit) -> None:
    visitor = visit(filled, "profit", company="toko", language="en")
    visitor.slider(key="cutoff").set_value(50).run()
    visitor.toggle(key="acquisition").set_value(True).run()

    assert fine(visitor).query_params["cutoff"] == "50"
    assert visitor.query_params["acquisition"] == "yes"
    assert cards(visitor)["Vital few"] == "4"  # three make 48 %
    visitor.slider(key="cutoff").set_value(80).run()
    assert "cutoff" not in fine(visitor).query_params  # what is usual needs no saying
    assert cards(visitor)["Vital few"] == "6"


def test_a_switch_that_could_do_nothing_is_not_offered(filled: Workspace, visit: Visit) -> None:
    visitor = fine(visit(filled, "profit", company="toko", language="en"))

    assert [toggle.key for toggle in visitor.toggle] == ["acquisition"]  # no campaign cost here


def test_a_filter_asks_of_those_sales_only(filled: Workspace, visit: Visit) -> None:
    visitor = fine(visit(filled, "profit", company="toko", language="en", customer_type="Grosir"))

    assert cards(visitor)["Customers"] == "4"
    assert "Only: Grosir" in read(visitor.caption[0].value)


def test_another_rate_is_another_profit_at_a_new_version(own: Workspace, visit: Visit) -> None:
    company = companies.one_customer(own)
    visitor = visit(own, "profit", company=company, language="en")
    assert cards(visitor)["Profit"] == "Rp 20,000"
    assert "No cost-to-serve rate is set" in read(visitor.caption[1].value)
    rates.save(own, LOCAL_OWNER, company, {"order": Decimal(12_000)})

    fine(visitor.run())
    assert cards(visitor)["Profit"] == "Rp 8,000"
    assert f"data version {company_book.version(own, company)}" in read(visitor.caption[0].value)
    assert "assumptions until you confirm" in read(visitor.caption[1].value)


def test_who_may_keep_and_export_is_offered_both(filled: Workspace, visit: Visit) -> None:
    visitor = fine(visit(filled, "profit", company="toko", language="en"))

    assert field(visitor, "profit_draft_name").value
    assert downloads(visitor).count("CSV") == 2  # the customers, and the groups


def test_a_viewer_sees_figures_and_no_more(
    filled: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "actor", lambda: VIEWER)
    visitor = fine(visit(filled, "profit", company="toko", language="en"))

    assert cards(visitor)["Customers"] == "12"
    assert not [field for field in visitor.text_input if field.key.startswith("profit_draft")]
    assert downloads(visitor).count("CSV") == 1  # groups are figures; customers are not his
    (save,) = [button for button in visitor.button if button.label == "Save rates"]
    assert save.disabled


@pytest.mark.parametrize("label", ["Save rates", "Keep"])
def test_a_click_after_the_right_was_taken_changes_nothing(
    own: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    company = companies.one_customer(own)
    before = company_book.version(own, company)
    visitor = visit(own, "profit", company=company, language="en")
    (button,) = [button for button in visitor.button if button.label.startswith(label)]
    monkeypatch.setattr(desk, "actor", lambda: VIEWER)
    button.click().run()

    assert not visitor.exception
    assert company_book.version(own, company) == before
    assert drafts.listing(own, LOCAL_OWNER, company) == []
    with pytest.raises(Forbidden):
        rates.save(own, VIEWER, company, {"order": Decimal(1)})


def test_chosen_customers_are_kept_with_scope_and_reason(own: Workspace, visit: Visit) -> None:
    company = companies.shop(own)
    visitor = visit(own, "profit", company=company, language="en", channel="Web")
    field(visitor, "profit_draft_name").set_value("*Web* [x](//evil.example)")
    field(visitor, "profit_draft_why").set_value("Why not")
    (keep,) = [button for button in visitor.button if button.label.startswith("Keep ")]
    keep.click().run()

    (kept,) = drafts.listing(own, LOCAL_OWNER, company)
    assert (kept.name, kept.reason, kept.members) == ("*Web* [x](//evil.example)", "Why not", 6)
    assert drafts.members(own, LOCAL_OWNER, kept.id) == [f"C{i:02}" for i in range(2, 13, 2)]
    assert (kept.scope["channel"], kept.scope["to"]) == (["Web"], "2025-06-20")
    assert kept.scope["options"]["basis"] == "profit"
    assert kept.name in read(visitor.success[0].value)


def test_a_list_without_a_name_is_not_kept(own: Workspace, visit: Visit) -> None:
    company = companies.one_customer(own)
    visitor = visit(own, "profit", company=company, language="id")
    field(visitor, "profit_draft_name").set_value("  ")
    (keep,) = [button for button in visitor.button if "profit_draft" in (button.key or "")]
    keep.click().run()

    assert [read(text.value) for text in visitor.warning] == [
        Reader("id").text("drafts.empty_name")
    ]
    assert drafts.listing(own, LOCAL_OWNER, company) == []


@pytest.mark.parametrize(
    ("channels", "named"), [(["Web"], " (1)"), (["Web", "Radio"], " (1)"), (["Radio"], "")]
)
def test_only_filters_that_there_are_are_counted(
    filled: Workspace, visit: Visit, channels: list[str], named: str
) -> None:
    visitor = visit(filled, "profit", company="toko", channel=channels)
    (label, *_) = (one.proto.popover.label for one in visitor.get("popover"))
    assert label == Reader("en").text("scope.filters") + named
