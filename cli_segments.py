"""``segments list | show | save | archive``: whom a company means, without a browser.

Conditions come as a JSON file, as ``segments show --json`` prints them. Exit code 2 for a segment
that is not there or conditions that mean nothing.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.condition_columns import ConditionError
from analytics.conditions import from_json
from answers import Books, open_books
from answers.segment_words import in_words
from answers.segments import customers_of
from cli_parts import ENGLISH, WRONG_OPTION, Failure, Language, option, say
from data import segments
from data.actor import LOCAL_OWNER
from data.scope import Scope
from data.segments import SavedSegment, SegmentError
from data.workspace import open_workspace
from words import Reader, visible

commands = typer.Typer(help=ENGLISH.text("segments.cli_help"), no_args_is_help=True)

_COMPANY = Annotated[str, option("company", "--company")]
_NAME = Annotated[str, typer.Argument(help=ENGLISH.text("segments.name_help"))]
_LANGUAGE = Annotated[Language, option("language", "--language")]
_JSON = Annotated[bool, option("json", "--json")]
_LARGEST = 1 << 20  # bytes of a file of conditions


@commands.command("list", help=ENGLISH.text("segments.list_help"))
def list_segments(
    *, company: _COMPANY, as_json: _JSON = False, language: _LANGUAGE = Language.EN
) -> None:
    """List the segments of a company, archived ones last."""
    books, reader = _opened(company, language)
    if as_json:
        rows = [_plain(segment, None) for segment in books.segments]
        say(json.dumps({"segments": rows}, ensure_ascii=False, indent=2))
        return
    for segment in books.segments:
        _say(segment, reader)
    if not books.segments:
        say(reader.text("segments.none"))


@commands.command("show", help=ENGLISH.text("segments.show_help"))
def show_segment(
    name: _NAME,
    *,
    company: _COMPANY,
    as_json: _JSON = False,
    language: _LANGUAGE = Language.EN,
) -> None:
    """Show one segment: its definition, and how many customers it has."""
    books, reader = _opened(company, language)
    found = _found(books, name, reader)
    scope, _ = books.settle(Scope(company))
    heads = customers_of(books, scope, found.name).height
    if as_json:
        say(json.dumps(_plain(found, heads), ensure_ascii=False, indent=2))
        return
    _say(found, reader)
    say(reader.text("segments.heads", customers=reader.count(heads)))


@commands.command("save", help=ENGLISH.text("segments.save_help"))
def save_segment(
    name: _NAME,
    *,
    company: _COMPANY,
    file: Annotated[Path, option("file", "--file", section="segments")],
    days: Annotated[int | None, option("days", "--days", section="segments")] = None,
    note: Annotated[str, option("note", "--note", section="segments")] = "",
    as_json: _JSON = False,
    language: _LANGUAGE = Language.EN,
) -> None:
    """Keep a segment, or a new version of it, from a file of conditions."""
    _, reader = _opened(company, language)
    try:
        wanted = from_json(_read(file, reader))
        saved = segments.save(
            open_workspace(), LOCAL_OWNER, company, name, wanted, days=days, note=note
        )
    except (ConditionError, SegmentError) as problem:
        raise _failure(problem, reader) from None
    books, reader = _opened(company, language)
    scope, _ = books.settle(Scope(company))
    heads = customers_of(books, scope, saved.name).height
    if as_json:
        say(json.dumps(_plain(saved, heads), ensure_ascii=False, indent=2))
        return
    _say(saved, reader)
    say(reader.text("segments.heads", customers=reader.count(heads)))


@commands.command("archive", help=ENGLISH.text("segments.archive_help"))
def archive_segment(name: _NAME, *, company: _COMPANY, language: _LANGUAGE = Language.EN) -> None:
    """Offer a segment no longer; its definition stays."""
    _, reader = _opened(company, language)
    try:
        segments.archive(open_workspace(), LOCAL_OWNER, company, name)
    except SegmentError as problem:
        raise _failure(problem, reader) from None
    say(reader.text("segments.archived", name=visible(name)))


def _opened(company: str, language: Language) -> tuple[Books, Reader]:
    books = open_books(open_workspace(), LOCAL_OWNER, company)
    reader = Reader(language.value, books.company.currency, books.company.decimals)
    return books, replace(reader, own=books.own_names(reader.language))


def _found(books: Books, name: str, reader: Reader) -> SavedSegment:
    found = books.segment_of(name)
    if found is None:
        raise _failure(SegmentError("error.no_segment", name=name), reader)
    return found


def _read(file: Path, reader: Reader) -> Any:
    try:
        if file.stat().st_size > _LARGEST:
            raise _failure(ConditionError("segments.wrong_form"), reader)
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        message = reader.text("segments.unreadable", file=visible(str(file)))
        raise Failure(WRONG_OPTION, "unreadable", message) from None


def _failure(problem: ConditionError | SegmentError, reader: Reader) -> Failure:
    message = reader.text(problem.key, **problem.fields)
    return Failure(WRONG_OPTION, problem.key.partition(".")[2], message)


def _plain(segment: SavedSegment, heads: int | None) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": segment.name,
        "version": segment.version,
        "mark": segment.mark,
        "conditions": segment.conditions.as_json(),
        "days": segment.days,
        "note": segment.note,
        "archived": segment.archived,
    }
    return plain if heads is None else {**plain, "customers": heads}


def _say(segment: SavedSegment, reader: Reader) -> None:
    state = f" · {reader.text('segments.is_archived')}" if segment.archived else ""
    version = reader.text("segments.version", version=segment.version)
    say(f"{visible(segment.name)} ({version}){state}")
    say(f"  {visible(in_words(segment.conditions, reader))}")
