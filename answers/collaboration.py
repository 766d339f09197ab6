"""Notes and tasks about a customer who is there, or a list: read under every number of a customer.

What is about a record that was merged into another is read with that one; when the merge is undone,
each note and task is again where it was written.
"""

from datetime import date

from analytics.findings import NotEnoughData
from answers.books import Books
from data import tasks, team_notes
from data.actor import Actor, Right, require
from data.collaboration import About, CollaborationError, Kind
from data.frames.customer import is_known, number_of
from data.merged import kept_numbers
from data.task import Department, Standing, Task, TaskState
from data.team_notes import Note
from data.workspace import Workspace
from words import Reader


def about_customer(books: Books, customer_id: str) -> About:
    """The customer of that number. Raises ``NotEnoughData`` where there is none."""
    who = number_of(books.facts, customer_id.strip())
    if not who or not is_known(books.facts, who):
        raise NotEnoughData("not_enough.no_such_customer", customer_id=who)
    return About(Kind.CUSTOMER, who)


def notes_about(workspace: Workspace, actor: Actor, books: Books, about: About) -> list[Note]:
    """The notes, newest first. Raises ``Forbidden``."""
    wanted = read_as(books, about)
    return team_notes.listing(workspace, actor, books.company.name, about=wanted)


def tasks_about(workspace: Workspace, actor: Actor, books: Books, about: About) -> list[Task]:
    """The tasks, most urgent first. Raises ``Forbidden``."""
    return tasks.listing(workspace, actor, books.company.name, about=read_as(books, about))


def write_note(workspace: Workspace, actor: Actor, books: Books, about: About, text: str) -> str:
    """Keep a note and give its id.

    Raises ``Forbidden``, ``CollaborationError``, ``NotEnoughData`` for a customer who is not there.
    """
    company = books.company.name
    require(actor, Right.COLLABORATE, company)
    return team_notes.write(workspace, actor, company, _there(books, about), text)


def make_task(
    workspace: Workspace,
    actor: Actor,
    books: Books,
    about: About,
    text: str,
    *,
    standing: Standing,
) -> str:
    """Hand over a task and give its id. Raises as :func:`write_note`."""
    company = books.company.name
    require(actor, Right.COLLABORATE, company)
    there = _there(books, about)
    return tasks.make(workspace, actor, company, there, text, standing=standing)


def _there(books: Books, about: About) -> About:
    return about_customer(books, about.id) if about.kind is Kind.CUSTOMER else about


def read_as(books: Books, about: About) -> tuple[About, ...]:
    """What is meant, under every number it is read by."""
    if about.kind is Kind.LIST:
        return (about,)
    others = kept_numbers(books.facts.merged).filter(kept_id=about.id)["customer_id"]
    return (about, *[About(Kind.CUSTOMER, number) for number in others.sort()])


def in_words(problem: CollaborationError, reader: Reader, actor: Actor) -> str:
    """Why something cannot be kept or changed, in the reader's words."""
    fields = dict(problem.fields)
    for name, value in fields.items():
        match value:
            case TaskState() | Department():
                fields[name] = reader.text(f"inbox.{name}_{value}")
            case date():
                fields[name] = reader.date(value)
            case int():
                fields[name] = reader.count(value)
            case _:
                fields[name] = reader.text("inbox.you") if value == actor.id else value
    return reader.text(problem.key, **fields)
