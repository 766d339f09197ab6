"""The pages of the house, from the registry of questions."""

from pathlib import Path

import streamlit as st

from answers import QUESTIONS, Question, question
from words import Reader

HOME = "home"  # Streamlit serves the default page at the root alone, whatever its name
FOLDER = Path(__file__).parents[1] / "pages"


def page(asked: Question, reader: Reader) -> st.Page:
    """The page of a question."""
    return st.Page(
        FOLDER / f"{asked.stem}.py",
        title=reader.text(f"{asked.stem}.title"),
        icon=f":material/{asked.icon}:",
        url_path=HOME if asked is QUESTIONS[0] else asked.stem,
        default=asked is QUESTIONS[0],
    )


def menu(reader: Reader) -> dict[str, list[st.Page]]:
    """All pages, by section, in the order of the registry."""
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
    return sections


def link(reader: Reader, name: str, label: str) -> None:
    """A way to the page of another question; the choices of this one come along."""
    st.page_link(page(question(name), reader), label=label, icon=":material/arrow_forward:")
