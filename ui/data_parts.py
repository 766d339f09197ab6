"""The parts of the data page that show what is there: tables, columns, pages, companies."""

import polars as pl
import streamlit as st

from analytics.data import Coverage
from data import companies
from data.actor import Right
from data.load import Load
from ui import desk, navigation, tables
from ui.page import View
from words import escape

_TABLES = (
    *("table_name", "rows", "columns_filled", "columns", "filled_share"),
    *("first_day", "last_day", "opens"),
)
_COLUMNS = ("column_name", "origin", "rows_filled", "filled_share", "from_column")


def bring_in(view: View) -> None:
    """The way to the page that brings files in, for those who may."""
    if view.actor.may(Right.IMPORT_DATA, view.books.company.name):
        navigation.data_link(view.reader, "bring_in", view.text("bring_in"))


def tables_part(view: View, result: Coverage) -> None:
    """The tables that are there, most columns of figures."""
    here = result.here
    tables.show(view.reader, here, [c for c in _TABLES if c in here.columns], key="data_tables")


def columns_part(view: View, result: Coverage) -> None:
    """The columns of one table: how far filled, and which column of the file each was."""
    reader = view.reader
    names = result.here["table_name"].to_list()
    chosen = st.selectbox(
        view.text("columns_of"),
        names,
        format_func=lambda name: reader.text(f"data_tables.{name}"),
        key="data_columns_of",
    )
    columns = result.columns.filter(table_name=chosen)
    found = _from_columns(view.books.loads, str(chosen))
    named = columns["column_name"].replace_strict(found, default="", return_dtype=pl.String)
    tables.show(
        reader,
        columns.with_columns(from_column=named.replace({"": "–"})),
        _COLUMNS,
        key="data_columns",
    )


def pages_part(view: View, result: Coverage) -> None:
    """Pages that are open, as ways to them, and what the others still need."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("pages"), anchor=False)
        with st.container(horizontal=True):
            for page in result.opened:
                navigation.link(reader, page.replace("_", "-"), reader.text(f"{page}.title"))
        lacking = result.pages.filter(~pl.col("there"))
        for page in lacking["page"].unique(maintain_order=True):
            needed = lacking.filter(page=page)["table_name"]
            names = ", ".join(_needed(view, result, name) for name in needed)
            title = reader.text(f"{page}.title")
            said = view.text("page_needs", page=title, tables=names)
            st.markdown(f":material/lock: {escape(said)}")


def _needed(view: View, result: Coverage, table: str) -> str:
    """A table that a page still needs; of order lines that are there, those with a sale."""
    if result.unsold and table == "order_lines":
        return view.text("lines_sold")
    return view.reader.text(f"data_tables.{table}")


def companies_part(view: View) -> None:
    """The companies of the workspace that this visitor may see."""
    reader = view.reader
    known = companies.listing(desk.workspace())
    mine = [one for one in known if view.actor.may(Right.SEE, one.name)]
    rows = [
        {
            view.text("company"): one.title,
            view.text("short_name"): one.name,
            view.text("currency"): one.currency,
            view.text("timezone"): one.timezone,
            view.text("sample"): reader.text("app.yes" if one.is_sample else "app.no"),
            view.text("version"): reader.count(one.version),
        }
        for one in mine
    ]
    with st.expander(view.text("companies"), icon=":material/apartment:"):
        st.dataframe(pl.DataFrame(rows), hide_index=True, key="data_companies")


def _from_columns(loads: tuple[Load, ...], table: str) -> dict[str, str]:
    """By column: what it was called in the files, the newest name first."""
    found: dict[str, list[str]] = {}
    for load in reversed(loads):
        recipe = load.notes.get("recipe") or {}
        if load.table_name == table:
            for name, part in recipe.get("columns", {}).items():
                if part and name not in found.setdefault(part, []):
                    found[part].append(name)
    return {part: ", ".join(names[:3]) for part, names in found.items()}
