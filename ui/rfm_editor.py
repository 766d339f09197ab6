"""The editor of the RFM map: names, meanings, actions, and whose each of the 25 cells is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from analytics.rfm_scores import SCORES
from analytics.rfm_settings import USUAL, RfmSettings
from analytics.rfm_table import AXES, LANGUAGES, Segment, SegmentTable, TableError, texts
from answers.rfm import RfmOptions, settings_of
from data import segments
from data.actor import Right
from ui import desk
from ui.page import View
from ui.rfm_parts import said
from words import Reader, escape

_TEXTS = {"names": "name", "meanings": "meaning", "actions": "action"}


def editor(view: View, options: RfmOptions) -> None:
    """Change whose each cell is; saved only if every cell is in exactly one segment."""
    may = view.actor.may(Right.DRAFT, view.books.company.name)
    table = view.books.rfm.table
    with st.expander(view.text("editor"), icon=":material/edit:"):
        st.markdown(escape(view.text("editor_intro")))
        mark = f"{view.books.company.name}_{view.books.version}_{view.reader.language}"
        across = st.segmented_control(
            view.reader.name("across"),
            list(AXES),
            default=table.across,
            format_func=view.reader.word,
            disabled=not may,
            required=True,
            key=f"rfm_across_{mark}",
        )
        st.markdown(f"**{escape(view.text('editor_list'))}**")
        rows = _segments(view, table, mark, may=may)
        st.markdown(f"**{escape(view.text('editor_map'))}**")
        cells = _cells(view, table, rows, mark, may=may)
        with st.container(horizontal=True):
            if st.button(view.text("save"), type="primary", disabled=not may, key="rfm_save"):
                _save(view, options, (str(across), rows, cells))
            if st.button(view.text("usual"), disabled=not may, key="rfm_usual"):
                _keep(view, USUAL)


def _segments(view: View, table: SegmentTable, mark: str, *, may: bool) -> list[dict[str, Any]]:
    rows = [
        {
            "key": segment.key,
            **{
                f"{stem}_{language}": said(view.reader, segment, what, language)
                for what, stem in _TEXTS.items()
                for language in LANGUAGES
            },
        }
        for segment in table.segments
    ]
    labels = {column: view.text(column) for column in rows[0] if column != "key"}
    labels["key"] = view.reader.name("segment")
    after = st.data_editor(
        pl.DataFrame(rows),
        hide_index=True,
        num_rows="dynamic",
        disabled=not may,
        column_config={
            c: st.column_config.TextColumn(label, width=130 if c == "key" else "medium")
            for c, label in labels.items()
        },
        key=f"rfm_list_{mark}",
    )
    return pl.DataFrame(after).rows(named=True)


def _cells(
    view: View, table: SegmentTable, rows: list[dict[str, Any]], mark: str, *, may: bool
) -> pl.DataFrame:
    """The map as it is edited: a row for each other score, 5 on top, a column for each recency."""
    keys = [row["key"] for row in rows if row["key"]]
    names = {row["key"]: row[f"name_{view.reader.language}"] or row["key"] for row in rows}
    frame = pl.DataFrame(
        [
            {"other": other} | {f"R{r}": table.of((r, other)) for r in SCORES}
            for other in reversed(SCORES)
        ]
    )
    choice = st.column_config.SelectboxColumn
    columns: dict[str, Any] = {
        f"R{r}": choice(
            f"R{r}",
            options=keys,
            format_func=lambda key: str(names.get(key) or key),
            width="medium",
        )
        for r in SCORES
    }
    columns["other"] = st.column_config.NumberColumn(
        view.reader.name("score"), disabled=True, width="small"
    )
    after = st.data_editor(
        frame, hide_index=True, disabled=not may, column_config=columns, key=f"rfm_cells_{mark}"
    )
    return pl.DataFrame(after)


def _save(
    view: View, options: RfmOptions, edited: tuple[str, list[dict[str, Any]], pl.DataFrame]
) -> None:
    across, rows, cells = edited
    try:
        table = SegmentTable(tuple(_segment(row, cells) for row in rows), across)
    except TableError as problem:
        fields = dict(problem.fields)
        st.error(escape(view.reader.text(problem.key, **fields)), icon=":material/error:")
        return
    _keep(view, replace(settings_of(options, view.books.rfm), table=table))


def _segment(row: Mapping[str, Any], cells: pl.DataFrame) -> Segment:
    key = str(row["key"] or "").strip()
    mine = tuple(
        (recency, other)
        for recency in SCORES
        for other in SCORES
        if cells.filter(other=other)[f"R{recency}"].item() == key
    )
    own = {}
    for what, stem in _TEXTS.items():
        blank = Segment(key, ())
        typed = {language: str(row[f"{stem}_{language}"] or "") for language in LANGUAGES}
        ours = {language: said(Reader(language), blank, what) for language in LANGUAGES}
        own[what] = texts({language: t for language, t in typed.items() if t != ours[language]})
    return Segment(key, mine, own["names"], own["meanings"], own["actions"])


def _keep(view: View, settings: RfmSettings) -> None:
    if settings == view.books.rfm:
        st.info(escape(view.text("unchanged")))
        return
    segments.save_rfm(desk.workspace(), view.actor, view.books.company.name, settings)
    st.toast(escape(view.text("saved")), icon=":material/check:")
    st.rerun()
