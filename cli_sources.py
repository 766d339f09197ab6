"""Commands that read the databases an administrator has set up.

``refresh`` prints with --json one object as ``import`` does, and one for each table within it.
Exit codes: 0 also with quarantined rows, 3 a question, 4 a rejection.
"""

import json
from typing import Annotated, Any

import typer

from cli_import import ENDS, plain, tell
from cli_parts import (
    ENGLISH,
    JSON,
    LANGUAGE,
    WRONG_OPTION,
    Failure,
    Language,
    option,
    say,
    watching,
)
from data.actor import LOCAL_OWNER
from data.sources.refresh import LastRefresh, Refreshed, last_refreshes, refresh
from data.sources.settings import SettingsError, settings_file, sources
from data.workspace import open_workspace
from words import Reader, visible

commands = typer.Typer()

_WORST = ("rejected", "cancelled", "question", "accepted")


@commands.command("sources", help=ENGLISH.text("intake.sources_help"))
def list_sources(*, as_json: JSON = False, language: LANGUAGE = Language.EN) -> None:
    """List the sources and their last refreshes; never an address."""
    reader = Reader(language.value)
    workspace = open_workspace()
    last = {(one.source, one.table_name): one for one in last_refreshes(workspace)}
    try:
        known = sources(workspace, LOCAL_OWNER)
    except SettingsError as problem:
        raise _failure(problem, reader) from None
    rows = [
        (source.name, table.table, source.company, table.mode, last.get((source.name, table.table)))
        for source in known.values()
        for table in source.tables.values()
    ]
    if as_json:
        say(json.dumps({"sources": [_plain(*row) for row in rows]}, indent=2))
        return
    for name, table, company, _, done in rows:
        fields = {"source": name, "table": table, "company": company}
        when = done.at.strftime("%Y-%m-%d %H:%M") if done else reader.text("intake.never")
        state = f"{done.status} {done.code or ''}".strip() if done else ""
        say(reader.text("intake.line_of_sources", **fields, when=when, state=state).rstrip())
    if not rows:
        say(reader.text("intake.no_sources", file=settings_file(workspace)))


@commands.command("refresh", help=ENGLISH.text("intake.refresh_help"))
def refresh_source(
    source: Annotated[str, typer.Argument(help=ENGLISH.text("intake.source_help"))],
    *,
    table: Annotated[str | None, option("one_table", "--table", section="intake")] = None,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Read one source into its company."""
    reader = Reader(language.value)
    try:
        done = refresh(
            open_workspace(), LOCAL_OWNER, source, table=table, watch=watching([], reader)
        )
    except SettingsError as problem:
        raise _failure(problem, reader) from None
    status = min((one.outcome.status for one in done), key=_WORST.index)
    if as_json:
        say(json.dumps(_whole(source, status, done, reader), ensure_ascii=False, indent=2))
    else:
        for one in done:
            say(visible(f"{source}.{one.table}"))
            tell(one.outcome, None, reader)
    if code := ENDS[status]:
        raise typer.Exit(code)


def _whole(source: str, status: str, done: list[Refreshed], reader: Reader) -> dict[str, Any]:
    tables = [
        {
            **plain(one.outcome, reader),
            "table": one.table,
            "rows_counted": one.counted,
            "rows_known": one.known,
        }
        for one in done
    ]
    sums = {
        key: sum(part[key] or 0 for part in tables)
        for key in ("rows_read", "rows_accepted", "rows_quarantined")
    }
    problems = [problem for part in tables for problem in part["problems"]]
    loads = [part["load"] for part in tables if part["load"]]
    return {
        "source": source,
        "status": status,
        **sums,
        "problems": problems,
        "load": loads[0] if len(loads) == 1 else None,
        "tables": tables,
    }


def _plain(
    name: str, table: str, company: str, mode: str, done: LastRefresh | None
) -> dict[str, Any]:
    return {
        "source": name,
        "table": table,
        "company": company,
        "mode": mode,
        "refreshed_at": done.at.isoformat() if done else None,
        "status": done.status if done else None,
        "code": done.code if done else None,
        "rows_read": done.rows_read if done else None,
        "load": done.load_id if done else None,
    }


def _failure(problem: SettingsError, reader: Reader) -> Failure:
    message = reader.text("intake.bad_sources", message=str(problem))
    return Failure(WRONG_OPTION, "bad_sources", message)
