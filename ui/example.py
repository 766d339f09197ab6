"""What a page shows where a company lacks its tables: what is missing, and the sample's answer.

The example is a company of its own in a workspace of its own, looked at by somebody who may only
look: its figures never meet the company's, nothing of it can be put on a list, and the page says on
top and in the scope line whose figures these are.
"""

from dataclasses import replace

import streamlit as st

from answers import Books, Question
from data.actor import Right
from data.samples.example import COMPANY, ONLOOKER, example
from data.workspace import Workspace
from ui import cache, desk, navigation
from words import Reader, escape


def missing(asked: Question, books: Books) -> tuple[str, ...]:
    """The tables that this company lacks, where the page of ``asked`` has an example."""
    lacking = tuple(table for table in asked.needs if not books.facts.has(table))
    return lacking if asked.example else ()


def workspace() -> Workspace:
    """Where the example lies."""
    return example(desk.workspace().home)


def books() -> Books:
    """The example's books."""
    return cache.books(workspace(), ONLOOKER, COMPANY)


def reader_of(reader: Reader, found: Books) -> Reader:
    """The same language in the example's money."""
    money = desk.reader_of(reader.language, found.company)
    return replace(money, own=found.own_names(reader.language))


def announce(reader: Reader, lacking: tuple[str, ...], company: str, sample: str) -> None:
    """Say which tables are missing and what they would hold, then whose figures follow."""
    tables = ", ".join(reader.text(f"data_tables.{table}") for table in lacking)
    with st.container(border=True):
        title = reader.text("example.missing", tables=tables, company=company)
        st.subheader(f":material/hourglass_empty: {escape(title)}", anchor=False)
        reasons = [f"not_enough.no_{table}" for table in lacking]
        for reason in (reason for reason in reasons if reader.has(reason)):
            st.markdown(escape(reader.text(reason)))
        if desk.actor().may(Right.IMPORT_DATA):
            navigation.data_link(reader, "bring_in", reader.text("bring_in.begin"))
    st.info(escape(reader.text("example.begins", sample=sample)), icon=":material/school:")
