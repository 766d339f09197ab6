"""The data page: what is there, what came in, the way back, and who may go it."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import companies as company_book
from data import loads
from data.actor import LOCAL_OWNER, Actor, Role
from data.intake.run import import_files
from data.workspace import Workspace
from tests import companies
from tests.companies import Line
from tests.hostile import OWN
from tests.pages.conftest import Visit, cards, fine, read
from ui import desk
from words import LANGUAGES, Reader, escape, visible

VIEWER = Actor("viewer", Role.VIEWER)
LINES = """order_id,customer_id,order_date,product_id,quantity,unit_price
1,A,2025-01-31,P,1,5
2,B,2025-02-01,P,1,6
3,B,2025-02-03,P,1,wrong
"""


def said(visitor: AppTest) -> list[str]:
    return [read(text.value) for text in visitor.markdown]


def buttons(visitor: AppTest, key: str) -> list[str]:
    found = [*visitor.button, *visitor.get("download_button")]
    return [one.label for one in found if key in (getattr(one, "key", None) or one.proto.id)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_workspace_says_how_to_begin(own: Workspace, visit: Visit, language: str) -> None:
    visitor = fine(visit(own, "data", language=language))
    assert Reader(language).text("not_enough.no_company") in said(visitor)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_company_without_anything_says_what_would_open(
    filled: Workspace, visit: Visit, language: str
) -> None:
    words = Reader(language)
    visitor = fine(visit(filled, "data", company="kosong", language=language))
    assert visitor.title[0].value == words.text("data.title")
    assert read(visitor.subheader[0].value) == words.text(
        "data.find_nothing", tables=words.count(11)
    )
    needs = words.text(
        "data.page_needs",
        page=words.text("overview.title"),
        tables=words.text("data_tables.order_lines"),
    )
    assert any(needs in line for line in said(visitor))
    assert words.text("data.no_loads") in said(visitor)
    assert not visitor.metric


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("company", ["satu", "toko", "complete-journey"])
def test_sentence_cards_and_loads(
    filled: Workspace, visit: Visit, company: str, language: str
) -> None:
    words = Reader(language)
    visitor = fine(visit(filled, "data", company=company, language=language))
    found = loads.history(filled, company)
    tables = len({load.table_name for load in found})
    shown = cards(visitor)
    assert len(shown) == 4
    assert shown[words.name("tables")] == words.count(tables)
    assert "{" not in visitor.subheader[0].value
    assert visitor.selectbox(key="data_load").options
    listed = next(frame for frame in visitor.dataframe if words.text("data.when") in frame.value)
    assert len(listed.value) == len(found)
    assert set(listed.value[words.text("data.state")]) == {words.text("data.live")}


def test_a_load_is_taken_back_once_that_is_confirmed(
    own: Workspace, visit: Visit, tmp_path: Path
) -> None:
    companies.put(own, "toko", {})
    file, later = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_text(LINES)
    later.write_text(LINES.split("\n", maxsplit=1)[0] + "\n9,A,2025-02-01,P,1,7\n")
    import_files(own, LOCAL_OWNER, "toko", "order_lines", [file])
    import_files(own, LOCAL_OWNER, "toko", "order_lines", [later], mode="period")
    visitor = fine(visit(own, "data", company="toko", language="en"))
    rows = next(frame.value for frame in visitor.dataframe if "When" in frame.value)
    assert rows["State"].to_list() == ["live", "live, some days replaced"]
    assert rows["How"].to_list() == ["replaced 1 Feb 2025 – 1 Feb 2025", "added"]
    assert rows["Accepted"].to_list() == ["1", "2"]
    assert buttons(visitor, "data_recipe") == ["Recipe"]
    assert buttons(visitor, "data_quarantine") == []

    (undo,) = [button for button in visitor.button if "data_undo" in (button.key or "")]
    undo.click().run()
    rows = next(frame.value for frame in fine(visitor).dataframe if "When" in frame.value)
    assert rows["State"].to_list() == ["taken back", "live"]
    assert company_book.version(own, "toko") == 3
    older = visitor.selectbox(key="data_load")
    older.select_index(1).run()
    assert buttons(fine(visitor), "data_quarantine") == ["Rows set aside (1)"]


def test_a_viewer_sees_the_loads_and_can_do_nothing(
    filled: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "actor", lambda: VIEWER)
    visitor = fine(visit(filled, "data", company="toko", language="en"))
    assert cards(visitor)
    assert not [box for box in visitor.selectbox if box.key == "data_load"]
    assert not [button for button in visitor.button if "data_" in (button.key or "")]


def test_a_click_after_the_right_was_taken_changes_nothing(
    own: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = companies.one_customer(own)
    visitor = visit(own, "data", company=company, language="en")
    (undo,) = [button for button in visitor.button if "data_undo" in (button.key or "")]
    monkeypatch.setattr(desk, "actor", lambda: VIEWER)
    undo.click().run()
    assert not visitor.exception
    assert company_book.version(own, company) == 1


def test_a_database_is_read_anew(own: Workspace, visit: Visit, tmp_path: Path) -> None:
    companies.put(own, "toko", {})
    settings = own.home / "sources.toml"
    settings.write_text(
        f'[shop]\nurl = "sqlite:///{tmp_path}/none.sqlite"\ncompany = "toko"\n'
        '[shop.tables.products]\nfrom = "goods"\n'
    )
    visitor = fine(visit(own, "data", company="toko", language="en"))
    visitor.button(key="data_refresh_shop").click().run()
    assert not visitor.exception
    assert "could not be reached" in read(visitor.error[0].value)
    assert str(tmp_path) not in "".join([*said(visitor), visitor.error[0].value])
    settings.write_text("[shop]\nurl = 'postgresql://u:hunter2@h/d'\ncompany = 'toko'\n")
    visitor.run()
    assert "environment variable" in read(visitor.warning[0].value)
    assert "hunter2" not in visitor.warning[0].value


def test_hostile_names_stay_text(own: Workspace, visit: Visit) -> None:
    for number, name in enumerate(OWN):
        companies.put(own, f"toko-{number}", {}, title=name[:200])
    lines = companies.order_lines([Line("O1", "A", date(2025, 3, 3), 5)])
    loads.put(own, LOCAL_OWNER, "toko-0", {"order_lines": lines}, source=", ".join(OWN))
    visitor = fine(visit(own, "data", company="toko-0", language="en"))
    assert visitor.caption[0].value == escape(f"{OWN[0]} · data version 1")
    rows = next(frame.value for frame in visitor.dataframe if "When" in frame.value)
    assert rows["File or source"].to_list() == [visible(", ".join(OWN))]
    assert not [text for text in said(visitor) if "evil" in text]
