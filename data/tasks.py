"""Tasks that one department hands to another, about a customer or a target list.

Where a task stands (state, department, day it is due) is a line of its own for each change, with
who and when: nothing is overwritten. A change names the line it was decided on; where another has
come in between, it is refused: of two people who change one task at once, each learns of the other.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    select,
)

from data import audit, companies
from data.actor import Actor, Forbidden, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import task_steps, tasks
from data.collaboration import (
    LONGEST_TASK,
    About,
    CollaborationError,
    about_of,
    as_row,
    checked,
    is_about,
    logged,
    may_remove,
    readable,
    refuse_unknown_list,
)
from data.companies import Company
from data.task import Counts, Department, Standing, Step, Task, TaskState
from data.workspace import Workspace

MOST_AHEAD = 3_660  # days until a task may be due


def today(company: Company) -> date:
    """The day it is where the company is."""
    return datetime.now(ZoneInfo(company.timezone)).date()


def make(
    workspace: Workspace,
    actor: Actor,
    company: str,
    about: About,
    text: str,
    *,
    standing: Standing,
) -> str:
    """Hand over a task and give its id. Raises ``CollaborationError``, ``Forbidden``.

    Whether there is such a customer is for the caller to say.
    """
    require(actor, Right.COLLABORATE, company)
    kept = checked(text, LONGEST_TASK)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        refuse_unknown_list(connection, held.id, about)
        _check_due(held, standing.due)
        row = as_row(held.id, about, kept, actor.id)
        connection.execute(insert(tasks).values(**row, revision=1))
        _add_step(connection, row["id"], Step(1, standing, actor.id, row["at"]))
        details = {"task": row["id"], **logged(row), **_plain(standing)}
        audit.append(connection, actor, "task.make", company, details)
    return str(row["id"])


def change(
    workspace: Workspace,
    actor: Actor,
    company: str,
    task: str,
    *,
    seen: int,
    standing: Standing,
) -> Task:
    """Give a task its next standing; ``seen`` is the revision it was decided on.

    The same standing once more changes nothing. Raises ``CollaborationError`` where somebody else
    was first (``inbox.moved_on``), ``Forbidden``.
    """
    require(actor, Right.COLLABORATE, company)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        before = _get(connection, actor, company, task)
        if before.revision != seen:
            raise CollaborationError(
                "inbox.moved_on",
                state=before.standing.state,
                department=before.standing.department,
                who=before.changed_by,
                day=before.changed_at.astimezone(ZoneInfo(held.timezone)).date(),
            )
        if before.standing == standing:
            return before
        if standing.due != before.standing.due:
            _check_due(held, standing.due)
        after = before.revision + 1
        _add_step(connection, task, Step(after, standing, actor.id, datetime.now(UTC)))
        connection.execute(tasks.update().where(tasks.c.id == task).values(revision=after))
        details = {"task": task, "revision": after, **_plain(standing)}
        audit.append(connection, actor, "task.change", company, details)
        return _get(connection, actor, company, task)


def remove(workspace: Workspace, actor: Actor, company: str, task: str) -> None:
    """Take a task away with its history: its author may, and whoever may erase.

    Raises ``CollaborationError``, ``Forbidden``.
    """
    require(actor, Right.SEE, company)
    with workspace.writing() as connection:
        companies.lock(connection, company)
        found = _get(connection, actor, company, task)
        if not may_remove(actor, found.author, company):
            raise Forbidden(actor, Right.ERASE, company)
        connection.execute(delete(task_steps).where(task_steps.c.task_id == task))
        connection.execute(delete(tasks).where(tasks.c.id == task))
        audit.append(connection, actor, "task.remove", company, {"task": task})


def listing(
    workspace: Workspace,
    actor: Actor,
    company: str,
    *,
    about: Sequence[About] = (),
    departments: Collection[Department] = (),
    states: Collection[TaskState] = (),
    most: int | None = None,
) -> list[Task]:
    """Tasks, the most urgent first; a filter left empty lets everything through.

    What is not done comes first, then what is due sooner, what is due on no day last; equal ones by
    age, then by id.
    """
    require(actor, Right.SEE, company)
    query = _chosen(_TASKS, company, departments, states)
    if about:
        query = query.where(is_about(tasks, about))
    due, is_done = task_steps.c.due, task_steps.c.state == TaskState.DONE.value
    last = case((is_done, 1), else_=0), case((due.is_(None), 1), else_=0)
    query = query.order_by(*last, due, tasks.c.at, tasks.c.id).limit(most)
    with workspace.reading() as connection:
        return [_task(row, actor) for row in connection.execute(query)]


def get(workspace: Workspace, actor: Actor, company: str, task: str) -> Task:
    """One task by its id. Raises ``CollaborationError``."""
    require(actor, Right.SEE, company)
    with workspace.reading() as connection:
        return _get(connection, actor, company, task)


def histories(
    workspace: Workspace, actor: Actor, company: str, wanted: Collection[str]
) -> Mapping[str, list[Step]]:
    """Every change of these tasks of the company, the first first; by the id of the task."""
    require(actor, Right.SEE, company)
    named = companies_table.c.id == tasks.c.company_id
    query = (
        select(task_steps)
        .join(tasks, tasks.c.id == task_steps.c.task_id)
        .join(companies_table, named)
        .where(companies_table.c.name == company, task_steps.c.task_id.in_(list(wanted)))
        .order_by(task_steps.c.task_id, task_steps.c.revision)
    )
    found: dict[str, list[Step]] = {}
    with workspace.reading() as connection:
        for row in connection.execute(query):
            step = Step(row.revision, _standing(row), row.actor, row.changed_at)
            found.setdefault(row.task_id, []).append(step)
    return found


def counts(
    workspace: Workspace,
    actor: Actor,
    company: str,
    on: date,
    *,
    departments: Collection[Department] = (),
) -> Counts:
    """How many tasks stand where, on the day ``on``."""
    require(actor, Right.SEE, company)
    waiting = task_steps.c.state != TaskState.DONE.value
    late = and_(waiting, task_steps.c.due < on)
    soonest = func.min(case((and_(waiting, task_steps.c.due >= on), task_steps.c.due)))
    what: list[Any] = [
        *(_number(task_steps.c.state == state.value).label(state.value) for state in TaskState),
        _number(late).label("overdue"),
        soonest.label("next_due"),
    ]
    query = _chosen(_joined(select(*what).select_from(tasks)), company, departments, ())
    with workspace.reading() as connection:
        return Counts(**connection.execute(query).one()._mapping)


def _number(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((which, 1)))


def _joined(query: Select[Any]) -> Select[Any]:
    """With the company and the newest step of each task."""
    newest = and_(task_steps.c.task_id == tasks.c.id, task_steps.c.revision == tasks.c.revision)
    named = companies_table.c.id == tasks.c.company_id
    return query.join(companies_table, named).join(task_steps, newest)


_STEP = (c for c in task_steps.columns if c.name not in ("task_id", "revision"))
_TASKS = _joined(select(tasks, *_STEP))


def _chosen(
    query: Select[Any],
    company: str,
    departments: Collection[Department],
    states: Collection[TaskState],
) -> Select[Any]:
    query = query.where(companies_table.c.name == company)
    if departments:
        query = query.where(task_steps.c.department.in_([one.value for one in departments]))
    if states:
        query = query.where(task_steps.c.state.in_([one.value for one in states]))
    return query


def _get(connection: Connection, actor: Actor, company: str, task: str) -> Task:
    mine = (tasks.c.id == task) & (companies_table.c.name == company)
    row = connection.execute(_TASKS.where(mine)).one_or_none()
    if row is None:
        raise CollaborationError("inbox.no_such_task")
    return _task(row, actor)


def _add_step(connection: Connection, task: str, step: Step) -> None:
    line = {
        "task_id": task,
        "revision": step.revision,
        "state": step.standing.state.value,
        "department": step.standing.department.value,
        "due": step.standing.due,
        "actor": step.actor,
        "changed_at": step.at,
    }
    connection.execute(insert(task_steps).values(line))


def _task(row: Row[Any], actor: Actor) -> Task:
    return Task(
        row.id,
        about_of(row),
        readable(actor, row.author, row.text),
        row.author,
        row.at,
        row.revision,
        _standing(row),
        row.actor,
        row.changed_at,
    )


def _standing(row: Row[Any]) -> Standing:
    return Standing(Department(row.department), TaskState(row.state), row.due)


def _plain(standing: Standing) -> dict[str, Any]:
    """A standing as the log holds it."""
    due = standing.due.isoformat() if standing.due else None
    return {"department": standing.department.value, "state": standing.state.value, "due": due}


def _check_due(company: Company, due: date | None) -> None:
    if due is None:
        return
    now = today(company)
    if due < now:
        raise CollaborationError("inbox.due_past", day=due, today=now)
    if due > now + timedelta(days=MOST_AHEAD):
        raise CollaborationError("inbox.due_far", day=due, last=now + timedelta(days=MOST_AHEAD))
