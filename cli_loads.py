"""Commands that list loads, take one back, and give out the rows it set aside."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli_parts import ENGLISH, JSON, LANGUAGE, WRONG_OPTION, Failure, Language, option, say, write
from data import companies, loads
from data.actor import LOCAL_OWNER
from data.intake.run import export_quarantine
from data.load import Load, date_of, states
from data.workspace import Workspace, open_workspace
from exports.neutral import neutralise
from words import Reader, visible

commands = typer.Typer()

_COMPANY = Annotated[str, option("company", "--company", section="intake")]
_LOAD = Annotated[str, typer.Argument(help=ENGLISH.text("intake.load_help"))]


@commands.command("loads", help=ENGLISH.text("intake.loads_help"))
def list_loads(
    *, company: _COMPANY, as_json: JSON = False, language: LANGUAGE = Language.EN
) -> None:
    """List the loads of a company, newest first."""
    reader = Reader(language.value)
    found = loads.history(open_workspace(), company)
    stands = states(found)
    held = companies.get(open_workspace(), company)
    if as_json:
        rows = [_plain_load(load, stands[load.id]) for load in found]
        say(json.dumps({"loads": rows}, ensure_ascii=False, indent=2))
        return
    for load in found:
        say(
            reader.text(
                "intake.line_of_loads",
                load=load.id[:8],
                day=held.local(load.loaded_at).strftime("%Y-%m-%d %H:%M"),
                table=load.table_name,
                accepted=reader.count(load.rows_accepted),
                quarantined=reader.count(load.rows_quarantined),
                source=visible(load.source),
                state=reader.text(f"intake.{stands[load.id]}"),
            )
        )
    if not found:
        say(reader.text("intake.no_loads"))


@commands.command("undo", help=ENGLISH.text("intake.undo_help"))
def undo_load(load: _LOAD, *, language: LANGUAGE = Language.EN) -> None:
    """Take a load back."""
    reader = Reader(language.value)
    workspace = open_workspace()
    company, found = _find(workspace, load, reader)
    loads.undo(workspace, LOCAL_OWNER, company, found.id)
    say(reader.text("intake.undone", load=found.id[:8]))


@commands.command("quarantine", help=ENGLISH.text("intake.quarantine_help"))
def write_quarantine(
    load: _LOAD,
    *,
    out: Annotated[Path, option("out", "--out", section="intake")],
    language: LANGUAGE = Language.EN,
) -> None:
    """Write the rows a load set aside as CSV, with the problem of each in words."""
    reader = Reader(language.value)
    workspace = open_workspace()
    company, found = _find(workspace, load, reader)
    rows = export_quarantine(workspace, LOCAL_OWNER, company, found.id, reader)
    if rows is None:
        say(reader.text("intake.nothing_aside", load=found.id[:8]))
        return
    write(out, b"\xef\xbb\xbf" + neutralise(rows).write_csv().encode(), reader)
    say(reader.text("cli.written", file=out, rows=reader.count(rows.height)))


def _plain_load(load: Load, state: str) -> dict[str, Any]:
    return {
        "load": load.id,
        "table": load.table_name,
        "source": load.source,
        "actor": load.actor,
        "loaded_at": load.loaded_at.isoformat(),
        "rows_read": load.rows_read,
        "rows_accepted": load.rows_accepted,
        "rows_quarantined": load.rows_quarantined,
        "amount_total": None if load.amount_total is None else str(load.amount_total),
        "content": load.content_hash,
        "recipe": load.recipe_hash,
        "state": state,
        "mode": load.mode,
        "period": [date_of(day).isoformat() for day in load.period or ()] or None,
    }


def _find(workspace: Workspace, wanted: str, reader: Reader) -> tuple[str, Load]:
    """The one load whose number begins like this, with its company."""
    found = [
        (name, load)
        for name in companies.names(workspace)
        for load in loads.history(workspace, name)
        if load.id.startswith(wanted)
    ]
    if len(found) != 1:
        message = reader.text("intake.no_such_load", load=wanted)
        raise Failure(WRONG_OPTION, "no_such_load", message)
    return found[0]
