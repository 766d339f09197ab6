"""``task list | make | change | remove``: tasks for other departments, without a browser.

Exit code 2 for what is not there or cannot be kept, 5 for a customer who is not in the data.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from answers import Books, collaboration
from cli_collaboration import (
    CUSTOMER,
    ID,
    LIST,
    REVEAL,
    TEXT,
    as_plain,
    failure,
    heads,
    id_like,
    meant,
    own,
    said,
    say_id,
    texts_of_others,
)
from cli_parts import COMPANY, ENGLISH, JSON, LANGUAGE, Language, day_if_any, opened, say
from data import tasks
from data.actor import LOCAL_OWNER
from data.collaboration import About, CollaborationError
from data.task import Department, Standing, Step, Task, TaskState
from data.workspace import Workspace
from words import Reader

commands = typer.Typer(help=ENGLISH.text("inbox.cli_tasks_help"), no_args_is_help=True)

DUE = Annotated[str | None, own("due_option", "--due")]


@commands.command("list", help=ENGLISH.text("inbox.task_list_help"))
def list_tasks(
    *,
    company: COMPANY,
    customer: CUSTOMER = None,
    list_name: LIST = None,
    department: Annotated[list[Department] | None, own("for", "--for")] = None,
    state: Annotated[list[TaskState] | None, own("state", "--state")] = None,
    show: REVEAL = False,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """List tasks, the most urgent first."""
    workspace, books, reader = opened(company, language)
    among: Sequence[About] = ()
    if customer or list_name:
        about = meant(workspace, books, customer, list_name, reader)
        among = collaboration.read_as(books, about)
    found = tasks.listing(
        workspace,
        LOCAL_OWNER,
        company,
        about=among,
        departments=department or (),
        states=state or (),
    )
    told = texts_of_others(workspace, company, found, show=show)
    if as_json:
        ids = [one.id for one in found]
        steps = tasks.histories(workspace, LOCAL_OWNER, company, ids)
        today = tasks.today(books.company)
        rows = [as_plain(one, told) | _plain_task(one, steps[one.id], today) for one in found]
        say(json.dumps({"tasks": rows}, ensure_ascii=False, indent=2))
        return
    head = heads(workspace, company, reader)
    for one in found:
        say(f"{one.id[:8]} · {_standing(one, books, reader)} · {head(one)}")
        say(f"  {said(one, told, reader)}")
    if not found:
        say(reader.text("inbox.tasks_none"))


@commands.command("make", help=ENGLISH.text("inbox.task_make_help"))
def make_task(
    text: TEXT,
    *,
    company: COMPANY,
    department: Annotated[Department, own("for", "--for")],
    customer: CUSTOMER = None,
    list_name: LIST = None,
    due: DUE = None,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Hand a task to a department."""
    workspace, books, reader = opened(company, language)
    about = meant(workspace, books, customer, list_name, reader)
    standing = Standing(department, due=day_if_any(due, reader))
    try:
        made = collaboration.make_task(
            workspace, LOCAL_OWNER, books, about, text, standing=standing
        )
    except CollaborationError as problem:
        raise failure(problem, reader) from None
    say_id(made, "task_kept", reader, as_json=as_json)


@commands.command("change", help=ENGLISH.text("inbox.task_change_help"))
def change_task(  # noqa: PLR0913 - the options of the command line
    task: ID,
    *,
    company: COMPANY,
    state: Annotated[TaskState | None, own("state", "--state")] = None,
    department: Annotated[Department | None, own("for", "--for")] = None,
    due: DUE = None,
    no_due: Annotated[bool, own("no_due", "--no-due")] = False,
    seen: Annotated[int | None, own("seen", "--revision")] = None,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Say how far a task is, hand it on, or change the day it is due."""
    workspace, books, reader = opened(company, language)
    found = _task(workspace, company, task, reader)
    standing = replace(
        found.standing,
        state=state or found.standing.state,
        department=department or found.standing.department,
        due=None if no_due else day_if_any(due, reader) or found.standing.due,
    )
    try:
        after = tasks.change(
            workspace,
            LOCAL_OWNER,
            company,
            found.id,
            seen=found.revision if seen is None else seen,
            standing=standing,
        )
    except CollaborationError as problem:
        raise failure(problem, reader) from None
    if as_json:
        steps = tasks.histories(workspace, LOCAL_OWNER, company, [after.id])[after.id]
        plain = as_plain(after, {}) | _plain_task(after, steps, tasks.today(books.company))
        say(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    say(f"{after.id[:8]} · {_standing(after, books, reader)}")


@commands.command("remove", help=ENGLISH.text("inbox.task_remove_help"))
def remove_task(task: ID, *, company: COMPANY, language: LANGUAGE = Language.EN) -> None:
    """Remove a task with all its steps."""
    workspace, _, reader = opened(company, language)
    found = _task(workspace, company, task, reader)
    tasks.remove(workspace, LOCAL_OWNER, company, found.id)
    say(reader.text("inbox.cli_task_removed"))


def _task(workspace: Workspace, company: str, asked: str, reader: Reader) -> Task:
    known = {one.id: one for one in tasks.listing(workspace, LOCAL_OWNER, company)}
    return known[id_like(asked, list(known), reader)]


def _plain_task(one: Task, steps: Sequence[Step], today: date) -> dict[str, Any]:
    return {
        **_plain_standing(one.standing),
        "overdue": one.is_overdue(today),
        "revision": one.revision,
        "steps": [
            _plain_standing(step.standing)
            | {"revision": step.revision, "actor": step.actor, "at": step.at.isoformat()}
            for step in steps
        ],
    }


def _plain_standing(standing: Standing) -> dict[str, Any]:
    due = standing.due.isoformat() if standing.due else None
    return {"department": standing.department.value, "state": standing.state.value, "due": due}


def _standing(one: Task, books: Books, reader: Reader) -> str:
    standing = one.standing
    said = [
        reader.text(f"inbox.state_{standing.state}"),
        reader.text(f"inbox.department_{standing.department}"),
    ]
    if standing.due:
        late = one.is_overdue(tasks.today(books.company))
        said.append(
            reader.text(f"inbox.{'overdue' if late else 'due_on'}", day=reader.date(standing.due))
        )
    return " · ".join(said)
