"""The page of campaigns as its readers meet it: with a control group, and without one."""

from collections.abc import Iterator

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.samples.toko_nusantara import generate
from data.workspace import Workspace, open_workspace
from tests import companies
from tests.pages.conftest import Visit, cards, fine, foot, read
from words import LANGUAGES, Reader

NAME, COUPONS, JOURNEY = "nusantara", "kupon", "complete-journey"
READ = ("order_lines", "products", "campaigns", "campaign_members")
ALL = {"from_": "2023-01-01", "to": "2025-12-31"}


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A generated company of 1,200 customers with its twelve campaigns."""
    workspace = open_workspace(tmp_path_factory.mktemp("campaigns"))
    tables = generate(1_200, 3).tables
    companies.put(workspace, NAME, {name: tables[name] for name in READ})
    own = pl.when(pl.col("arm") != "control")  # who is left alone can redeem no coupon
    told = tables["campaign_members"].with_columns(
        responded_at=own.then("responded_at"), response_amount=own.then("response_amount")
    )
    members = {"campaign_members": told}
    companies.put(workspace, COUPONS, {name: tables[name] for name in READ} | members)
    yield workspace
    workspace.close()


def headings(visitor: AppTest) -> list[str]:
    return [read(text.value) for text in visitor.subheader]


@pytest.mark.parametrize("language", LANGUAGES)
def test_effects_are_shown_where_there_is_a_control_group(
    shops: Workspace, visit: Visit, language: str
) -> None:
    """Harbolnas has two treatments: a table for both together and one for each.

    In 90 days enough bought to show its money by day as well; the last is cut off by then.
    """
    chosen = {"campaign": "K008", "campaign_days": "90"}
    visitor = fine(visit(shops, "response", company=NAME, language=language, **chosen, **ALL))
    words = Reader(language, "IDR")

    assert cards(visitor)[words.name("campaigns")] == "12"
    assert cards(visitor)[words.name("with_control")] == "10"
    said = headings(visitor)
    for part in ("effects", "all_campaigns", "one", "days", "segments", "balance", "contacts"):
        assert words.text(f"response.{part}") in said
    assert words.text("response.no_effect_title") not in said
    assert f"**{words.text('response.people')}**" in [one.value for one in visitor.markdown]
    assert words.word("too_rarely") in visitor.segmented_control[-1].options
    arms = [read(text.value).partition(" · ")[0].strip("*") for text in visitor.markdown]
    assert {words.text("response.all_treatments"), "gratis ongkir", "voucer"} <= set(arms)
    buttons = [button.proto.label for button in visitor.get("download_button")]
    assert buttons.count("SVG") == len(visitor.get("plotly_chart")) == 3  # each can be saved
    assert foot(visitor).startswith(":material/check_circle:")


@pytest.mark.parametrize("language", LANGUAGES)
def test_arms_compared_by_orders_are_not_said_to_have_answered(
    shops: Workspace, visit: Visit, language: str
) -> None:
    chosen = {"campaign": "K008", "language": language, **ALL}
    visitor = fine(visit(shops, "response", company=COUPONS, **chosen))
    words = Reader(language, "IDR")
    captions = [read(one.value) for one in visitor.caption]
    assert read(words.text("response.days_help_ordered")) in captions
    told = [frame.value for frame in visitor.dataframe]
    by = {v for frame in told if "hit_by" in frame for v in frame["hit_by"]}
    assert by == {words.word("ordered"), "–"}  # two campaigns are for everybody
    figures = [str(v) for frame in told if "figure" in frame for v in frame["figure"]]
    assert words.name("ordered_share") in figures
    assert words.name("response_rate") not in figures


def test_a_campaign_without_one_says_so(shops: Workspace, visit: Visit) -> None:
    """Semua Pelanggan 2025 was for everybody."""
    visitor = fine(visit(shops, "response", company=NAME, campaign="K010"))
    text = "\n".join(read(one.value) for one in visitor.markdown)
    assert "No effect is claimed for this campaign: no control group." in text
    assert Reader("en").text("response.days") not in headings(visitor)


def test_a_link_to_a_campaign_that_is_not_there_is_let_go(shops: Workspace, visit: Visit) -> None:
    visitor = fine(visit(shops, "response", company=NAME, campaign="<b>K99</b>", basis="profit"))
    assert len(visitor.metric) == 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_control_group_the_page_says_why_and_how(
    filled: Workspace, visit: Visit, language: str
) -> None:
    """Complete Journey: who answered, no effect, and how small a one a list could see."""
    visitor = fine(visit(filled, "response", company=JOURNEY, language=language))
    words = Reader(language, "USD")

    assert cards(visitor)[words.name("campaigns")] == "27"
    assert cards(visitor)[words.name("incremental_profit")] == "–"
    said = headings(visitor)
    assert words.text("response.no_effect_title") in said
    assert words.text("response.rates") in said
    assert not {words.text(f"response.{part}") for part in ("effects", "days", "balance")} & {*said}


def test_a_company_without_campaigns_is_shown_an_example(filled: Workspace, visit: Visit) -> None:
    visitor = fine(visit(filled, "response", company="toko"))
    assert visitor.title[0].value == "Campaigns"
    assert len(visitor.metric) == 8
    text = "\n".join(
        read(one.value) for one in (*visitor.info, *visitor.markdown, *visitor.caption)
    )
    assert "Toko Nusantara" in text
