"""One task on screen: what is to be done, for whom, by when, every step, and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import streamlit as st

from analytics.findings import NotEnoughData
from answers import Books, refusals
from answers import collaboration as answers
from data import collaboration, lists, tasks
from data.actor import Forbidden, Right
from data.collaboration import About, CollaborationError, Kind
from data.task import Department, Step, Task, TaskState
from ui import customers, desk, link, navigation
from words import Reader, escape

_SAID, _SHOWN = "_collaboration_said", "_collaboration_shown"
_COLOURS = {TaskState.OPEN: "blue", TaskState.IN_PROGRESS: "violet", TaskState.DONE: "green"}
_NEXT = {
    TaskState.OPEN: ((TaskState.IN_PROGRESS, "play_arrow"), (TaskState.DONE, "check")),
    TaskState.IN_PROGRESS: ((TaskState.DONE, "check"), (TaskState.OPEN, "undo")),
    TaskState.DONE: ((TaskState.OPEN, "undo"),),
}
Problem = CollaborationError | Forbidden | NotEnoughData


@dataclass(frozen=True)
class Place:
    """Where notes and tasks are shown: of which company, in whose words."""

    books: Books
    reader: Reader

    @property
    def company(self) -> str:
        """The short name of the company."""
        return self.books.company.name

    @property
    def may_write(self) -> bool:
        """Whether whoever looks may write here, too."""
        return desk.actor().may(Right.COLLABORATE, self.company)

    @cached_property
    def today(self) -> date:
        """The day it is where the company is."""
        return tasks.today(self.books.company)

    @cached_property
    def lists(self) -> Mapping[str, str]:
        """The names of the target lists there are, by id."""
        known = lists.listing(desk.workspace(), desk.actor(), self.company)
        return {one.id: one.name for one in known}

    def text(self, key: str, **fields: object) -> str:
        """A message about notes and tasks."""
        return self.reader.text(f"inbox.{key}", **fields)

    def about(self, about: About) -> str:
        """Whom or what something is about, in words."""
        if about.kind is Kind.CUSTOMER:
            return self.text("about_customer", customer=about.id)
        name = self.lists.get(about.id)
        return self.text("about_list", name=name) if name else self.text("about_lost_list")

    def who(self, actor: str) -> str:
        """Who wrote something."""
        return self.text("you") if actor == desk.actor().id else actor

    def day(self, moment: datetime) -> str:
        """Day and time, where the company is."""
        there = moment.astimezone(ZoneInfo(self.books.company.timezone))
        return f"{self.reader.date(there.date())}, {there:%H:%M}"


def lines(text: str) -> str:
    """A text of several lines as markdown shows it literally."""
    return "  \n".join(escape(line) for line in text.splitlines())


def tell(place: Place) -> None:
    """What the last click could not do, and why."""
    if said := st.session_state.pop(_SAID, None):
        st.warning(escape(said), icon=":material/sync_problem:")


def remember(place: Place, problem: Problem) -> None:
    """Keep a refusal for the run that follows a click."""
    if isinstance(problem, CollaborationError):
        said = answers.in_words(problem, place.reader, desk.actor())
    else:
        said = refusals.in_words(problem, place.reader)
    st.session_state[_SAID] = said


def shown(place: Place, hidden: Sequence[str], *, key: str) -> Mapping[str, str]:
    """The texts of others by id, where somebody who may asked to see them: logged at each look."""
    kept = st.session_state.setdefault(_SHOWN, {})
    if not hidden:
        kept.pop(key, None)
        return {}
    if not desk.actor().may(Right.REVEAL, place.company):
        st.caption(escape(place.text("hidden_for_you")))
        return {}
    mark = (str(desk.workspace().home), desk.actor().id, place.company, key)
    on = st.toggle(place.text("reveal"), help=place.text("reveal_help"), key=f"reveal_{key}")
    if not on:
        kept.pop(key, None)
        return {}
    known: dict[str, str] = dict(kept[key][1]) if key in kept and kept[key][0] == mark else {}
    if missing := [one for one in hidden if one not in known]:
        actor = desk.actor()
        known |= collaboration.reveal(desk.workspace(), actor, place.company, missing)
    kept[key] = (mark, known)
    st.caption(escape(place.text("revealed")))
    return known


def card(
    place: Place,
    task: Task,
    steps: Sequence[Step],
    told: Mapping[str, str],
    *,
    opens: bool = False,
) -> None:
    """The task; ``opens``: with a way to whom or what it is about."""
    text = task.text if task.text is not None else told.get(task.id)
    with st.container(border=True):
        st.markdown(lines(text) if text is not None else f"*{escape(place.text('hidden'))}*")
        _badges(place, task)
        who, day = place.who(task.author), place.day(task.at)
        about = f"{place.about(task.about)} · " if opens else ""
        st.caption(escape(about + place.text("made", who=who, day=day)))
        with st.container(horizontal=True):
            if opens:
                _opener(place, task)
            if place.may_write:
                _moves(place, task)
                _hand_over(place, task)
            if len(steps) > 1:
                _history(place, steps)
            if collaboration.may_remove(desk.actor(), task.author, place.company):
                _remover(place, task)


def _badges(place: Place, task: Task) -> None:
    standing = task.standing
    with st.container(horizontal=True, gap="small"):
        st.badge(place.text(f"state_{standing.state}"), color=_COLOURS[standing.state])  # type: ignore[arg-type]
        st.badge(place.text(f"department_{standing.department}"), color="gray")
        if standing.due is not None:
            late = task.is_overdue(place.today)
            said = place.text("overdue" if late else "due_on", day=place.reader.date(standing.due))
            st.badge(said, icon=":material/event:", color="red" if late else "gray")


def _moves(place: Place, task: Task) -> None:
    for state, icon in _NEXT[task.standing.state]:
        st.button(
            place.text(f"to_{state}"),
            icon=f":material/{icon}:",
            type="primary" if state is TaskState.DONE else "secondary",
            key=f"task_{state}_{task.id}",
            on_click=_move,
            args=(place, task, state),
        )


def _hand_over(place: Place, task: Task) -> None:
    """Another department, or another day."""
    key = f"{task.id}_{task.revision}"
    with (
        st.popover(place.text("change"), icon=":material/edit:"),
        st.form(f"task_form_{key}", border=False, enter_to_submit=False),
    ):
        department(place, f"task_department_{key}", task.standing.department)
        due_day(place, f"task_due_{key}", task.standing.due)
        st.form_submit_button(place.text("save"), on_click=_rearrange, args=(place, task, key))


def department(place: Place, key: str, first: Department = Department.SERVICE) -> None:
    """For which department a task is."""
    known = list(Department)
    st.selectbox(
        place.text("department"),
        known,
        index=known.index(first),
        format_func=lambda one: place.text(f"department_{one}"),
        key=key,
    )


def due_day(place: Place, key: str, first: date | None = None) -> None:
    """The day a task is due, or none."""
    least = min(first, place.today) if first else place.today
    st.date_input(
        place.text("due"),
        value=first,
        min_value=least,
        format="DD/MM/YYYY",
        help=place.text("due_help"),
        key=key,
    )


def _history(place: Place, steps: Sequence[Step]) -> None:
    with st.popover(place.text("steps", steps=place.reader.count(len(steps)))):
        for step in steps:
            standing = step.standing
            parts = [
                place.text(f"state_{standing.state}"),
                place.text(f"department_{standing.department}"),
                place.text("due_on", day=place.reader.date(standing.due)) if standing.due else "",
                place.who(step.actor),
                place.day(step.at),
            ]
            st.markdown(escape(" · ".join(filter(None, parts))))


def _remover(place: Place, task: Task) -> None:
    with st.popover(place.text("remove"), icon=":material/delete:"):
        st.markdown(escape(place.text("remove_task_help")))
        st.button(
            place.text("remove_task"),
            key=f"task_remove_{task.id}",
            on_click=_remove,
            args=(place, task),
        )


def _opener(place: Place, task: Task) -> None:
    about = task.about
    if about.kind is Kind.CUSTOMER:
        customers.offer(place.reader, about.id, key=f"task_{task.id}")
    elif about.id in place.lists:
        asked = st.button(
            place.text("open_list"),
            icon=":material/ads_click:",
            key=f"task_list_{task.id}",
            on_click=_choose_list,
            args=(about.id,),
        )
        if asked:
            link.go(navigation.data_page("target_lists", place.reader))


def _choose_list(list_id: str) -> None:
    link.keep("list_view", "ledger")
    link.keep("list", list_id)


def _move(place: Place, task: Task, state: TaskState) -> None:
    _change(place, task, state=state)


def _rearrange(place: Place, task: Task, key: str) -> None:
    state = st.session_state
    due, chosen = state.get(f"task_due_{key}"), state.get(f"task_department_{key}")
    wanted = Department(chosen) if chosen in list(Department) else task.standing.department
    _change(place, task, department=wanted, due=due if isinstance(due, date) else None)


def _change(place: Place, task: Task, **changes: object) -> None:
    standing = replace(task.standing, **changes)  # type: ignore[arg-type]
    workspace, actor = desk.workspace(), desk.actor()
    try:
        tasks.change(
            workspace, actor, place.company, task.id, seen=task.revision, standing=standing
        )
    except (CollaborationError, Forbidden) as problem:
        remember(place, problem)
        return
    st.toast(escape(place.text("changed")), icon=":material/check:")


def _remove(place: Place, task: Task) -> None:
    try:
        tasks.remove(desk.workspace(), desk.actor(), place.company, task.id)
    except (CollaborationError, Forbidden) as problem:
        remember(place, problem)
