"""Downloads: always through ``exports``, made only when asked for."""

import secrets
from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from answers import Answer
from exports import SHEET_ROWS, Format, export_rows
from exports.out import may_export, rows_file
from ui import offers
from ui.offers import Offer
from ui.page import View
from words import escape


def rows(view: View, answer: Answer[Any], frame: pl.DataFrame, *, name: str) -> None:
    """CSV and Excel of ``frame``, as analysis rows; customers only for those who may."""
    origin = answer.origin(name)
    if frame.is_empty() or not may_export(view.actor, frame, origin):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        kinds = (Format.CSV, Format.XLSX) if frame.height <= SHEET_ROWS else (Format.CSV,)
        for kind in kinds:
            button(
                view.reader.text(f"tables.{kind.value}"),
                _maker(view, answer, frame, name, kind),
                file=rows_file(origin, view.reader, frame, name=f"{name}-{token()}", kind=kind),
                key=f"{view.question.stem}_{name}_{kind.value}",
            )
        if Format.XLSX not in kinds:
            rows_too_many = view.reader.count(frame.height)
            st.caption(escape(view.reader.text("error.too_long", rows=rows_too_many)))


def button(label: str, make: Callable[[], bytes], *, file: str, key: str) -> None:
    """One download button. The name carries a random part: files of equal length were mixed up."""
    st.download_button(
        label,
        offers.maker(key, Offer(file, make)),
        file_name=file,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def token() -> str:
    """This session's own random part of file names."""
    return str(st.session_state.setdefault("_download_token", secrets.token_hex(3)))


def _maker(
    view: View, answer: Answer[Any], frame: pl.DataFrame, name: str, kind: Format
) -> Callable[[], bytes]:
    workspace, actor, reader = view.workspace, view.actor, view.reader

    def make() -> bytes:
        return export_rows(
            workspace,
            actor,
            frame,
            name=name,
            kind=kind,
            provenance=answer.origin(name),
            reader=reader,
        ).content

    return make
