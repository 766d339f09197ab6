"""A frozen list on its page: what leaves, for whom; and files of equal length never mix."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from data import lists
from data.actor import LOCAL_OWNER, Actor, Role
from data.workspace import Workspace, open_workspace
from tests import reached
from tests.pages.conftest import Visit, every_language, read
from ui import desk
from words import Reader

PEOPLE = [reached.person(number) for number in (1, 2, 3, 4, 5, 6, 7, 9)] + [
    reached.person(8, phone="12")
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two lists of equal size: C1 to C3 and C4 to C6; a third one has somebody who complains."""
    opened = open_workspace(tmp_path_factory.mktemp("lists"))
    reached.company(opened, PEOPLE, complain=["C7"])
    for name, first in (("Satu", 1), ("Dua", 4)):
        arms = {f"C{n}": "contact" for n in range(first, first + 3)}
        reached.frozen(opened, "warga", arms, called=name)
    reached.frozen(
        opened, "warga", {"C9": "control", "C2": "contact", "C7": "contact", "C8": "voucher"},
        called="Tiga",
    )  # fmt: skip
    yield opened
    opened.close()


def opened(visit: Visit, workspace: Workspace, name: str, language: str = "en") -> AppTest:
    one = lists.find(workspace, LOCAL_OWNER, "warga", name)
    page = visit(
        workspace, "target_lists", company="warga", list_view="ledger", list=one.id,
        language=language,
    )  # fmt: skip
    assert not page.exception
    assert not page.error
    return page


def said(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.success, *page.info, *page.warning]
    return read(" ".join(str(one.value) for one in parts))


@every_language
def test_who_can_be_contacted_and_who_dropped_out(
    kept: Workspace, visit: Visit, language: str
) -> None:
    text, words = said(opened(visit, kept, "Tiga", language)), Reader(language)
    known = {"customers": words.count(2), "members": words.count(3)}
    assert read(words.text("contacts.ready", **known)) in text
    assert words.text("target_lists.reason_open_complaint") in text
    assert words.text("contacts.state_invalid") in text
    assert "Orang" not in text
    assert "0812" not in text
    assert "62812" not in text


def test_who_may_not_take_contacts(
    kept: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = Actor("s", Role.STUDENT, frozenset({"warga"}))
    monkeypatch.setattr(desk, "actor", lambda: student)
    page = opened(visit, kept, "Satu")
    assert "may not take contact lists" in said(page)
    assert not page.get("download_button")


def test_lists_of_equal_length_never_mix(kept: Workspace, visit: Visit) -> None:
    """Two visitors, two lists with files of one length: each gets a name and rows of its own."""
    pages = [opened(visit, kept, name) for name in ("Satu", "Dua")]
    offered = [
        next(
            offer
            for key, offer in page.session_state["_offers"].newest.items()
            if not key.startswith("contacts_rows")
        )
        for page in pages
    ]
    files = [offer.make() for offer in offered]
    assert len(files[0]) == len(files[1])
    assert files[0] != files[1]
    assert b"Orang 1" in files[0]
    assert b"Orang 4" in files[1]
    names = [offer.file for offer in offered]
    tokens = [page.session_state["_download_token"] for page in pages]
    assert tokens[0] != tokens[1]
    assert all(token in name for token, name in zip(tokens, names, strict=True))


@every_language
def test_who_may_be_contacted_and_cannot_be_reached(
    kept: Workspace, visit: Visit, language: str
) -> None:
    """Nobody dropped out, but C8 has no number that can be right."""
    reached.frozen(
        kept, "warga", {f"C{n}": "contact" for n in (1, 2, 8)}, called=f"Empat {language}"
    )
    text, words = said(opened(visit, kept, f"Empat {language}", language)), Reader(language)
    assert read(words.text("contacts.ready_all", members=words.count(3))) in text
    usable = {"customers": words.count(2), "touch_point": words.preset("chat")}
    assert read(words.text("contacts.usable", **usable)) in text
    whole = said(opened(visit, kept, "Satu", language))
    assert words.text("contacts.usable", **usable).partition(" ")[2] not in whole
