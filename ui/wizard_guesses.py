"""Every guess about the files, each with its reason, each to be overruled: one form, one button."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from data.intake.outcome import Outcome
from data.intake.synonyms import normal, parts_in
from data.tables import STATUSES
from ui import wizard_questions
from ui.wizard_state import Bench, Reading
from words import Reader, escape

_DATES = ("dmy", "mdy")
_NUMBERS = ("dot", "comma")
_NOTHING = "-"  # a cell of a table cannot choose a blank


def editor(reader: Reader, bench: Bench, reading: Reading, outcome: Outcome) -> None:
    """Columns, formats, words of the status and the file itself, as they were taken."""
    about = outcome.about
    if not about.get("columns") and not about.get("unused"):
        return
    needs_help = outcome.status == "rejected"
    idle = set(about.get("unused", []))
    used = sum(one["column"] not in idle for one in about["columns"])
    title = escape(reader.text("bring_in.guesses", columns=reader.count(used)))
    with st.expander(title, icon=":material/rule:", expanded=needs_help):
        mark = f"{bench.round}_{reading.table}_{hash(repr(sorted(about.items(), key=str)))}"
        with st.form(f"bring_in_guesses_{mark}", border=False):
            columns = _columns(reader, reading.table, about, mark)
            answers = _formats(reader, about.get("formats", []), mark)
            answers |= _file(reader, about.get("files", []), mark)
            statuses = _statuses(reader, about.get("statuses", []), mark)
            pressed = st.form_submit_button(
                reader.text("bring_in.again"), icon=":material/refresh:"
            )
        if pressed:
            _take(reader, bench, columns, answers, statuses)
        if bench.wishes.columns or bench.wishes.answers or bench.wishes.statuses:
            label = reader.text("bring_in.forget")
            if st.button(label, icon=":material/undo:", key="bring_in_forget"):
                bench.forget()
                st.rerun()


def customers(reader: Reader, outcome: Outcome) -> str | None:
    """What makes a customer in these files, and how many that gives."""
    told: Mapping[str, Any] = outcome.about.get("customers") or {}
    if not told:
        return None
    source = str(told["from"])
    fields = {"customers": reader.count(told["customers"]), "column": told.get("column", "")}
    return reader.text(f"bring_in.customers_{source}", **fields)


def grain(reader: Reader, outcome: Outcome) -> str:
    """What a row is taken for."""
    said = reader.text(f"bring_in.grain_{outcome.about.get('grain', 'row')}")
    filled = int(outcome.about.get("filled_down") or 0)
    if filled:
        said += " " + reader.text("bring_in.filled_down", rows=reader.count(filled))
    return said


def _take(
    reader: Reader,
    bench: Bench,
    columns: dict[str, str],
    answers: dict[str, str],
    statuses: dict[str, str],
) -> None:
    twice = [p for p in set(columns.values()) if p and list(columns.values()).count(p) > 1]
    if twice:
        names = ", ".join(sorted(reader.text(f"fields.{part}") for part in twice))
        st.warning(escape(reader.text("bring_in.twice", field=names)), icon=":material/edit:")
        return
    if not (columns or answers or statuses):
        st.info(escape(reader.text("bring_in.unchanged")), icon=":material/info:")
        return
    bench.say(columns=columns, answers=answers, statuses=statuses)
    st.rerun()


def _columns(reader: Reader, table: str, about: Mapping[str, Any], mark: str) -> dict[str, str]:
    """The columns with what each is taken for; gives those that were changed."""
    proposals: Sequence[Mapping[str, Any]] = about["columns"]
    rows = [
        {
            "column": str(p["column"]),
            "part": str(p["part"]),
            "sure": reader.share(float(p["sure"])),
            "reason": _reason(reader, p, about),
        }
        for p in proposals
    ]
    there = {p["column"] for p in proposals}
    left = [c for c in about.get("unused", []) if c not in there]
    unused = [c for c in left if not str(c).startswith("problem_")]
    rows += [
        {
            "column": c,
            "part": _NOTHING,
            "sure": "–",
            "reason": reader.text("bring_in.reason_unused"),
        }
        for c in unused
    ]
    parts = sorted(parts_in(table), key=lambda part: reader.text(f"fields.{part}"))
    st.caption(escape(reader.text("bring_in.columns_help")))
    before = pl.DataFrame(rows)
    after = pl.DataFrame(
        st.data_editor(
            before,
            hide_index=True,
            disabled=("column", "sure", "reason"),
            column_config={
                "column": st.column_config.TextColumn(reader.text("bring_in.col_column")),
                "part": st.column_config.SelectboxColumn(
                    reader.text("bring_in.col_part"),
                    options=[_NOTHING, *parts],
                    format_func=lambda part: _part(reader, str(part)),
                    width="medium",
                ),
                "sure": st.column_config.TextColumn(reader.text("bring_in.col_sure"), width=80),
                "reason": st.column_config.TextColumn(reader.text("bring_in.col_reason")),
            },
            key=f"bring_in_columns_{mark}",
        )
    )
    return _changed(before, after)


def _changed(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, str]:
    """What was changed; a field that moved to another column leaves the one it had."""
    old, new = (
        {column: "" if part in (None, _NOTHING) else part for column, part in rows.iter_rows()}
        for rows in (before.select("column", "part"), after.select("column", "part"))
    )
    changed = {column: part for column, part in new.items() if old[column] != part}
    taken = {part for part in changed.values() if part}
    freed = {c: "" for c, part in old.items() if part in taken and c not in changed}
    return {**freed, **changed}


def _formats(reader: Reader, formats: Sequence[Mapping[str, Any]], mark: str) -> dict[str, str]:
    """How dates and numbers are written, by column; gives the answers that were changed."""
    shown = [f for f in formats if f["format"] in (*_DATES, *_NUMBERS) and f["example"]]
    if not shown:
        return {}
    st.markdown(f"**{escape(reader.text('bring_in.formats'))}**")
    answers = {}
    with st.grid(4, min_column_width=190):
        for found in shown:
            ways = _DATES if found["format"] in _DATES else _NUMBERS
            code = "E_AMBIGUOUS_DATE" if ways is _DATES else "E_AMBIGUOUS_NUMBER"
            label = f"{found['column']}: {found['example']}"
            chosen = st.selectbox(
                escape(label),
                ways,
                index=ways.index(found["format"]),
                format_func=lambda way: wizard_questions.way_of_dates(reader, way),
                key=f"bring_in_way_{normal(found['column'])}_{mark}",
            )
            if chosen != found["format"]:
                answers[f"{code}:{found['column']}"] = str(chosen)
    return answers


def _file(reader: Reader, files: Sequence[Mapping[str, Any]], mark: str) -> dict[str, str]:
    """Encoding, separator and header line; gives the answers that were changed."""
    if not files:
        return {}
    first = files[0]
    answers: dict[str, str] = {}
    st.markdown(f"**{escape(reader.text('bring_in.file_itself'))}**")
    with st.grid(4, min_column_width=190):
        if encoding := first.get("encoding"):
            offered = list(dict.fromkeys([encoding, *wizard_questions.ENCODINGS]))
            chosen = st.selectbox(
                reader.text("bring_in.encoding"),
                offered,
                format_func=lambda e: wizard_questions.encoding_name(reader, e),
                key=f"bring_in_encoding_{mark}",
            )
            answers |= {"E_ENCODING": str(chosen)} if chosen != encoding else {}
        if delimiter := first.get("delimiter"):
            parts = list(dict.fromkeys([delimiter, *wizard_questions.DELIMITERS]))
            mark_chosen = st.selectbox(
                reader.text("bring_in.delimiter"),
                parts,
                format_func=lambda d: wizard_questions.delimiter_name(reader, d),
                key=f"bring_in_delimiter_{mark}",
            )
            answers |= {"E_DELIMITER": str(mark_chosen)} if mark_chosen != delimiter else {}
        if (header := int(first.get("header") or 0)) > 0:
            line = st.number_input(
                reader.text("bring_in.header_line"), 1, 1000, header, key=f"bring_in_header_{mark}"
            )
            answers |= {"E_HEADER_ROW": str(int(line))} if int(line) != header else {}
        if sheet := first.get("sheet"):
            st.text_input(
                reader.text("bring_in.sheet"), sheet, disabled=True, key=f"bring_in_sheet_{mark}"
            )
    return answers


def _statuses(reader: Reader, found: Sequence[Mapping[str, Any]], mark: str) -> dict[str, str]:
    """What the words of the status mean; gives those that were changed."""
    if not found:
        return {}
    st.markdown(f"**{escape(reader.text('bring_in.statuses'))}**")
    before = pl.DataFrame(
        [
            {
                "word": str(one["word"]),
                "rows": reader.count(one["rows"]),
                "meaning": str(one["meaning"] or "unknown"),
            }
            for one in found
        ]
    )
    after = pl.DataFrame(
        st.data_editor(
            before,
            hide_index=True,
            disabled=("word", "rows"),
            column_config={
                "word": st.column_config.TextColumn(reader.text("bring_in.col_word")),
                "rows": st.column_config.TextColumn(reader.text("bring_in.col_rows"), width=90),
                "meaning": st.column_config.SelectboxColumn(
                    reader.text("bring_in.col_meaning"),
                    options=["unknown", *STATUSES],
                    format_func=lambda m: reader.text(f"bring_in.status_{m}"),
                ),
            },
            key=f"bring_in_statuses_{mark}",
        )
    )
    pairs = zip(before.iter_rows(named=True), after.iter_rows(named=True), strict=True)
    changed = {
        old["word"]: new["meaning"] for old, new in pairs if old["meaning"] != new["meaning"]
    }
    return {word: meaning for word, meaning in changed.items() if meaning in STATUSES}


def _reason(reader: Reader, proposal: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    if proposal["column"] in about.get("unused", []):
        return reader.text("intake.w_column")
    return reader.text(f"bring_in.reason_{proposal['reason']}")


def _part(reader: Reader, part: str) -> str:
    return reader.text("bring_in.left_out" if part == _NOTHING else f"fields.{part}")
