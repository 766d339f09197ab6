"""What stands in the way: questions asked once, refusals, and warnings, in the reader's words."""

from collections.abc import Sequence
from typing import Protocol

import streamlit as st

from data.intake.messages import place, say
from data.intake.outcome import Outcome
from data.intake.problems import Problem
from words import Reader, escape

ENCODINGS = ("utf-8", "cp1252", "cp1251", "gb18030", "mac_roman", "shift_jis", "utf-16-le")
DELIMITERS = (",", ";", "\t", "|")
_LISTED = 12


def problems(reader: Reader, found: Sequence[Problem]) -> None:
    """What is wrong with files that cannot come in like this, and what to do."""
    st.error(f"**{escape(reader.text('intake.rejected'))}**", icon=":material/block:")
    _list(reader, found)


def warnings(reader: Reader, outcome: Outcome) -> None:
    """What was noticed and is no reason to refuse: one line each; unused columns are told apart."""
    found = [p for p in outcome.problems if p.code.startswith("W_") and p.code != "W_COLUMN"]
    if not found:
        return
    count = reader.count(len(found))
    title = reader.text("bring_in.noticed", count=count)
    with st.expander(escape(title), icon=":material/info:", expanded=len(found) <= 3):
        _list(reader, found)


class Asked(Protocol):
    """Whoever takes note of the answers."""

    def say(self, *, answers: dict[str, str]) -> None:
        """Keep the answers by the name of their question."""


def ask(reader: Reader, bench: Asked, outcome: Outcome) -> None:
    """Put the questions, each with the cell it is about; ``bench`` takes note of the answers."""
    said = f"**{escape(reader.text('intake.question'))}** "
    st.warning(said + escape(reader.text("bring_in.once")), icon=":material/help:")
    asked = {_name(p): p for p in outcome.problems if p.code.startswith("E_")}
    with st.form("bring_in_questions"):
        answers = {}
        for name, problem in asked.items():
            where = place(problem, reader)
            st.markdown(f"**{escape(where)}**  \n{escape(_asked(reader, problem))}")
            answers[name] = _choice(reader, name, problem)
        pressed = st.form_submit_button(
            reader.text("bring_in.answer"), type="primary", icon=":material/check:"
        )
    if pressed:
        bench.say(answers={name: answer for name, answer in answers.items() if answer})
        st.rerun()


def way_of_dates(reader: Reader, way: str) -> str:
    """How a column writes its dates, by an example."""
    return reader.text(f"bring_in.way_{way}") if reader.has(f"bring_in.way_{way}") else way


def encoding_name(reader: Reader, encoding: str) -> str:
    """An encoding as somebody would look for it."""
    key = f"bring_in.encoding_{encoding.replace('-', '_')}"
    return f"{reader.text(key)} ({encoding})" if reader.has(key) else encoding


def delimiter_name(reader: Reader, delimiter: str) -> str:
    """What parts the columns, in words."""
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
    known = names.get(delimiter)
    return reader.text(f"bring_in.delimiter_{known}") if known else delimiter


def _asked(reader: Reader, problem: Problem) -> str:
    """The question itself; about a whole column in words of its own, with the cells in doubt."""
    key = f"bring_in.ask_{problem.code.lower()}"
    if problem.column is None or not reader.has(key):
        return say(problem, reader)
    cells = problem.fields.get("cells") or problem.fields.get("value") or ()
    shown = [cells] if isinstance(cells, str) else [str(cell) for cell in cells]
    text = reader.text(key)
    if shown:
        text += " " + reader.text("bring_in.odd_cells", cells=" · ".join(shown))
    return text


def _choice(reader: Reader, name: str, problem: Problem) -> str:
    fields, label, key = problem.fields, reader.text("bring_in.your_answer"), f"bring_in_{name}"
    if problem.code == "E_HEADER_ROW":
        line = int(fields.get("header") or 1)
        chosen = st.number_input(reader.text("bring_in.header_line"), 1, 1000, line, key=key)
        return str(int(chosen))
    if problem.code == "E_NO_HEADER":
        st.radio(label, ["none"], format_func=lambda _: reader.text("bring_in.no_header"), key=key)
        return "none"
    if problem.code == "E_ENCODING":
        return _encoding(reader, problem, label, key)
    if problem.code == "E_DELIMITER":
        first = [d for d in str(fields.get("choices", "")).split(" ") if d in DELIMITERS]
        offered = list(dict.fromkeys([*first, *DELIMITERS]))
        return str(
            st.radio(label, offered, format_func=lambda d: delimiter_name(reader, d), key=key)
        )
    offered = [c.strip() for c in str(fields.get("choices", "")).split(", ") if c.strip()]
    if problem.code == "E_SHEET":
        return str(st.selectbox(label, offered, key=key))
    return str(st.radio(label, offered, format_func=lambda way: way_of_dates(reader, way), key=key))


def _encoding(reader: Reader, problem: Problem, label: str, key: str) -> str:
    """The encodings that fit, each with the odd cell as it would read."""
    guess = str(problem.fields.get("guess") or "utf-8")
    cell = str(problem.fields.get("cell") or "")
    read = {guess: cell} | {e: _read_as(cell, guess, e) for e in ENCODINGS if e != guess}
    offered = [e for e, text in read.items() if text or not cell]

    def named(encoding: str) -> str:
        name = encoding_name(reader, encoding)
        return escape(f"{read[encoding]} · {name}" if read[encoding] else name)

    return str(st.radio(label, offered, format_func=named, key=key))


def _read_as(cell: str, guess: str, encoding: str) -> str:
    """A cell as it reads in another encoding than the one guessed; blank where it cannot."""
    try:
        read = cell.encode(guess).decode(encoding)
    except (UnicodeError, LookupError):
        return ""
    return read if read.isprintable() else ""


def _name(problem: Problem) -> str:
    """The name under which an answer is kept: of the column where the question is about one."""
    by_column = problem.code in ("E_AMBIGUOUS_DATE", "E_AMBIGUOUS_NUMBER")
    return f"{problem.code}:{problem.column}" if by_column and problem.column else problem.code


def _missing(reader: Reader, problem: Problem) -> str:
    """A column that is needed and not there, by the field's name in the reader's language."""
    part = f"fields.{problem.column}"
    field = reader.text(part) if reader.has(part) else str(problem.column)
    return reader.text("bring_in.missing", field=field, names=problem.fields.get("names", ""))


def _list(reader: Reader, found: Sequence[Problem]) -> None:
    lines = []
    for problem in found[:_LISTED]:
        where, told = place(problem, reader), say(problem, reader)
        if problem.code == "E_MISSING_COLUMN":
            where, told = problem.file, _missing(reader, problem)
        said = f"**{escape(where)}** · " if where else ""
        lines.append(f"- {said}{escape(told)} `{problem.code}`")
    nearest = next((p.fields["nearest"] for p in found if p.fields.get("nearest")), None)
    if nearest is not None and reader.has(f"data_tables.{nearest}"):
        table = reader.text(f"data_tables.{nearest}")
        lines.append(f"- {escape(reader.text('bring_in.missing_table', table=table))}")
    rest = len(found) - _LISTED
    if rest > 0:
        lines.append(f"- {escape(reader.text('bring_in.and_more', count=reader.count(rest)))}")
    st.markdown("\n".join(lines))
