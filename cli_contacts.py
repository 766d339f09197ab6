"""``list export | measure``: a frozen list leaves, and what it brought comes back.

Exit codes: 2 for a list, format or treatment that is not there or does not suit, 3 and 4 for a file
of results that asks or cannot be read, 5 where there are no sales to measure by.
"""

import json
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from answers import list_measure
from answers.list_measure import Measured
from answers.response import Outcome
from cli_import import ENDS
from cli_list_words import failure
from cli_parts import (
    COMPANY,
    ENGLISH,
    JSON,
    LANGUAGE,
    WRONG_OPTION,
    Failure,
    Language,
    day_if_any,
    option,
    say,
    write,
)
from data import companies, lists
from data.actor import LOCAL_OWNER
from data.intake.messages import place
from data.intake.messages import say as in_words
from data.list_results import Brought, Read, bring_back, read_results
from data.sources.settings import SettingsError
from data.target_list import ListError, TargetList
from data.workspace import Workspace, open_workspace
from exports.contact_formats import ContactFormat
from exports.contact_table import NotWritten, write_contacts
from exports.contacts import Checked, contact_list
from words import Reader, visible

commands = typer.Typer()

_NAME = Annotated[str, typer.Argument(help=ENGLISH.text("contacts.cli_name_help"))]
_FILE = ("by_contact", "undated", "unclear")


def _option(key: str, *names: str) -> Any:
    return option(f"cli_{key}", *names, section="contacts")


@commands.command("export", help=ENGLISH.text("contacts.cli_export_help"))
def export_list(
    name: _NAME,
    *,
    company: COMPANY,
    file_format: Annotated[ContactFormat, _option("format", "--format")] = ContactFormat.CSV,
    out: Annotated[Path | None, _option("out", "--out")] = None,
    target: Annotated[str | None, _option("write", "--write")] = None,
    arm: Annotated[str | None, _option("arm", "--arm")] = None,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Write the contacts of a frozen list to a file, or to the table an administrator named."""
    workspace, one, reader = _opened(company, name, language)
    if (out is None) == (target is None):
        message = reader.text("contacts.cli_one_way")
        raise Failure(WRONG_OPTION, "one_way", message)
    try:
        if out is not None:
            made = contact_list(workspace, LOCAL_OWNER, one.id, file_format, reader=reader, arm=arm)
            write(out, made.export.content, reader)
            checked, rows = made.checked, made.rows
        else:
            done = write_contacts(workspace, LOCAL_OWNER, one.id, cast("str", target), arm=arm)
            checked, rows = done.checked, done.rows
    except (ListError, NotWritten, SettingsError) as problem:
        raise _failure(problem, reader) from None
    if as_json:
        say(json.dumps(_plain(checked, rows), ensure_ascii=False, indent=2))
        return
    _tell(checked, rows, str(out or target), reader)


@commands.command("measure", help=ENGLISH.text("contacts.cli_measure_help"))
def measure_list(  # noqa: PLR0913 - the options of the command line
    name: _NAME,
    *,
    company: COMPANY,
    results: Annotated[Path | None, _option("results", "--results")] = None,
    answers: Annotated[list[str] | None, _option("answer", "--answer")] = None,
    contacted_on: Annotated[str | None, _option("contacted_on", "--contacted-on")] = None,
    basis: Annotated[Outcome, _option("basis", "--basis")] = Outcome.PROFIT,
    days: Annotated[int | None, _option("days", "--days")] = None,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Bring the results of a list back, and measure it against its own control group."""
    workspace, one, reader = _opened(company, name, language)
    came: Brought | None = None
    read: Read | None = None
    try:
        if results is not None or contacted_on is not None:
            read = _read(workspace, one, results, answers or [], reader) if results else None
            came = bring_back(
                workspace,
                LOCAL_OWNER,
                one.id,
                read.rows if read else None,
                contacted_on=day_if_any(contacted_on, reader),
                source=results.name if results else "",
            )
        measured = list_measure.measure(workspace, LOCAL_OWNER, one.id, basis=basis, days=days)
    except ListError as problem:
        raise _failure(problem, reader) from None
    if as_json:
        say(
            json.dumps(
                _measured(measured, came, read), ensure_ascii=False, indent=2, allow_nan=False
            )
        )
        return
    for line in _of_file(read, reader) if read else ():
        say(line)
    if came is not None:
        for key, count in vars(came).items():
            if count and key not in {"matched", "answered"}:
                say(reader.text(f"contacts.{key}", customers=reader.count(count)))
    for text in list_measure.sentences(measured.told, reader):
        say(text)
    for text in list_measure.by_arm(measured, reader):
        say(visible(text))


def _of_file(read: Read, reader: Reader) -> list[str]:
    """What is to be known of how the file was read."""
    said = []
    if read.unused:
        said.append(reader.text("contacts.unused", columns=visible(", ".join(read.unused))))
    for key in _FILE:
        if count := getattr(read, key):
            said.append(reader.text(f"contacts.{key}", rows=reader.count(count)))
    return said


def _opened(company: str, name: str, language: Language) -> tuple[Workspace, TargetList, Reader]:
    workspace = open_workspace()
    held = companies.get(workspace, company)
    reader = Reader(language.value, held.currency, held.decimals)
    try:
        return workspace, lists.find(workspace, LOCAL_OWNER, company, name), reader
    except ListError as problem:
        raise _failure(problem, reader) from None


def _read(
    workspace: Workspace, one: TargetList, file: Path, answers: list[str], reader: Reader
) -> Read:
    if not file.is_file():
        message = reader.text("intake.no_file", file=visible(str(file)))
        raise Failure(WRONG_OPTION, "no_file", message)
    given = dict(pair.partition("=")[::2] for pair in answers)
    read = read_results(workspace, LOCAL_OWNER, one.id, file, answers=given)
    if read.rows is None:
        told = [
            f"{place(problem, reader)}: {in_words(problem, reader)} ({problem.code})"
            for problem in read.outcome.problems
        ]
        status = read.outcome.status
        message = "\n".join([reader.text(f"intake.{status}"), *told])
        raise Failure(ENDS[status], status, message)
    return read


def _failure(problem: ListError | NotWritten | SettingsError, reader: Reader) -> Failure:
    if isinstance(problem, SettingsError):
        return Failure(WRONG_OPTION, "settings", str(problem))
    if isinstance(problem, NotWritten):
        told = reader.text(f"intake.{problem.code.lower()}", **problem.fields)
        message = reader.text("contacts.target_failed", target=problem.target, told=told)
        return Failure(WRONG_OPTION, "not_written", message)
    return failure(problem, reader)


def _plain(checked: Checked, rows: int) -> dict[str, Any]:
    """What left, in counts and customer numbers; never a contact."""
    return {
        "list": checked.target_list.id,
        "name": checked.target_list.name,
        "data_version": checked.version,
        "rows": rows,
        "customers": checked.rows,
        "reached": checked.reached,
        "merged": checked.merged,
        "dropped": dict(checked.reasons),
        "left_blank": dict(checked.states),
        "customers_dropped": checked.out.to_dicts(),
        "contacts_left_blank": checked.bad.to_dicts(),
    }


def _tell(checked: Checked, rows: int, where: str, reader: Reader) -> None:
    count = reader.count(rows)
    say(reader.text("contacts.written", target=visible(where), customers=count))
    for title, those, told in (
        ("out", checked.out, checked.because(reader)),
        ("bad", checked.bad, checked.wrong(reader)),
    ):
        if those.height:
            say(reader.text(f"contacts.{title}", customers=reader.count(those.height)))
            say("\n".join(f"- {one}" for one in told))


def _measured(measured: Measured, came: Brought | None, read: Read | None) -> dict[str, Any]:
    row = measured.row
    kept = ("state", "members", "control", "contacted", "responded", "response_rate", "effect")
    money = ("campaign_spend", "incremental_profit", "incremental_low", "incremental_high")
    each = ("value_effect", "value_effect_low", "value_effect_high", "value_effect_p")
    return {
        "list": measured.target_list.id,
        "name": measured.target_list.name,
        "list_state": measured.target_list.state.value,
        "basis": measured.answer.result.basis,
        "days": measured.days,
        "results": None if came is None else vars(came),
        "columns_unused": list(read.unused) if read else [],
        "file": {key: getattr(read, key) for key in _FILE} if read else None,
        **{key: row[key] for key in (*kept, *money, *each)},
        "arms": measured.arms,
    }
