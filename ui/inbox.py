"""The inbox: what departments handed to each other, the most urgent first."""

import streamlit as st

from data import tasks, team_notes
from data.task import WAITING, Counts, Department, TaskState
from ui import collaboration_parts, desk, link, navigation, notes, task_parts
from ui.page import entered
from ui.task_parts import Place
from words import escape

MOST = 30  # tasks on screen
_NOTES = 10  # newest notes
_ALL = "all"
_STATES = {
    "waiting": WAITING,
    **{state.value: (state,) for state in TaskState},
    _ALL: (),
}


def show() -> None:
    """The page."""
    place = Place(*entered("inbox.title"))
    top = st.container()
    task_parts.tell(place)
    if any_at_all := _counts(place).all:
        departments = _departments(place)
        counts = _counts(place, departments)
        _tasks(place, departments, counts)
    else:
        _empty(place)
    with top:
        said = _lead(place, counts) if any_at_all else place.text("lead_none")
        st.subheader(escape(said), anchor=False)
    _newest_notes(place)
    notes.show(place.reader, "inbox")


def _counts(place: Place, departments: tuple[Department, ...] = ()) -> Counts:
    workspace, actor = desk.workspace(), desk.actor()
    return tasks.counts(workspace, actor, place.company, place.today, departments=departments)


def _lead(place: Place, counts: Counts) -> str:
    """What waits, what is late, and what comes next."""
    if not counts.waiting:
        return place.text("lead_done" if counts.done else "lead_none_here")
    said = [place.text("lead_waiting", tasks=place.reader.count(counts.waiting))]
    if counts.overdue:
        said.append(place.text("lead_overdue", tasks=place.reader.count(counts.overdue)))
    if counts.next_due:
        said.append(place.text("lead_next", day=place.reader.date(counts.next_due)))
    return " ".join(said)


def _departments(place: Place) -> tuple[Department, ...]:
    """Those of one department, or of all."""
    chosen = _choice(place, "task_department", (_ALL, *Department), "department")
    return () if chosen == _ALL else (Department(chosen),)


def _choice(
    place: Place, key: str, options: tuple[str, ...], words: str, **fields: dict[str, str]
) -> str:
    """One of ``options``, the first where nothing was asked; kept in the link."""
    asked = link.asked(key)
    if st.session_state.get(key) not in options:
        st.session_state[key] = asked[0] if asked and asked[0] in options else options[0]
    said = {one: place.text(f"{words}_{one}") for one in options}
    counts = fields.get("counts", {})
    chosen = st.segmented_control(
        place.text(words),
        options,
        format_func=lambda one: f"{said[one]} ({counts[one]})" if one in counts else said[one],
        key=key,
        required=True,
    )
    link.keep(key, *([] if chosen == options[0] else [str(chosen)]))
    return str(chosen)


def _tasks(place: Place, departments: tuple[Department, ...], counts: Counts) -> None:
    numbers = {
        "waiting": counts.waiting,
        "open": counts.open,
        "in_progress": counts.in_progress,
        "done": counts.done,
        _ALL: counts.all,
    }
    written = {key: str(place.reader.count(number)) for key, number in numbers.items()}
    asked = _choice(place, "task_state", tuple(_STATES), "state", counts=written)
    workspace, actor = desk.workspace(), desk.actor()
    found = tasks.listing(
        workspace,
        actor,
        place.company,
        departments=departments,
        states=_STATES[asked],
        most=MOST,
    )
    if not found:
        st.info(escape(place.text("none_here")), icon=":material/inbox:")
        return
    hidden = [one.id for one in found if one.text is None]
    told = task_parts.shown(place, hidden, key="inbox")
    steps = tasks.histories(workspace, actor, place.company, [one.id for one in found])
    for task in found:
        task_parts.card(place, task, steps.get(task.id, ()), told, opens=True)
    if numbers[asked] > len(found):
        shown, rows = place.reader.count(len(found)), place.reader.count(numbers[asked])
        st.caption(place.reader.text("tables.shown_of", shown=shown, rows=rows))


def _empty(place: Place) -> None:
    """Where tasks come from, before there is one."""
    with st.container(border=True):
        st.markdown(escape(place.text("empty")))
        navigation.link(place.reader, "customer", place.reader.text("customer.title"))
        navigation.data_link(place.reader, "target_lists", place.reader.text("target_lists.title"))


def _newest_notes(place: Place) -> None:
    kept = team_notes.listing(desk.workspace(), desk.actor(), place.company, most=_NOTES)
    if not kept:
        return
    with st.expander(place.text("newest_notes"), icon=":material/edit_note:"):
        hidden = [one.id for one in kept if one.text is None]
        told = task_parts.shown(place, hidden, key="inbox_notes")
        collaboration_parts.notes(place, kept, told, about=True)
