"""Commands that read records of one person as one, list what was merged, and take it back."""

import json
from typing import Annotated, Any

import typer

from answers import duplicates, open_books
from answers.duplicates import DuplicatesOptions
from cli_parts import (
    COMPANY,
    ENGLISH,
    JSON,
    LANGUAGE,
    WRONG_OPTION,
    Failure,
    Language,
    option,
    refused,
    say,
)
from data import merges
from data.actor import LOCAL_OWNER
from data.merges import Merge, MergeError, Wish
from data.scope import Scope
from data.workspace import open_workspace
from words import Reader, visible

commands = typer.Typer()


def _text(key: str) -> str:
    return ENGLISH.text(f"duplicates.{key}")


def _option(key: str, *names: str) -> Any:
    return option(key, *names, section="duplicates")


@commands.command("merge", help=_text("merge_help"))
def merge_command(
    customers: Annotated[list[str] | None, typer.Argument(help=_text("ids_help"))] = None,
    *,
    company: COMPANY,
    group: Annotated[list[int] | None, _option("groups", "--group")] = None,
    reason: Annotated[str, _option("reason", "--reason")] = "",
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Read customers as one."""
    reader = Reader(language.value)
    workspace = open_workspace()
    books = open_books(workspace, LOCAL_OWNER, company)
    wishes = []
    if customers and len(customers) > 1:
        wishes.append(Wish(customers[0], tuple(customers[1:]), reason))
    if group:
        found = duplicates.duplicates(books, Scope(company), DuplicatesOptions()).result
        for number in dict.fromkeys(group):
            if number not in found.groups["group"]:
                message = reader.text("duplicates.wrong_group", group=number)
                raise Failure(WRONG_OPTION, "wrong_group", message)
            wishes.append(duplicates.wish_for(found, number))
    if not wishes:
        raise Failure(WRONG_OPTION, "nothing_named", reader.text("duplicates.nothing_named"))
    try:
        made = duplicates.merge(workspace, LOCAL_OWNER, books, wishes)
    except MergeError as problem:
        raise refused(problem, reader) from None
    if as_json:
        rows = [
            {"merge": merge, "kept": wish.kept, "customers": list(wish.others)}
            for merge, wish in zip(made, wishes, strict=True)
        ]
        say(json.dumps({"merges": rows}, ensure_ascii=False, indent=2))
        return
    for merge, wish in zip(made, wishes, strict=True):
        others = ", ".join(wish.others)
        told = reader.text("duplicates.said", kept=wish.kept, others=others, merge=merge[:8])
        say(visible(told))


@commands.command("unmerge", help=_text("unmerge_help"))
def unmerge_command(
    merge: Annotated[str, typer.Argument(help=_text("merge_id_help"))],
    *,
    company: COMPANY,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Take a merge back."""
    reader = Reader(language.value)
    workspace = open_workspace()
    known = merges.listing(workspace, LOCAL_OWNER, company)
    found = [one.id for one in known if one.id.startswith(merge)]
    if len(found) != 1:
        raise refused(MergeError("error.no_such_merge", merge=merge), reader)
    merges.unmerge(workspace, LOCAL_OWNER, company, found[0])
    if as_json:
        say(json.dumps({"undone": found[0]}))
    else:
        say(reader.text("duplicates.undone"))


@commands.command("merges", help=_text("merges_help"))
def list_merges(
    *, company: COMPANY, as_json: JSON = False, language: LANGUAGE = Language.EN
) -> None:
    """List the merges of a company, newest first."""
    reader = Reader(language.value)
    known = merges.listing(open_workspace(), LOCAL_OWNER, company)
    if as_json:
        say(json.dumps({"merges": [_plain(one) for one in known]}, ensure_ascii=False, indent=2))
        return
    for one in known:
        line = reader.text(
            "duplicates.line_of_merges",
            merge=one.id[:8],
            day=one.at.strftime("%Y-%m-%d %H:%M"),
            kept=one.kept_id,
            others=", ".join(one.customer_ids),
            reason=reader.word(one.reason) if reader.has(f"words.{one.reason}") else one.reason,
            state=reader.text(f"duplicates.{'undone_by' if one.undone_at else 'live'}"),
        )
        say(visible(line))
    if not known:
        say(reader.text("duplicates.no_merges"))


def _plain(one: Merge) -> dict[str, Any]:
    return {
        "merge": one.id,
        "kept": one.kept_id,
        "customers": list(one.customer_ids),
        "reason": one.reason,
        "likeness": None if one.score is None else float(one.score),
        "actor": one.actor,
        "at": one.at.isoformat(),
        "undone_by": one.undone_by,
        "undone_at": one.undone_at.isoformat() if one.undone_at else None,
    }
