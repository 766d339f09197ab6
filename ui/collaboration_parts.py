"""Notes and tasks where they belong: on the page of a customer, and under a target list."""

from collections.abc import Mapping, Sequence

import streamlit as st

from analytics.findings import NotEnoughData
from answers import Books
from answers import collaboration as answers
from data import collaboration, tasks, team_notes
from data.actor import Forbidden
from data.collaboration import LONGEST_NOTE, LONGEST_TASK, About, CollaborationError, Kind
from data.target_list import TargetList
from data.task import Department, Standing, Task
from data.team_notes import Note
from ui import desk, task_parts
from ui.page import View
from ui.task_parts import Place
from words import Reader, escape

_FORMS = "_collaboration_forms"  # how often each form was kept
_SHOWN = 20  # notes, and tasks, of one customer or list


def on_customer(view: View, customer_id: str) -> None:
    """What colleagues wrote on a customer, and a form to write."""
    if not view.example:
        _show(Place(view.books, view.reader), About(Kind.CUSTOMER, customer_id))


def on_list(books: Books, reader: Reader, one: TargetList) -> None:
    """What colleagues wrote on a target list, and a form to write."""
    _show(Place(books, reader), About(Kind.LIST, one.id))


def notes(
    place: Place, kept: Sequence[Note], told: Mapping[str, str], *, about: bool = False
) -> None:
    """Notes, each with its author and time; ``about``: with whom or what it is about."""
    for note in kept:
        text = note.text if note.text is not None else told.get(note.id)
        with st.container(border=True):
            hidden = f"*{escape(place.text('hidden'))}*"
            st.markdown(task_parts.lines(text) if text is not None else hidden)
            with st.container(horizontal=True, vertical_alignment="center"):
                parts = [place.about(note.about)] if about else []
                parts += [place.who(note.author), place.day(note.at)]
                st.caption(escape(" · ".join(parts)), width="stretch")
                if collaboration.may_remove(desk.actor(), note.author, place.company):
                    _remover(place, note)


def _remover(place: Place, note: Note) -> None:
    with st.popover(place.text("remove"), icon=":material/delete:", type="tertiary"):
        st.markdown(escape(place.text("remove_note_help")))
        st.button(
            place.text("remove_note"),
            key=f"note_remove_{note.id}",
            on_click=_remove_note,
            args=(place, note),
        )


def _show(place: Place, about: About) -> None:
    workspace, actor = desk.workspace(), desk.actor()
    written = answers.notes_about(workspace, actor, place.books, about)
    handed = answers.tasks_about(workspace, actor, place.books, about)
    with st.container(border=True):
        st.subheader(place.text("part"), anchor=False)
        st.caption(escape(place.text("part_help")))
        if not place.may_write:
            st.caption(escape(place.text("may_not")))
        task_parts.tell(place)
        hidden = [one.id for one in written[:_SHOWN] if one.text is None]
        hidden += [one.id for one in handed[:_SHOWN] if one.text is None]
        told = task_parts.shown(place, hidden, key=f"{about.kind}_{about.id}")
        left, right = st.columns(2)
        with left:
            _notes_part(place, about, written, told)
        with right:
            _tasks_part(place, about, handed, told)


def _notes_part(
    place: Place, about: About, written: Sequence[Note], told: Mapping[str, str]
) -> None:
    st.markdown(f"**{escape(_titled(place, 'notes', len(written)))}**")
    if place.may_write:
        _note_form(place, about)
    notes(place, written[:_SHOWN], told)
    _rest(place, len(written))


def _tasks_part(
    place: Place, about: About, handed: Sequence[Task], told: Mapping[str, str]
) -> None:
    st.markdown(f"**{escape(_titled(place, 'tasks', len(handed)))}**")
    if place.may_write:
        _task_form(place, about)
    workspace, ids = desk.workspace(), [task.id for task in handed[:_SHOWN]]
    steps = tasks.histories(workspace, desk.actor(), place.company, ids)
    for task in handed[:_SHOWN]:
        task_parts.card(place, task, steps.get(task.id, ()), told)
    _rest(place, len(handed))


def _titled(place: Place, key: str, count: int) -> str:
    return place.text(key, count=place.reader.count(count)) if count else place.text(f"{key}_none")


def _rest(place: Place, count: int) -> None:
    if count > _SHOWN:
        shown, rows = place.reader.count(_SHOWN), place.reader.count(count)
        st.caption(place.reader.text("tables.shown_of", shown=shown, rows=rows))


def _key(name: str, about: About) -> str:
    """The key of a form's field: another one once that form was kept, so that it is empty again.

    What is typed into the other form stays there.
    """
    turn = st.session_state.get(_FORMS, {}).get(name.partition("_")[0], 0)
    return f"{name}_{about.kind}_{about.id}_{turn}"


def _note_form(place: Place, about: About) -> None:
    key = _key("note_text", about)
    with st.form(_key("note_form", about), border=False, enter_to_submit=False):
        st.text_area(
            place.text("note_label"),
            max_chars=LONGEST_NOTE,
            height=80,
            placeholder=place.text(f"note_example_{about.kind}"),
            key=key,
        )
        st.form_submit_button(
            place.text("note_save"),
            icon=":material/edit_note:",
            on_click=_write_note,
            args=(place, about, key),
        )


def _task_form(place: Place, about: About) -> None:
    keys = tuple(_key(name, about) for name in ("task_text", "task_for", "task_due"))
    with st.form(_key("task_form", about), border=False, enter_to_submit=False):
        st.text_area(
            place.text("task_label"),
            max_chars=LONGEST_TASK,
            height=80,
            placeholder=place.text(f"task_example_{about.kind}"),
            key=keys[0],
        )
        left, right = st.columns(2)
        with left:
            task_parts.department(place, keys[1])
        with right:
            task_parts.due_day(place, keys[2])
        st.form_submit_button(
            place.text("task_save"),
            icon=":material/assignment_ind:",
            on_click=_make_task,
            args=(place, about, keys),
        )


def _write_note(place: Place, about: About, key: str) -> None:
    text = str(st.session_state.get(key) or "")
    try:
        answers.write_note(desk.workspace(), desk.actor(), place.books, about, text)
    except (CollaborationError, Forbidden, NotEnoughData) as problem:
        task_parts.remember(place, problem)
        return
    _kept(place, "note")


def _make_task(place: Place, about: About, keys: Sequence[str]) -> None:
    text, chosen, due = (st.session_state.get(key) for key in keys)
    try:
        standing = Standing(Department(chosen or Department.SERVICE), due=due or None)
        workspace, actor = desk.workspace(), desk.actor()
        answers.make_task(workspace, actor, place.books, about, str(text or ""), standing=standing)
    except (CollaborationError, Forbidden, NotEnoughData) as problem:
        task_parts.remember(place, problem)
        return
    _kept(place, "task")


def _kept(place: Place, form: str) -> None:
    turns = st.session_state.setdefault(_FORMS, {})
    turns[form] = turns.get(form, 0) + 1
    st.toast(escape(place.text(f"{form}_kept")), icon=":material/check:")


def _remove_note(place: Place, note: Note) -> None:
    try:
        team_notes.remove(desk.workspace(), desk.actor(), place.company, note.id)
    except (CollaborationError, Forbidden) as problem:
        task_parts.remember(place, problem)
