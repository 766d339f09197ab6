"""Touch points, paths, service and value: with contacts, and as an example where there are none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import companies as stored
from data.actor import LOCAL_OWNER
from data.samples.example import COMPANY, example
from data.samples.install import Recipe, install
from data.workspace import Workspace, open_workspace
from tests import companies, nusantara
from tests.pages.conftest import Visit, answered, every_language, read
from words import Reader

PAGES = ("touch_points", "paths", "service_value", "topics")

every_page = pytest.mark.parametrize("page", PAGES)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Toko Nusantara with 1,200 customers."""
    with nusantara.generated(tmp_path_factory.mktemp("service"), customers=1_200) as workspace:
        yield workspace


@every_language
@every_page
def test_title_sentence_cards_and_foot(
    generated: Workspace, visit: Visit, page: str, language: str
) -> None:
    visitor = visit(generated, page, company="toko-nusantara", period="all", language=language)
    answered(visitor, page, Reader(language, "IDR", 0), never=("–",))
    assert not visitor.info  # no example


def test_a_gap_and_its_interval_are_written_in_the_unit_of_their_row(
    generated: Workspace, visit: Visit
) -> None:
    """Money as money and orders as a number, not both as per cent."""
    visitor = visit(generated, "service_value", company="toko-nusantara", period="all")
    shown = [table.value for table in visitor.dataframe if "after_gap" in table.value.columns]
    assert shown
    for table in shown:
        again, orders, margin = table[["after_gap", "low", "high"]].to_numpy().tolist()
        assert all(cell.endswith("%") for cell in again)
        assert not any("%" in cell or "Rp" in cell for cell in orders)
        assert all("Rp" in cell for cell in margin)


@every_language
@every_page
def test_without_contacts_an_example_is_shown_and_marked(
    filled: Workspace, visit: Visit, page: str, language: str
) -> None:
    """Which table is missing, whose figures these are, and nothing of them to keep."""
    visitor = visit(filled, page, company="toko", language=language)
    words = Reader(language, "IDR", 0)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    tables = words.text("data_tables.interactions")
    missing = words.text("example.missing", tables=tables, company="Toko Contoh")
    assert read(missing) in read(visitor.subheader[0].value)
    assert read(words.text("not_enough.no_interactions")) == read(visitor.markdown[0].value)
    begins = words.text("example.begins", sample="Toko Nusantara")
    assert [read(box.value) for box in visitor.info] == [read(begins)]
    assert read(visitor.caption[0].value).startswith(
        read(words.text("example.line", company="Toko Nusantara"))
    )
    assert len(visitor.metric) == 8
    assert words.text("drafts.button") not in [read(b.label) for b in visitor.button]


def test_the_example_is_no_company(filled: Workspace, visit: Visit) -> None:
    """It lies apart: the company's books, lists and companies know nothing of it."""
    before = {company.name: company.version for company in stored.listing(filled)}
    visitor = visit(filled, "service_value", company="toko")
    assert not visitor.exception
    assert {company.name: company.version for company in stored.listing(filled)} == before
    apart = example(filled.home)
    assert apart.home.parent == filled.home
    assert stored.names(apart) == [COMPANY]


def test_a_company_of_the_samples_name_has_its_own_figures(tmp_path: Path, visit: Visit) -> None:
    """A company called as the example, of the same version, is not shown in its stead."""
    home = open_workspace(tmp_path / "home")
    install(home, LOCAL_OWNER, COMPANY, recipe=Recipe(customers=300, seed=9))
    companies.shop(home)
    own = visit(home, "touch_points", company=COMPANY, period="all")
    other = visit(home, "touch_points", company="toko")
    again = visit(home, "touch_points", company=COMPANY, period="all")
    cards = [[card.value for card in visitor.metric] for visitor in (own, other, again)]
    assert cards[0] == cards[2] != cards[1]


@every_page
def test_no_link_breaks_a_page(generated: Workspace, visit: Visit, page: str) -> None:
    link = {"contacts_by": "x", "repeat_days": "9" * 30, "deflection": "9999", "within": "0"}
    link |= {"self_service": "<script>" * 99, "same_topic": "maybe", "lost_days": "abc"}
    link |= {"follow_days": "1e9", "period": "all"}
    visitor = visit(generated, page, company="toko-nusantara", **link)

    assert not visitor.exception
    assert not visitor.error
    assert len(visitor.metric) == 8


def test_where_customers_help_themselves_is_chosen_among_the_data_s_own(
    generated: Workspace, visit: Visit
) -> None:
    """By their names, in the link by their values; nowhere is a choice, too."""
    link = {"self_service": "web,CHAT,<b>", "period": "all"}
    visitor = visit(generated, "touch_points", company="toko-nusantara", **link)
    own = visitor.multiselect(key="self_service")
    assert own.value == ["chat", "web"]
    assert "help desk" in own.options
    share = visitor.metric[-1].value

    own.set_value(["app", "web"]).run()
    assert "self_service" not in visitor.query_params  # what is usual
    assert visitor.metric[-1].value != share
    visitor.multiselect(key="self_service").set_value([]).run()
    assert "none" in visitor.query_params["self_service"]
    assert visitor.metric[-1].value.startswith("0")


@pytest.mark.parametrize("by", ["weekday", "segment", "kind"])
def test_contacts_by_group(generated: Workspace, visit: Visit, by: str) -> None:
    link = {"contacts_by": by, "language": "id"}
    visitor = visit(generated, "touch_points", company="toko-nusantara", **link)

    assert not visitor.exception
    assert not visitor.error
    key = "contact_kind" if by == "kind" else by
    (shown,) = [frame.value for frame in visitor.dataframe if key in frame.value]
    assert shown["contacts"].sum() > 0
    if by == "weekday":
        assert set(shown[key]) <= {"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"}


def test_a_channel_is_refused_with_its_reason(generated: Workspace, visit: Visit) -> None:
    visitor = visit(generated, "paths", company="toko-nusantara", channel="Web", language="id")
    assert not visitor.exception
    assert not visitor.error
    told = [read(text.value) for text in visitor.markdown]
    assert read(Reader("id").text("not_enough.contacts_uncut")) in told
