"""``segments list | show | save | archive``: whom a company means, without a browser.

Conditions come as a JSON file, as ``segments show --json`` prints them. Exit code 2 for a segment
that is not there or conditions that mean nothing.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.condition_columns import ConditionError
from answers import Books
from answers.segment_words import in_words
from answers.segments import customers_of
from cli_parts import (
    COMPANY,
    ENGLISH,
    JSON,
    LANGUAGE,
    Language,
    conditions_of,
    opened,
    option,
    refused,
    say,
)
from data import segments
from data.actor import LOCAL_OWNER
from data.scope import Scope
from data.segments import SavedSegment, SegmentError
from words import Reader, visible

commands = typer.Typer(help=ENGLISH.text("segments.cli_help"), no_args_is_help=True)

_NAME = Annotated[str, typer.Argument(help=ENGLISH.text("segments.name_help"))]


@commands.command("list", help=ENGLISH.text("segments.list_help"))
def list_segments(
    *, company: COMPANY, as_json: JSON = False, language: LANGUAGE = Language.EN
) -> None:
    """List the segments of a company, archived ones last."""
    _, books, reader = opened(company, language)
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
    company: COMPANY,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Show one segment: its definition, and how many customers it has."""
    _, books, reader = opened(company, language)
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
    company: COMPANY,
    file: Annotated[Path, option("file", "--file", section="segments")],
    days: Annotated[int | None, option("days", "--days", section="segments")] = None,
    note: Annotated[str, option("note", "--note", section="segments")] = "",
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Keep a segment, or a new version of it, from a file of conditions."""
    workspace, _, reader = opened(company, language)
    try:
        wanted = conditions_of(file, reader)
        saved = segments.save(workspace, LOCAL_OWNER, company, name, wanted, days=days, note=note)
    except (ConditionError, SegmentError) as problem:
        raise refused(problem, reader) from None
    _, books, reader = opened(company, language)
    scope, _ = books.settle(Scope(company))
    heads = customers_of(books, scope, saved.name).height
    if as_json:
        say(json.dumps(_plain(saved, heads), ensure_ascii=False, indent=2))
        return
    _say(saved, reader)
    say(reader.text("segments.heads", customers=reader.count(heads)))


@commands.command("archive", help=ENGLISH.text("segments.archive_help"))
def archive_segment(name: _NAME, *, company: COMPANY, language: LANGUAGE = Language.EN) -> None:
    """Offer a segment no longer; its definition stays."""
    workspace, _, reader = opened(company, language)
    try:
        segments.archive(workspace, LOCAL_OWNER, company, name)
    except SegmentError as problem:
        raise refused(problem, reader) from None
    say(reader.text("segments.archived", name=visible(name)))


def _found(books: Books, name: str, reader: Reader) -> SavedSegment:
    found = books.segment_of(name)
    if found is None:
        raise refused(SegmentError("error.no_segment", name=name), reader)
    return found


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
