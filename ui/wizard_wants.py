"""Steps one, two and five: what is asked, what that needs, and which pages open with it."""

from collections.abc import Collection, Sequence

import streamlit as st

from answers import Question
from answers.opening import ALL, counting, opened_by, tables_for, waiting
from data.tables import TABLES
from ui import navigation, wizard_steps
from words import Reader, escape

_LINES = ("order_id", "ordered_at", "customer_id", "product_id", "quantity", "amount")
_NOT_USEFUL = frozenset({"line_no"})


def function(reader: Reader) -> Sequence[Question]:
    """Step 1: the questions the visitor wants answered; none chosen means all."""
    chosen: list[Question] = st.session_state.get("bring_in_wants") or []
    names = ", ".join(_title(reader, known) for known in chosen)
    with wizard_steps.folded(reader, "function", names or reader.text("bring_in.everything")):
        asked = st.pills(
            reader.text("bring_in.wants"),
            ALL,
            selection_mode="multi",
            format_func=lambda known: escape(reader.text(f"{known.stem}.lead")),
            key="bring_in_wants",
            wrap=True,
        )
        st.caption(escape(reader.text("bring_in.wants_none")))
    return asked or []


def needs(reader: Reader, chosen: Sequence[Question]) -> None:
    """Step 2: the tables and columns that takes."""
    needed = tables_for(chosen) or ("order_lines",)
    names = ", ".join(_table(reader, table) for table in needed)
    with wizard_steps.folded(reader, "needs", names):
        for table in needed:
            st.markdown(_needed(reader, table))
        others = [] if chosen else [table for table in TABLES if table not in needed]
        if others:
            st.markdown(f"**{escape(reader.text('bring_in.useful'))}**")
            lines = [f"- **{escape(_table(reader, t))}** · {_holds(reader, t)}" for t in others]
            st.markdown("\n".join(lines))
        st.caption(escape(reader.text("bring_in.needs_names")))


def applications(reader: Reader, there: Collection[str], table: str, *, sold: bool) -> None:
    """Step 5: the pages that open once ``table`` is in, and what the others wait for.

    Where nothing is ``sold``, order lines open none.
    """
    unsold = not sold and "order_lines" in {*there, table}
    there, with_it = counting(there, sold=sold), counting({*there, table}, sold=sold)
    now = opened_by(with_it)
    new = [known for known in now if known not in opened_by(there)]
    count = {"open": reader.count(len(now)), "all": reader.count(len(ALL))}
    summary = reader.text("bring_in.opens", **count)
    with wizard_steps.folded(reader, "applications", summary):
        for known in now:
            mark = "fiber_new" if known in new else "check"
            lead = reader.text(f"{known.stem}.lead")
            st.markdown(f":material/{mark}: **{escape(_title(reader, known))}** · {escape(lead)}")
        if unsold:
            st.warning(escape(reader.text("data.find_no_sales")), icon=":material/block:")
        names = {"order_lines": reader.text("data.lines_sold")} if unsold else {}
        for known, lacking in waiting(with_it):
            tables = ", ".join(names.get(name) or _table(reader, name) for name in lacking)
            said = reader.text("bring_in.waits", tables=tables)
            st.markdown(f":material/lock: {escape(_title(reader, known))} · {escape(said)}")
        if not now and not unsold:
            st.markdown(escape(reader.text("bring_in.opens_none")))


def links(reader: Reader, there: Collection[str], *, sold: bool) -> None:
    """Ways to the pages that are open now, or why none is."""
    if not sold and "order_lines" in there:
        st.warning(escape(reader.text("data.find_no_sales")), icon=":material/block:")
    there = counting(there, sold=sold)
    with st.container(horizontal=True, gap="small"):
        for known in opened_by(there)[:6]:
            navigation.link(reader, known.name, _title(reader, known))


def _needed(reader: Reader, table: str) -> str:
    """A table with the columns it must have and those that open more of its pages."""
    keys = _LINES if table == "order_lines" else tuple(TABLES[table].key)
    useful = [c for c in TABLES[table].columns if c not in keys and c not in _NOT_USEFUL]
    lines = [f"**{escape(_table(reader, table))}** · {_holds(reader, table)}"]
    for key, columns in (("col_must", keys), ("col_may", useful)):
        names = ", ".join(reader.text(f"fields.{column}") for column in columns)
        lines.append(f"*{escape(reader.text(f'bring_in.{key}'))}:* {escape(names)}")
    return "  \n".join(lines)


def _holds(reader: Reader, table: str) -> str:
    return escape(reader.text(f"data_tables.{table}_row"))


def _title(reader: Reader, known: Question) -> str:
    return reader.text(f"{known.stem}.title")


def _table(reader: Reader, table: str) -> str:
    return reader.text(f"data_tables.{table}")
