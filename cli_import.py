"""The command that brings files in.

``import`` prints with --json one object. Exit codes: 0 also with quarantined rows, 3 a question,
4 a rejection.
"""

import difflib
import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer

from cli_parts import (
    ENGLISH,
    JSON,
    LANGUAGE,
    QUESTION,
    REJECTED,
    WRONG_OPTION,
    Failure,
    Language,
    day_of,
    option,
    say,
    watching,
    write,
)
from data import companies, loads
from data.actor import LOCAL_OWNER
from data.companies import NewCompany, NoSuchCompanyError
from data.intake.messages import place
from data.intake.messages import say as in_words
from data.intake.recipe import Recipe, RecipeError
from data.intake.run import Outcome, Wishes, import_files
from data.intake.synonyms import names_table, parts_in
from data.load import Mode
from data.tables import TABLES
from data.workspace import Workspace, open_workspace
from words import Reader, visible

SHOWN = 20  # problems printed as text
ENDS = {"accepted": 0, "question": QUESTION, "rejected": REJECTED, "cancelled": REJECTED}

commands = typer.Typer()


def _option(key: str, *names: str, **fields: str) -> Any:
    return option(key, *names, section="intake", **fields)


_TABLES = ", ".join(TABLES)
_COMPANY = Annotated[str, _option("company", "--company")]


@commands.command("import", help=ENGLISH.text("intake.import_help"))
def import_command(  # noqa: PLR0913 - the options of the command line
    files: Annotated[list[Path], typer.Argument(help=ENGLISH.text("intake.files_help"))],
    *,
    company: _COMPANY,
    table: Annotated[str, _option("table", "--table", tables=_TABLES)],
    recipe: Annotated[Path | None, _option("recipe", "--recipe")] = None,
    recipe_out: Annotated[Path | None, _option("recipe_out", "--recipe-out")] = None,
    columns: Annotated[list[str] | None, _option("set", "--set")] = None,
    answers: Annotated[list[str] | None, _option("answer", "--answer")] = None,
    mode: Annotated[str, _option("mode", "--mode")] = "append",
    first: Annotated[str | None, _option("from", "--from")] = None,
    last: Annotated[str | None, _option("to", "--to")] = None,
    currency: Annotated[str, _option("currency", "--currency")] = "IDR",
    timezone: Annotated[str, _option("timezone", "--timezone")] = "Asia/Jakarta",
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Bring files of one kind into a company as one load."""
    reader = Reader(language.value)
    wanted = _table(table, reader)
    wishes = Wishes(_parts(columns or [], wanted, reader), _pairs(answers or [], reader))
    period = _period(mode, first, last, reader)
    for file in files:
        if not file.is_file():
            message = reader.text("intake.no_file", file=file)
            raise Failure(WRONG_OPTION, "no_file", message)
    workspace = open_workspace()
    name, new = _company(workspace, company, currency, timezone)
    known = set() if new else {load.id for load in loads.history(workspace, name)}
    outcome = import_files(
        workspace,
        LOCAL_OWNER,
        name,
        wanted,
        files,
        recipe=_recipe(recipe, reader) if recipe else None,
        wishes=wishes,
        mode=cast("Mode", mode),
        period=period,
        new=new,
        watch=watching(files, reader),
    )
    if recipe_out and outcome.recipe:
        write(recipe_out, outcome.recipe.to_toml().encode(), reader)
    if as_json:
        say(json.dumps(plain(outcome, reader, known), ensure_ascii=False, indent=2))
    else:
        tell(outcome, new, reader, known)
    if code := ENDS[outcome.status]:
        raise typer.Exit(code)


def _table(name: str, reader: Reader) -> str:
    if found := names_table(name):
        return found
    nearest = difflib.get_close_matches(name, list(TABLES), n=1, cutoff=0.0)[0]
    message = reader.text("intake.unknown_table", name=name, nearest=nearest, tables=_TABLES)
    raise Failure(WRONG_OPTION, "unknown_table", message)


def _period(
    mode: str, first: str | None, last: str | None, reader: Reader
) -> tuple[date, date] | None:
    """The days to be replaced, if they are named. Both or neither, and only for a period."""
    if mode not in get_args(Mode):
        raise Failure(WRONG_OPTION, "unknown_mode", reader.text("intake.mode_help"))
    if first is None and last is None:
        return None
    if mode != "period" or first is None or last is None:
        raise Failure(WRONG_OPTION, "half_a_period", reader.text("intake.half_a_period"))
    return day_of(first, reader), day_of(last, reader)


def _pairs(given: list[str], reader: Reader) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for pair in given:
        name, sign, value = pair.rpartition("=") if pair.endswith("=") else pair.partition("=")
        if not sign or not name:
            message = reader.text("intake.bad_pair", value=pair)
            raise Failure(WRONG_OPTION, "bad_pair", message)
        pairs[name] = value
    return pairs


def _parts(given: list[str], table: str, reader: Reader) -> dict[str, str]:
    columns = _pairs(given, reader)
    known = sorted(parts_in(table))
    for part in columns.values():
        if part and part not in known:
            nearest = ", ".join(difflib.get_close_matches(part, known, n=3, cutoff=0.3))
            message = reader.text(
                "intake.unknown_part", part=part, table=table, nearest=nearest or known[0]
            )
            raise Failure(WRONG_OPTION, "unknown_part", message)
    return columns


def _recipe(path: Path, reader: Reader) -> Recipe:
    try:
        return Recipe.from_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecipeError) as problem:
        told = str(problem) if isinstance(problem, RecipeError) else path.name
        message = reader.text("intake.bad_recipe", message=told)
        raise Failure(WRONG_OPTION, "bad_recipe", message) from None


def _company(
    workspace: Workspace, given: str, currency: str, timezone: str
) -> tuple[str, NewCompany | None]:
    """The short name of the company, and what to make of it if there is none yet."""
    short = companies.short_name(given)
    for name in (given, short):
        try:
            return companies.get(workspace, name).name, None
        except NoSuchCompanyError:
            continue
    decimals = companies.usual_decimals(currency)
    return short, NewCompany(given, currency.upper(), decimals, timezone)


def plain(outcome: Outcome, reader: Reader, known: Collection[str] = ()) -> dict[str, Any]:
    """What came of an import, as JSON. ``known``: the loads before; "again": it is one of them."""
    return {
        "status": outcome.status,
        "rows_read": outcome.rows_read,
        "rows_accepted": outcome.rows_accepted,
        "rows_quarantined": outcome.rows_quarantined,
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "code": problem.code,
                "message": in_words(problem, reader),
            }
            for problem in outcome.problems
        ],
        "load": outcome.load.id if outcome.load else None,
        "again": _again(outcome, known),
        "counts": dict(outcome.counts),
        "about": dict(outcome.about),
    }


def _again(outcome: Outcome, known: Collection[str]) -> bool:
    return outcome.load is not None and outcome.load.id in known


def tell(
    outcome: Outcome, new: NewCompany | None, reader: Reader, known: Collection[str] = ()
) -> None:
    """What came of an import, as text. ``known``: the loads before."""
    load = outcome.load.id[:8] if outcome.load else ""
    if outcome.status == "accepted":
        if new:
            fields = {"title": new.title, "currency": new.currency, "timezone": new.timezone}
            say(reader.text("intake.accepted_new", **fields))
        counts = {
            "read": reader.count(outcome.rows_read or 0),
            "accepted": reader.count(outcome.rows_accepted or 0),
            "quarantined": reader.count(outcome.rows_quarantined or 0),
        }
        key = "accepted_again" if _again(outcome, known) else "accepted"
        say(reader.text(f"intake.{key}", load=load, **counts))
    else:
        say(reader.text(f"intake.{outcome.status}"))
    for problem in outcome.problems[:SHOWN]:
        told = f"{place(problem, reader)}: {in_words(problem, reader)} ({problem.code})"
        say(f"- {visible(told)}")
    if outcome.status == "question":
        say(reader.text("intake.how_to_answer", code=outcome.problems[0].code))
    rest = len(outcome.problems) - SHOWN
    if rest > 0 and load:
        say(reader.text("intake.more", rows=reader.count(rest), load=load))
