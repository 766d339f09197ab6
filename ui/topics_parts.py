"""Parts of the page of customers' words: moods by group, the words behind them, marks beside."""

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
import streamlit as st

from analytics.topics import MOODS, Topics
from answers import Answer
from charts.topics import mood_bars, mood_lines
from ui import downloads, figures, tables
from ui.page import View
from words import escape

_MOODS = (
    *("notes", "share", "note_customers"),
    *("bad_share", "bad_share_low", "bad_share_high"),
    *("good_share", "good_share_low", "good_share_high"),
)
_MARKS = (
    *("mood", "notes", "satisfaction", "satisfaction_low", "satisfaction_high"),
    "satisfaction_marks",
)


def counted_part(view: View) -> None:
    """What this is: counting, no understanding."""
    with st.container(border=True):
        st.markdown(f":material/format_list_numbered: {escape(view.text('counted'))}")


def topics_part(view: View, answer: Answer[Topics]) -> None:
    """Moods by topic."""
    _moods(view, answer, "topics", "note_topic", answer.result.topics)


def touch_points_part(view: View, answer: Answer[Topics]) -> None:
    """Moods by touch point."""
    _moods(view, answer, "touch_points", "touch_point", answer.result.touch_points)


def months_part(view: View, answer: Answer[Topics]) -> None:
    """Moods month by month."""
    result, reader = answer.result, view.reader
    with _part(view, "months"):
        figures.picture(view, answer, "months", lambda: mood_lines(result, reader))
        downloads.rows(view, answer, result.months, name="months")


def decided_part(view: View, answer: Answer[Topics]) -> None:
    """The entries of the list that made notes bad or good, side by side."""
    result, reader = answer.result, view.reader
    with _part(view, "decided", empty=result.words.is_empty()) as there:
        if not there:
            return
        for place, mood in zip(st.columns(2), (MOODS[-1], MOODS[1]), strict=True):
            rows = result.words.filter(pl.col("mood") == mood)
            with place:
                st.markdown(f"**{escape(reader.name('mood'))}: {escape(reader.word(mood))}**")
                columns = ("word", "notes", "share")
                tables.show(reader, rows, columns, key=f"topics_{mood}", mark=view.mark(answer))
        downloads.rows(view, answer, result.words, name="words")


def typical_part(view: View, answer: Answer[Topics]) -> None:
    """What sets the notes of one mood or topic apart."""
    result, reader = answer.result, view.reader
    with _part(view, "typical", empty=result.typical.is_empty()) as there:
        if not there:
            return
        groups = result.typical["note_group"].unique(maintain_order=True).to_list()
        chosen = st.pills(
            view.text("typical"),
            groups,
            default=groups[0],
            format_func=lambda group: escape(reader.word(group)),
            key=f"topics_group_{view.mark(answer)}",
            label_visibility="collapsed",
        )
        group = chosen if chosen in groups else groups[0]
        rows = result.typical.filter(pl.col("note_group") == group)
        columns = ("word", "typical_weight", "notes", "note_customers")
        mark = view.mark(answer, group)
        tables.show(reader, rows, columns, key=f"topics_typical_{mark}", mark=mark)
        downloads.rows(view, answer, result.typical, name="typical")


def marks_part(view: View, answer: Answer[Topics]) -> None:
    """The marks customers gave, by the mood of the note."""
    result, reader = answer.result, view.reader
    with _part(view, "marks"):
        tables.show(reader, result.marks, _MARKS, key="topics_marks", mark=view.mark(answer))
        downloads.rows(view, answer, result.marks, name="marks")


def _moods(view: View, answer: Answer[Topics], name: str, by: str, rows: pl.DataFrame) -> None:
    reader, result = view.reader, answer.result
    with _part(view, name):
        alt = view.text("alt_topics")
        figures.picture(view, answer, name, lambda: mood_bars(result, reader, by=by), alt=alt)
        tables.show(reader, rows, (by, *_MOODS), key=f"topics_{name}", mark=view.mark(answer))
        downloads.rows(view, answer, rows, name=name)


@contextmanager
def _part(view: View, name: str, *, empty: bool = False) -> Iterator[bool]:
    """A part with its heading and what it shows; where it is ``empty``, that, and False."""
    with st.container(border=True):
        st.subheader(view.text(name), anchor=False)
        if empty:
            st.markdown(escape(view.text(f"{name}_none")))
        else:
            st.caption(escape(view.text(f"{name}_help")))
        yield not empty
