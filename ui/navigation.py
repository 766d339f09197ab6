"""The pages of the house: questions from the registry, and the pages that look after the data."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from answers import QUESTIONS, Question, question
from data.actor import Actor, Right
from words import Reader

HOME = "home"  # Streamlit serves the default page at the root alone, whatever its name
FOLDER = Path(__file__).parents[1] / "pages"


@dataclass(frozen=True)
class DataPage:
    """A page of no question; ``right`` is what one must hold to be offered it."""

    stem: str
    icon: str
    right: Right
    section: str = "data"


DATA_PAGES = (
    DataPage("inbox", "inbox", Right.SEE, "explore"),
    DataPage("bring_in", "upload_file", Right.IMPORT_DATA),
    DataPage("segments", "group_add", Right.SEE, "segment"),
    DataPage("target_lists", "ads_click", Right.SEE, "campaigns"),
)


def page(asked: Question, reader: Reader) -> st.Page:
    """The page of a question."""
    return st.Page(
        FOLDER / f"{asked.stem}.py",
        title=reader.text(f"{asked.stem}.title"),
        icon=f":material/{asked.icon}:",
        url_path=HOME if asked is QUESTIONS[0] else asked.stem,
        default=asked is QUESTIONS[0],
    )


def data_page(stem: str, reader: Reader) -> st.Page:
    """A page about the data, by its stem."""
    known = next(page for page in DATA_PAGES if page.stem == stem)
    return st.Page(
        FOLDER / f"{stem}.py",
        title=reader.text(f"{stem}.title"),
        icon=f":material/{known.icon}:",
        url_path=stem,
    )


def menu(reader: Reader, actor: Actor) -> dict[str, list[st.Page]]:
    """All pages that ``actor`` may open, by section, in the order of the registry."""
    sections: dict[str, list[st.Page]] = {}
    for asked in QUESTIONS:
        if asked.section is not None:
            name = reader.text(f"app.{asked.section}")
            sections.setdefault(name, []).append(page(asked, reader))
    first = QUESTIONS[0]
    by_name = st.Page(
        FOLDER / f"{first.stem}.py",
        title=reader.text(f"{first.stem}.title"),
        url_path=first.stem,
        visibility="hidden",
    )
    sections[next(iter(sections))].append(by_name)  # the first page answers to its name as well
    for one in (one for one in DATA_PAGES if actor.may(one.right)):
        name = reader.text(f"app.{one.section}")
        sections.setdefault(name, []).append(data_page(one.stem, reader))
    return sections


def link(reader: Reader, name: str, label: str) -> None:
    """A way to the page of another question; the choices of this one come along."""
    st.page_link(page(question(name), reader), label=label, icon=":material/arrow_forward:")


def data_link(reader: Reader, stem: str, label: str) -> None:
    """A way to a page about the data."""
    st.page_link(data_page(stem, reader), label=label, icon=":material/arrow_forward:")
