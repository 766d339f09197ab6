"""The concept note of a page: ``notes/<language>/<stem>.md``, folded under the analysis."""

from functools import cache
from pathlib import Path

import streamlit as st

from words import Reader

NOTES = Path(__file__).parents[1] / "notes"


@cache
def _text(language: str, stem: str) -> str:
    return (NOTES / language / f"{stem}.md").read_text(encoding="utf-8")


def show(reader: Reader, stem: str) -> None:
    """Show the note in the reader's language, folded."""
    with st.expander(reader.text("app.note"), icon=":material/school:"):
        text(reader, stem)


def text(reader: Reader, stem: str) -> None:
    """The note itself."""
    st.markdown(_text(reader.language, stem))
