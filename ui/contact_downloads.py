"""How a frozen list leaves: who can be contacted by now, formats, and what was left out and why."""

from collections.abc import Callable, Hashable
from threading import Condition as Lock
from typing import Any

import polars as pl
import streamlit as st
from cachetools import LRUCache, cached

from analytics.suppression import SHOWN
from answers import Books
from data import lists
from data.actor import Right
from data.companies import Company
from data.provenance import Provenance
from data.scope import Scope
from data.sources.settings import SettingsError
from data.target_list import ListError, ListState, TargetList
from exports import Format, export_rows
from exports.contact_formats import ContactFormat, suits
from exports.contact_table import NotWritten, targets, write_contacts
from exports.contacts import Checked, check, contact_file, contact_list, reason_in_words
from exports.out import rows_file
from ui import choose, customers, desk, downloads, target_list_parts
from words import Reader, escape

_CHECKED: LRUCache[Hashable, Checked] = LRUCache(maxsize=32)  # counts and ids, no contact
_ALL = ""


def show(books: Books, reader: Reader, one: TargetList) -> None:
    """The part of the page for one list that was frozen."""
    if one.state is ListState.DRAFT:
        return
    with st.container(border=True):
        st.subheader(reader.text("contacts.heading"), anchor=False)
        if not desk.actor().may(Right.EXPORT_CONTACTS, books.company.name):
            st.caption(escape(reader.text("contacts.may_not")))
        elif one.state is ListState.MEASURED:
            st.caption(escape(reader.text("contacts.is_measured")))
        else:
            _offer(books, reader, one)
            if one.state is ListState.FROZEN:
                _wait_until_sent(one.id)


def _offer(books: Books, reader: Reader, one: TargetList) -> None:
    try:
        found = _checked(books, one)
    except ListError as problem:
        target_list_parts.tell(reader, problem)
        return
    _tell(reader, found)
    if found.rows:
        kind, arm = _choices(reader, one)
        st.caption(escape(reader.text(f"contacts.about_{kind}")))
        if one.touch_point in SHOWN:
            st.caption(escape(reader.text("contacts.came_by")))
        if kind in {ContactFormat.GOOGLE, ContactFormat.META}:
            st.caption(escape(reader.text("contacts.still_personal")), width=900)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _download(books.company, reader, found.target_list, kind, arm)
            _tables(reader, one, arm)
        st.caption(escape(reader.text("contacts.download_logged")))
    _left_out(books, reader, found)


def _checked(books: Books, one: TargetList) -> Checked:
    """Found anew whenever the data or any list moved on."""
    workspace, actor = desk.workspace(), desk.actor()
    known = lists.listing(workspace, actor, books.company.name)
    states = tuple((other.id, other.state.value) for other in known)
    where = (str(workspace.home), actor.role, actor.companies)
    return _found(where, books.version, states, one.id)


@cached(_CHECKED, key=lambda *key: key, condition=Lock())
def _found(where: Hashable, version: int, states: Hashable, list_id: str) -> Checked:
    del where, version, states  # in the key
    return check(desk.workspace(), desk.actor(), list_id)


def _tell(reader: Reader, found: Checked) -> None:
    """How many may be contacted, and how many of them can be reached there."""
    members = reader.count(found.target_list.contacted)
    if not found.rows:
        st.warning(escape(reader.text("contacts.nobody")), icon=":material/person_off:")
    elif found.rows == found.target_list.contacted:
        st.markdown(escape(reader.text("contacts.ready_all", members=members)))
    else:
        rows = reader.count(found.rows)
        st.markdown(escape(reader.text("contacts.ready", customers=rows, members=members)))
    if found.reached < found.rows:
        point = reader.preset(found.target_list.touch_point)
        reached = reader.count(found.reached)
        st.markdown(escape(reader.text("contacts.usable", customers=reached, touch_point=point)))
    if found.merged:
        merged = reader.count(found.merged)
        st.caption(escape(reader.text("contacts.merged", customers=merged)))


def _choices(reader: Reader, one: TargetList) -> tuple[ContactFormat, str | None]:
    kinds = [kind for kind in ContactFormat if suits(kind, one.touch_point)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            reader.text("contacts.format"),
            kinds,
            default=kinds[0],
            format_func=lambda kind: reader.text(f"contacts.format_{kind}"),
            key=f"contacts_format_{one.id}",
            required=True,
        )
        arm = _ALL
        if len(one.treatments) > 1:
            arm = st.selectbox(
                reader.text("contacts.arm"),
                [_ALL, *one.treatments],
                format_func=lambda arm: choose.plain(arm or reader.text("contacts.arm_all")),
                key=f"contacts_arm_{one.id}",
                width=240,
            )
    return kind or kinds[0], arm or None


def _download(
    company: Company, reader: Reader, one: TargetList, kind: ContactFormat, arm: str | None
) -> None:
    downloads.button(
        escape(reader.text("contacts.download", format=reader.text(f"contacts.format_{kind}"))),
        _maker(reader, one.id, kind, arm),
        file=contact_file(company, one, kind, downloads.token()),
        key=f"contacts_{one.id}",
    )


def _maker(
    reader: Reader, list_id: str, kind: ContactFormat, arm: str | None
) -> Callable[[], bytes]:
    workspace, actor = desk.workspace(), desk.actor()

    def make() -> bytes:
        made = contact_list(workspace, actor, list_id, kind, reader=reader, arm=arm)
        return made.export.content

    return make


def _tables(reader: Reader, one: TargetList, arm: str | None) -> None:
    """A button for each database that takes this list."""
    for target in targets(desk.workspace(), desk.actor(), one.id):
        st.button(
            escape(reader.text("contacts.write", target=target)),
            icon=":material/database_upload:",
            help=reader.text("contacts.write_help"),
            key=f"contacts_write_{one.id}_{target}",
            on_click=_write,
            args=(reader, one.id, target, arm),
        )


def _write(reader: Reader, list_id: str, target: str, arm: str | None) -> None:
    try:
        done = write_contacts(desk.workspace(), desk.actor(), list_id, target, arm=arm)
    except NotWritten as problem:
        told = reader.text(f"intake.{problem.code.lower()}", **problem.fields)
        text = reader.text("contacts.target_failed", target=target, told=told)
        st.toast(escape(text), icon=":material/error:")
    except ListError as problem:
        st.toast(escape(reader.text(problem.key, **problem.fields)), icon=":material/error:")
    except SettingsError:
        text = reader.text("contacts.no_target", target=target)
        st.toast(escape(text), icon=":material/error:")
    else:
        count = reader.count(done.rows)
        text = reader.text("contacts.written", target=target, customers=count)
        st.toast(escape(text), icon=":material/check:")


def _left_out(books: Books, reader: Reader, found: Checked) -> None:
    """Who dropped out, and whose contacts were left blank: counts, and customers by number."""
    for what, rows, told in (
        ("out", found.out, found.because(reader)),
        ("bad", found.bad, found.wrong(reader)),
    ):
        if rows.is_empty():
            continue
        title = reader.text(f"contacts.{what}", customers=reader.count(rows.height))
        lines = "\n".join(f"- {escape(one)}" for one in told)
        st.markdown(f"{escape(title)}\n\n{lines}")
        _rows(books, reader, rows, f"{what}_{found.target_list.id}")


def _rows(books: Books, reader: Reader, rows: pl.DataFrame, key: str) -> None:
    """The customers by number, to be shown and taken along; never with a contact."""
    say: dict[str, Callable[[str], str]] = {
        "reason": lambda why: reason_in_words(why, reader),
        "state": lambda state: reader.text(f"contacts.state_{state}"),
        "column": lambda column: reader.text(f"contacts.column_{column}"),
    }
    with st.expander(escape(reader.text("contacts.by_number"))):
        columns = {
            reader.text(f"contacts.column_{c}"): [say.get(c, str)(v) for v in rows[c]]
            for c in rows.columns
        }
        chosen: Any = st.dataframe(
            pl.DataFrame(columns),
            hide_index=True,
            key=f"contacts_rows_{key}",
            on_select="rerun",
            selection_mode="single-row",
        )
        ticked = [int(row) for row in chosen.selection.rows if int(row) < rows.height]
        customers.offer_ticked(reader, rows["customer_id"], ticked, key=f"contacts_{key}")
        scope, _ = books.settle(Scope(books.company.name))
        origin = Provenance("target-lists", books.company, books.version, scope, {})
        name = f"{key[:12]}-{downloads.token()}"
        downloads.button(
            reader.text("tables.csv"),
            _report(reader, rows, name, origin),
            file=rows_file(origin, reader, rows, name=name, kind=Format.CSV),
            key=f"contacts_rows_csv_{key}",
        )
        st.caption(reader.text("tables.for_analysis"))


def _report(
    reader: Reader, rows: pl.DataFrame, name: str, origin: Provenance
) -> Callable[[], bytes]:
    workspace, actor = desk.workspace(), desk.actor()

    def make() -> bytes:
        made = export_rows(
            workspace, actor, rows, name=name, kind=Format.CSV, provenance=origin, reader=reader
        )
        return made.content

    return make


@st.fragment(run_every=2.0)
def _wait_until_sent(list_id: str) -> None:
    """A download runs no script; once the log says it left, the page shows what comes next."""
    if lists.get(desk.workspace(), desk.actor(), list_id).state is not ListState.FROZEN:
        st.rerun()
