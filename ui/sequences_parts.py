"""Parts of the page of what is bought next: thresholds, pictures, for whom it is due."""

import polars as pl
import streamlit as st

from analytics.patterns import LONGEST
from analytics.sequences import Longest, Sequences
from answers import Answer
from answers.sequences import SequencesOptions, usual_level
from charts.sequences import step_days, step_flows
from data.frames.market import levels
from ui import choose, downloads, drafts, figures, limits, tables
from ui.page import View
from words import escape

_STEPS = (
    *("item", "next_item", "ordered", "step_count", "confidence", "lift", "lift_low"),
    *("lift_high", "gap_low", "gap_days", "gap_high", "order_share", "q_value"),
)
_PATTERNS = ("pattern", "customers", "backwards", "confidence", "lift", "order_q_value")
_PEOPLE = 1_000_000_000
_DUE = (
    *("customer_id", "item", "next_item", "overdue", "days_since", "expected_contribution"),
    *("gap_days", "last_day", "confidence"),
)


def options(view: View) -> SequencesOptions:
    """The level, and thresholds that are ours where they are left blank."""
    reader, known = view.reader, levels(view.books.facts)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        level = limits.level(view, known, usual_level(known))
        with st.popover(view.text("thresholds"), icon=":material/tune:"):
            times = limits.number(view, "min_times", low=1.0, step=1.0)
            confidence = limits.number(view, "min_confidence", high=1.0)
            usual = Longest()
            items = choose.whole(reader, "pattern_items", low=2, high=LONGEST, default=usual.items)
            gap = choose.days(reader, "max_gap", default=usual.gap)
            people = choose.whole(reader, "min_customers", low=1, high=_PEOPLE)
            exclude = limits.exclude(view)
    least = None if times is None else round(times)
    longest = (items or usual.items, gap, people)
    return SequencesOptions(level, least, confidence, *longest, exclude=exclude)


def steps_part(view: View, answer: Answer[Sequences], shown: Sequences) -> None:
    """The days between, the flows, and the table behind them; nothing without steps."""
    reader = view.reader
    if shown.steps.is_empty():
        return
    with st.container(border=True):
        first, second = st.tabs([view.text("steps"), view.text("flows")])
        with first:
            st.caption(view.text("steps_help"))
            chart = step_days(shown, reader)
            figures.show(view, answer, chart, name="steps", alt=view.text("alt_steps"))
            figures.save(view, answer, chart, name="steps", title=view.text("steps"))
        with second:
            st.caption(view.text("flows_help"))
            chart = step_flows(shown, reader)
            figures.show(view, answer, chart, name="flows", alt=view.text("alt_flows"))
            figures.save(view, answer, chart, name="flows", title=view.text("flows"))
        with st.expander(view.text("table"), icon=":material/table_rows:"):
            rows = _yes_no(shown.steps, "ordered")
            tables.show(reader, rows, _STEPS, key="sequences_steps")
            downloads.rows(view, answer, shown.steps, name="sequences")


def patterns_part(view: View, answer: Answer[Sequences], shown: Sequences) -> None:
    """Longer patterns that have an order; all of them in the export. Nothing where none begins."""
    reader, every = view.reader, shown.frames()["patterns"]
    if every.is_empty():
        return
    with st.container(border=True):
        st.subheader(view.text("patterns"), anchor=False)
        rows = every.filter("ordered")
        if rows.is_empty():
            st.markdown(escape(view.text("patterns_none", patterns=reader.count(every.height))))
        else:
            st.caption(escape(view.text("patterns_help", days=reader.count(shown.gap))))
            tables.show(reader, rows, _PATTERNS, key="sequences_patterns")
        downloads.rows(view, answer, every, name="patterns")


def due_part(view: View, answer: Answer[Sequences], shown: Sequences) -> None:
    """For whom the next purchase is due; they can be kept as a draft list or exported."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("due"), anchor=False)
        st.caption(view.text("due_help"))
        if shown.due.is_empty():
            st.markdown(view.text("due_none"))
            return
        part = st.segmented_control(
            view.text("due"),
            ["due_now", "overdue"],
            format_func=view.text,
            key=f"sequences_part_{view.mark(answer)}",
            label_visibility="collapsed",
        )
        late = pl.lit(value=True) if part is None else pl.col("overdue") == (part == "overdue")
        people = shown.due.filter(late)
        reason = view.text("reason", part=view.text("everybody" if part is None else str(part)))
        key = f"sequences_due_{view.mark(answer, part, shown.steps.height)}"
        ticked = tables.show(reader, _yes_no(people, "overdue"), _DUE, key=key, select=True)
        people = people[ticked] if ticked else people
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"{reason}, {reader.date(answer.scope.end)}"
            ids = people["customer_id"].to_list()
            drafts.offer(view, answer, ids, reason=reason, name=name, key="sequences_draft")
            downloads.rows(view, answer, people, name="due")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _yes_no(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    said = pl.when(pl.col(column)).then(pl.lit("yes")).otherwise(pl.lit("no"))
    return frame.with_columns(said.alias(column))
