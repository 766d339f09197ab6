"""Questions as each role asks them, over days that are counted by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from analytics.findings import NotEnoughData
from answers import QUESTIONS, Answer, Books, ask, open_books, question
from answers.answer import Options
from answers.checks import check_scope
from answers.overview import OverviewOptions
from answers.plain import as_plain
from answers.profit import Basis, ProfitGroupsOptions, ProfitOptions
from data import loads, rates
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.companies import NoSuchCompanyError
from data.frames.groups import Dimension
from data.scope import Scope, ScopeError
from data.workspace import Workspace, open_workspace
from tests import companies
from tests.companies import Line
from words import Reader

ROLES = [
    Actor("v", Role.VIEWER),
    Actor("m", Role.MARKETER),
    Actor("a", Role.ADMINISTRATOR),
    Actor("i", Role.INSTRUCTOR),
    Actor("s", Role.STUDENT, frozenset({"toko"})),
]
SHOP = Scope("toko")
NAMES = [q.name for q in QUESTIONS]
ANSWERED = [name for name in NAMES if name not in companies.REFUSED]
NEED_MORE_THAN_MARCH = {"flow", "save-list"}
JUNE = Scope("toko", date(2025, 6, 1), date(2025, 6, 30), date(2025, 6, 30))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path_factory.mktemp("answers"))
    for put in (companies.shop, companies.empty, companies.one_customer, companies.losing):
        put(opened)
    yield opened
    opened.close()


@pytest.fixture
def books(workspace: Workspace) -> Books:
    return open_books(workspace, LOCAL_OWNER, "toko")


def summary(answer: Answer[Any]) -> dict[str, Any]:
    return dict(answer.result.summary())


@pytest.mark.parametrize("actor", ROLES, ids=lambda actor: actor.role)
@pytest.mark.parametrize("name", ANSWERED)
def test_every_role_sees_answers_of_its_own_companies(
    workspace: Workspace, actor: Actor, name: str
) -> None:
    mine = open_books(workspace, actor, "toko")
    answer = ask(mine, actor, name, SHOP)
    assert answer.totals.reconciles
    assert answer.totals.accepted.lines == companies.SHOP_LINES
    assert int(answer.totals.accepted.amount) == companies.SHOP_REVENUE

    stranger = replace(actor, companies=frozenset({"satu"}))
    with pytest.raises(Forbidden):
        open_books(workspace, stranger, "toko")
    with pytest.raises(Forbidden):
        ask(mine, stranger, name, SHOP)


@pytest.mark.parametrize("actor", ROLES, ids=lambda actor: actor.role)
@pytest.mark.parametrize("name", sorted(companies.REFUSED))
def test_what_needs_more_is_refused_with_its_reason_and_to_strangers_at_once(
    workspace: Workspace, actor: Actor, name: str
) -> None:
    mine = open_books(workspace, actor, "toko")
    with pytest.raises(NotEnoughData) as refused:
        ask(mine, actor, name, SHOP)
    assert refused.value.key == f"not_enough.{companies.REFUSED[name]}"
    with pytest.raises(Forbidden):
        ask(mine, replace(actor, companies=frozenset({"satu"})), name, SHOP)


def test_books_of_one_company_do_not_answer_about_another(books: Books) -> None:
    with pytest.raises(ValueError, match="the books are of toko, the scope is of satu"):
        ask(books, LOCAL_OWNER, "profit", Scope("satu"))
    with pytest.raises(KeyError, match="no question 'churn'"):
        question("churn")


def test_a_company_that_is_not_there(workspace: Workspace) -> None:
    with pytest.raises(NoSuchCompanyError):
        open_books(workspace, LOCAL_OWNER, "nowhere")


def test_open_dates_settle_on_the_data(books: Books) -> None:
    """First line on 6 January, last order on 20 June."""
    scope = ask(books, LOCAL_OWNER, "profit", SHOP).scope
    days = (date(2025, 1, 6), date(2025, 6, 20), date(2025, 6, 20))
    assert (scope.start, scope.end, scope.as_of) == days


def test_first_and_last_day_are_inside(books: Books) -> None:
    """On 6 and 7 June C01 and C02 bought, the anonymous customer on the 20th."""
    two = ask(books, LOCAL_OWNER, "profit", replace(JUNE, end=date(2025, 6, 7)))
    assert summary(two)["customers"] == 2
    assert summary(two)["revenue"] == 9_000 + 18_000
    one = ask(books, LOCAL_OWNER, "profit", Scope("toko", date(2025, 6, 7), date(2025, 6, 7)))
    assert summary(one)["customers"] == 1
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_customers"):
        ask(books, LOCAL_OWNER, "profit", Scope("toko", date(2025, 6, 18), date(2025, 6, 20)))


@pytest.mark.parametrize("name", [n for n in ANSWERED if n not in NEED_MORE_THAN_MARCH])
def test_nothing_after_as_of_is_seen(workspace: Workspace, books: Books, name: str) -> None:
    """As of the last day of March the answer is that of a company whose data end there."""
    march = date(2025, 3, 31)
    early = ask(books, LOCAL_OWNER, name, replace(SHOP, as_of=march))
    same = ask(books, LOCAL_OWNER, name, replace(SHOP, end=march, as_of=march))
    assert early.scope.end == march
    assert summary(early) == summary(same)
    lines = early.totals.shown.lines
    assert lines == 3 * 12
    plain = as_plain(early, Reader("en", "IDR", 0))
    assert "2025-04" not in str(plain["frames"])


def test_rates_and_the_loss_maker(books: Books) -> None:
    """C03 pays 27,000 a month for what cost 40,500; an order 1,000 and a line 250 come on top."""
    result = ask(books, LOCAL_OWNER, "profit", SHOP).result
    figures = dict(result.summary())
    assert figures["loss_makers"] == 1
    assert figures["loss"] == pytest.approx(6 * (13_500 + 1_000 + 250))
    assert figures["anonymous_revenue"] == 40_000
    assert figures["returns_only"] == 1
    assert figures["total_revenue"] == companies.SHOP_REVENUE


def test_who_stays_is_asked_of_the_period_before(books: Books) -> None:
    """June against the thirty days before; the whole time has nothing before it."""
    assert summary(ask(books, LOCAL_OWNER, "profit", JUNE))["kept"] == 3
    assert "kept" not in summary(ask(books, LOCAL_OWNER, "profit", SHOP))
    half = Scope("toko", date(2025, 1, 20), date(2025, 3, 31))
    assert "kept" not in summary(ask(books, LOCAL_OWNER, "profit", half))


def test_the_overview_compares_june_with_the_thirty_days_before(books: Books) -> None:
    """Twelve customers bought once in each; in June the returns and the anonymous sale come on."""
    result = ask(books, LOCAL_OWNER, "overview", JUNE).result
    revenue = 78 * 9_000
    card = result.card("revenue")
    assert (card["now"], card["before"]) == (revenue + 40_000 - 14_000, revenue)
    assert card["year_before"] is None
    assert result.card("orders")["now"] == 13
    assert result.card("active")["now"] == 12
    assert result.card("new")["now"] == 0
    assert result.trends["month"][0] == date(2025, 1, 1)


def test_months_leave_with_the_days_they_cover(books: Books) -> None:
    """A year of months stands behind the figures of June; the data begin on 6 January."""
    answer = ask(books, LOCAL_OWNER, "overview", JUNE)
    covered = {frame: answer.origin(frame).scope for frame in answer.result.frames()}

    for frame in ("trends", "months", "channels"):
        assert (covered[frame].start, covered[frame].end) == (date(2025, 1, 6), answer.scope.end)
    assert covered["cards"] == covered["factors"] == answer.scope


def test_options_change_the_basis_and_the_groups(books: Books) -> None:
    by_revenue = ask(books, LOCAL_OWNER, "profit", SHOP, ProfitOptions(basis=Basis.REVENUE))
    assert summary(by_revenue)["loss_makers"] == 0
    assert by_revenue.options.as_fields()["basis"] == "revenue"
    by_region = ProfitGroupsOptions(by=Dimension.REGION)
    groups = ask(books, LOCAL_OWNER, "profit-groups", SHOP, by_region).result.groups
    assert set(groups["group"]) == {"Medan", "Solo", "Bandung", None}
    with pytest.raises(ValueError, match="cutoff"):
        ask(books, LOCAL_OWNER, "profit", SHOP, ProfitOptions(cutoff=1.5))


def test_notices_say_what_is_assumed(workspace: Workspace, books: Books) -> None:
    def keys(company: str) -> list[str]:
        answer = ask(
            open_books(workspace, LOCAL_OWNER, company), LOCAL_OWNER, "profit", Scope(company)
        )
        return [notice.key for notice in answer.notices]

    assert keys("toko") == []  # costs are recorded, rates confirmed
    assert keys("rugi") == ["notice.no_rates"]


def test_an_assumed_rate_is_told_until_it_is_confirmed(workspace: Workspace) -> None:
    company = companies.shop(workspace, "warung", "Warung")
    known = rates.read(workspace, company)

    def keys() -> list[str]:
        answer = ask(
            open_books(workspace, LOCAL_OWNER, company), LOCAL_OWNER, "profit", Scope(company)
        )
        return [notice.key for notice in answer.notices]

    rates.save(workspace, LOCAL_OWNER, company, {"order": known.order * 2})
    assert keys() == ["notice.rates_assumed"]
    rates.save(workspace, LOCAL_OWNER, company, {}, confirmed=["order"])
    assert keys() == []


def test_costs_of_the_whole_customer_are_told_to_be_left_out(workspace: Workspace) -> None:
    """Only where they are asked for and there, and where a channel parts a customer's orders."""
    company = companies.shop(workspace, "pasar", "Pasar")
    won = companies.customers({"C01": "Eceran"}).with_columns(acquisition_cost=pl.lit(5_000.0))
    loads.put(workspace, LOCAL_OWNER, company, {"customers": won}, source="typed by hand")
    found = open_books(workspace, LOCAL_OWNER, company)
    assert found.extra_costs == {"acquisition"}
    web = Scope(company, channel=("Web",))

    def keys(scope: Scope, options: Options, name: str) -> list[str]:
        return [n.key for n in ask(found, LOCAL_OWNER, name, scope, options).notices]

    told = ["notice.contacts_left_out"]
    assert keys(web, ProfitOptions(acquisition=True), "profit") == told
    assert keys(web, ProfitGroupsOptions(acquisition=True), "profit-groups") == told
    assert keys(web, ProfitOptions(campaigns=True), "profit") == []  # there are none
    assert keys(web, ProfitOptions(), "profit") == []
    assert keys(Scope(company), ProfitOptions(acquisition=True), "profit") == []


def test_an_overview_of_days_without_sales_is_refused(books: Books) -> None:
    quiet = Scope("toko", date(2025, 2, 1), date(2025, 2, 4))
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_sales"):
        ask(books, LOCAL_OWNER, "overview", quiet)


def test_the_version_is_the_companys(workspace: Workspace) -> None:
    """Books opened before a change keep what they read."""
    before = open_books(workspace, LOCAL_OWNER, "satu")
    first = summary(ask(before, LOCAL_OWNER, "profit", Scope("satu")))
    rates.save(workspace, LOCAL_OWNER, "satu", {"order": Decimal(7)})
    after = open_books(workspace, LOCAL_OWNER, "satu")
    assert after.version == before.version + 1
    assert summary(ask(before, LOCAL_OWNER, "profit", Scope("satu"))) == first
    assert summary(ask(after, LOCAL_OWNER, "profit", Scope("satu")))["profit"] == 20_000 - 7


@pytest.mark.parametrize("name", [q.name for q in QUESTIONS if q.needs])
def test_a_company_without_sales_has_no_answer_yet(workspace: Workspace, name: str) -> None:
    empty = open_books(workspace, LOCAL_OWNER, "kosong")
    assert empty.span is None
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_order_lines"):
        ask(empty, LOCAL_OWNER, name, Scope("kosong"))


@pytest.mark.parametrize("name", ["overview", "profit"])
def test_a_company_of_returns_alone_is_told_so(workspace: Workspace, name: str) -> None:
    """It has order lines: only nothing that anybody bought."""
    lines = [Line(f"R{i}", f"C{i}", date(2025, 3, i), -50_000, quantity=-1) for i in (1, 2)]
    tables = {"order_lines": companies.order_lines(lines)}
    returns = companies.put(workspace, f"retur-{name}", tables)
    found = open_books(workspace, LOCAL_OWNER, returns)
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_orders"):
        ask(found, LOCAL_OWNER, name, Scope(returns))


def test_a_company_without_anything_is_told_what_there_could_be(workspace: Workspace) -> None:
    empty = open_books(workspace, LOCAL_OWNER, "kosong")
    answer = ask(empty, LOCAL_OWNER, "data", Scope("kosong"))
    assert summary(answer)["tables"] == 0
    assert answer.totals.reconciles
    assert as_plain(answer, Reader("id", "IDR", 0))["scope"]["from"] is None


def test_filters_must_name_what_there_is(books: Books) -> None:
    check_scope(books, replace(SHOP, channel=("Web",), customer_type=("Grosir",)))
    for wrong in ({"channel": ("web",)}, {"region": ("Jakarta",)}, {"segment": "vip"}):
        with pytest.raises(ScopeError):
            check_scope(books, replace(SHOP, **wrong))


def test_a_channel_leaves_the_other_out(books: Books) -> None:
    web = ask(books, LOCAL_OWNER, "profit", replace(SHOP, channel=("Web",)))
    kiosk = ask(books, LOCAL_OWNER, "profit", replace(SHOP, channel=("Kios",)))
    shown = web.totals.shown + kiosk.totals.shown
    assert shown.lines == companies.SHOP_LINES
    assert int(shown.amount) == companies.SHOP_REVENUE


@pytest.mark.parametrize("name", ANSWERED)
def test_plain_values_hold_everything(books: Books, name: str) -> None:
    plain = as_plain(ask(books, LOCAL_OWNER, name, SHOP), Reader("id", "IDR", 0))
    parts = ("analysis", "company", "scope", "options", "summary", "findings", "frames")
    assert all(part in plain for part in parts)
    assert plain["scope"]["from"] == "2025-01-06"
    assert plain["reconciliation"]["accepted"] == {
        "lines": companies.SHOP_LINES,
        "amount": f"{companies.SHOP_REVENUE}.0000",
    }
    assert {"key", "fields", "text"} == set(plain["findings"][0])


def test_options_of_the_overview_are_none() -> None:
    assert OverviewOptions().as_fields() == {}
