"""``note list | write | remove``: notes on customers and target lists, without a browser.

Exit code 2 for what is not there or cannot be kept, 5 for a customer who is not in the data.
"""

import json

import typer

from answers import collaboration
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
    said,
    say_id,
    texts_of_others,
)
from cli_parts import COMPANY, ENGLISH, JSON, LANGUAGE, Language, opened, say
from data import team_notes
from data.actor import LOCAL_OWNER
from data.collaboration import CollaborationError

commands = typer.Typer(help=ENGLISH.text("inbox.cli_notes_help"), no_args_is_help=True)


@commands.command("list", help=ENGLISH.text("inbox.note_list_help"))
def list_notes(
    *,
    company: COMPANY,
    customer: CUSTOMER = None,
    list_name: LIST = None,
    show: REVEAL = False,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """List notes, newest first."""
    workspace, books, reader = opened(company, language)
    if customer or list_name:
        about = meant(workspace, books, customer, list_name, reader)
        found = collaboration.notes_about(workspace, LOCAL_OWNER, books, about)
    else:
        found = team_notes.listing(workspace, LOCAL_OWNER, company)
    told = texts_of_others(workspace, company, found, show=show)
    if as_json:
        rows = [as_plain(one, told) for one in found]
        say(json.dumps({"notes": rows}, ensure_ascii=False, indent=2))
        return
    head = heads(workspace, company, reader)
    for one in found:
        say(f"{one.id[:8]} · {head(one)}")
        say(f"  {said(one, told, reader)}")
    if not found:
        say(reader.text("inbox.notes_none"))


@commands.command("write", help=ENGLISH.text("inbox.note_write_help"))
def write_note(
    text: TEXT,
    *,
    company: COMPANY,
    customer: CUSTOMER = None,
    list_name: LIST = None,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Write a note on a customer or a target list."""
    workspace, books, reader = opened(company, language)
    about = meant(workspace, books, customer, list_name, reader)
    try:
        made = collaboration.write_note(workspace, LOCAL_OWNER, books, about, text)
    except CollaborationError as problem:
        raise failure(problem, reader) from None
    say_id(made, "note_kept", reader, as_json=as_json)


@commands.command("remove", help=ENGLISH.text("inbox.note_remove_help"))
def remove_note(note: ID, *, company: COMPANY, language: LANGUAGE = Language.EN) -> None:
    """Remove a note."""
    workspace, _, reader = opened(company, language)
    known = [one.id for one in team_notes.listing(workspace, LOCAL_OWNER, company)]
    team_notes.remove(workspace, LOCAL_OWNER, company, id_like(note, known, reader))
    say(reader.text("inbox.cli_note_removed"))
