"""What `note` and `task` share: what they are about, their texts, and how a refusal is told."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from answers import Books, collaboration
from cli_parts import ENGLISH, WRONG_OPTION, Failure, code_of, option, refused, say
from data import companies, lists
from data.actor import LOCAL_OWNER
from data.collaboration import About, CollaborationError, Kind, reveal
from data.lists import ListError
from data.task import Task
from data.team_notes import Note
from data.workspace import Workspace
from words import Reader, visible


def own(key: str, *names: str) -> Any:
    """An option with its help out of the words of the inbox."""
    return option(key, *names, section="inbox")


TEXT = Annotated[str, typer.Argument(help=ENGLISH.text("inbox.text_help"))]
ID = Annotated[str, typer.Argument(help=ENGLISH.text("inbox.id_help"))]
CUSTOMER = Annotated[str | None, own("customer", "--customer")]
LIST = Annotated[str | None, own("list", "--list")]
REVEAL = Annotated[bool, own("reveal_option", "--reveal")]


def meant(
    workspace: Workspace, books: Books, customer: str | None, name: str | None, reader: Reader
) -> About:
    """The one customer or list that was named."""
    if bool(customer) == bool(name):
        raise Failure(WRONG_OPTION, "one_about", reader.text("inbox.one_about"))
    if customer:
        return collaboration.about_customer(books, customer)
    try:
        found = lists.find(workspace, LOCAL_OWNER, books.company.name, str(name))
    except ListError as problem:
        raise refused(problem, reader) from None
    return About(Kind.LIST, found.id)


def id_like(asked: str, known: Sequence[str], reader: Reader) -> str:
    """The one id that begins like this."""
    found = [number for number in known if asked and number.startswith(asked)]
    if len(found) != 1:
        message = reader.text("inbox.no_such_id", id=visible(asked))
        raise Failure(WRONG_OPTION, "no_such_id", message)
    return found[0]


def texts_of_others(
    workspace: Workspace, company: str, found: Sequence[Note | Task], *, show: bool
) -> Mapping[str, str]:
    """The texts that others wrote, where they are to be shown: logged."""
    hidden = [one.id for one in found if one.text is None]
    return reveal(workspace, LOCAL_OWNER, company, hidden) if show and hidden else {}


def as_plain(one: Note | Task, told: Mapping[str, str]) -> dict[str, Any]:
    """What notes and tasks have in common, in plain values."""
    return {
        "id": one.id,
        "about": one.about.kind.value,
        "about_id": one.about.id,
        "text": told.get(one.id) if one.text is None else one.text,
        "author": one.author,
        "at": one.at.isoformat(),
    }


def said(one: Note | Task, told: Mapping[str, str], reader: Reader) -> str:
    """The text on one line, or that it is hidden."""
    text = told.get(one.id) if one.text is None else one.text
    return reader.text("inbox.hidden") if text is None else visible(text)


def heads(workspace: Workspace, company: str, reader: Reader) -> Callable[[Note | Task], str]:
    """Writes what something is about, who wrote it and when."""
    names = {one.id: one.name for one in lists.listing(workspace, LOCAL_OWNER, company)}
    held = companies.get(workspace, company)

    def head(one: Note | Task) -> str:
        about, name = one.about, names.get(one.about.id)
        if about.kind is Kind.CUSTOMER:
            said = reader.text("inbox.about_customer", customer=about.id)
        elif name:
            said = reader.text("inbox.about_list", name=name)
        else:
            said = reader.text("inbox.about_lost_list")
        who = reader.text("inbox.you") if one.author == LOCAL_OWNER.id else one.author
        return visible(f"{said} · {who} · {reader.date(held.local(one.at).date())}")

    return head


def say_id(made: str, key: str, reader: Reader, *, as_json: bool) -> None:
    """That it was kept, and under which id."""
    if as_json:
        say(json.dumps({"id": made}))
        return
    say(reader.text(f"inbox.cli_{key}", id=made))


def failure(problem: CollaborationError, reader: Reader) -> Failure:
    """What cannot be kept or changed, in the reader's words."""
    words = collaboration.in_words(problem, reader, LOCAL_OWNER)
    return Failure(WRONG_OPTION, code_of(problem), visible(words))
