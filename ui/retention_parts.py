"""Parts of the retention page: the cohorts cell by cell, and the curves of their groups."""

import streamlit as st

from analytics.retention import Retention
from answers import Answer
from answers.retention import Measure, RetentionOptions
from charts.retention import AGES, COHORTS, GROUPS, cohort_cells, kept_curves, margin_curves
from data.frames.cohorts import CohortBy
from ui import choose, downloads, figures, tables
from ui.page import View
from words import escape

_CELLS = (
    *("cohort", "age", "month", "customers", "heads", "share", "revenue", "margin"),
    *("cumulative_margin", "complete", "counted"),
)
_CURVE = (
    *("age", "cohorts", "customers", "heads", "share", "share_low", "share_high"),
    *("margin_per_head", "cumulative_margin"),
)


def options(view: View) -> RetentionOptions:
    """What was chosen: the groups of the cohorts, and what their cells show."""
    reader = view.reader
    with st.container(horizontal=True, vertical_alignment="bottom"):
        groups = view.books.cohort_groups
        cohorts_by = choose.named(reader, "cohorts_by", groups, CohortBy.EVERYONE)
        measure = choose.one_of(reader, "measure", list(Measure), Measure.SHARE)
    return RetentionOptions(cohorts_by, measure)


def cells_part(view: View, answer: Answer[Retention], measure: Measure) -> None:
    """Every cohort in every month; what is not over is hatched."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("cells"), anchor=False)
        shown = {"rows": reader.count(COHORTS), "months": reader.count(AGES)}
        st.caption(escape(f"{view.text('cells_help')} {view.text('cells_shown', **shown)}"))
        if answer.scope.cuts_orders:
            st.caption(escape(view.text("cells_filtered")))
        group = _group(view, answer)
        chart = view.drawn(
            answer,
            "cells",
            lambda: cohort_cells(result, reader, measure=measure.value, group=group),
            group,
        )
        alt = view.text("alt_cells", measure=reader.word(measure.value))
        figures.show(view, answer, chart, name="cells", alt=alt)
        figures.save(view, answer, chart, name="cells", title=view.text("cells"))
        with st.expander(view.text("cells_table"), icon=":material/table_rows:"):
            key, cells = result.key, result.frames()["cohorts"]
            columns = (key, *_CELLS) if _grouped(answer) else _CELLS
            newest = cells.sort(key, "cohort", "age", descending=True)
            mark = view.mark(answer)
            tables.show(reader, newest, columns, key="retention_cells", mark=mark)
            downloads.rows(view, answer, cells, name="cohorts")


def curves_part(view: View, answer: Answer[Retention]) -> None:
    """The share that stays and what a customer brings, over all cohorts of an age."""
    result, reader, key = answer.result, view.reader, answer.result.key
    with st.container(border=True):
        st.subheader(view.text("curves"), anchor=False)
        if result.curve.is_empty():
            st.markdown(f":material/info: {escape(view.text('chart_short'))}")
            return
        st.caption(escape(view.text("curves_help", groups=reader.count(GROUPS))))
        if not result.comparable:
            st.caption(f":material/info: {escape(view.text('not_comparable'))}")
        kept = view.drawn(answer, "kept", lambda: kept_curves(result, reader, key=key))
        figures.show(view, answer, kept, name="kept", alt=view.text("alt_kept"))
        figures.save(view, answer, kept, name="kept", title=view.text("curves"))
    with st.container(border=True):
        st.subheader(view.text("worth"), anchor=False)
        st.caption(escape(view.text("worth_help")))
        worth = view.drawn(answer, "worth", lambda: margin_curves(result, reader, key=key))
        figures.show(view, answer, worth, name="worth", alt=view.text("alt_worth"))
        figures.save(view, answer, worth, name="worth", title=view.text("worth"))
        columns = (key, *_CURVE) if _grouped(answer) else _CURVE
        curve, mark = result.frames()["curve"], view.mark(answer)
        tables.show(reader, curve, columns, key="retention_curve", mark=mark)
        downloads.rows(view, answer, curve, name="curve")


def _group(view: View, answer: Answer[Retention]) -> str | None:
    """The group whose cohorts are drawn, where there are groups; None for all together."""
    if not _grouped(answer):
        return None
    reader, key = view.reader, answer.result.key
    names = answer.result.cells["group"].drop_nulls().unique().sort().to_list()
    chosen = st.selectbox(
        reader.name(key),
        names,
        index=None,
        placeholder=reader.word("everyone"),
        format_func=lambda name: reader.figure(key, name),
        key=f"retention_group_{view.mark(answer)}",
    )
    return None if chosen is None else str(chosen)


def _grouped(answer: Answer[Retention]) -> bool:
    return _asked(answer).cohorts_by is not CohortBy.EVERYONE


def _asked(answer: Answer[Retention]) -> RetentionOptions:
    assert isinstance(answer.options, RetentionOptions)  # noqa: S101 - asked so by the page
    return answer.options
