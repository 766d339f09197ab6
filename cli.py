"""Pelanggan without a browser: ``python cli.py sample | companies | show <analysis> ...``.

Exit codes: 0 done, 1 cannot be done, 2 wrong option, 3 question, 4 rejected, 5 not enough data.
"""

import inspect
import json
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import cli_import
import cli_lists
import cli_loads
import cli_notes
import cli_quality
import cli_segments
import cli_sources
import cli_tasks
from analytics.findings import NotEnoughData
from answers import QUESTIONS, Answer, Question, ask, open_books, refusals
from answers.plain import as_plain
from cli_parts import ENGLISH, WRONG_OPTION, Failure, Language, option, say
from cli_use import wrong_use, wrong_value
from data import companies
from data.actor import LOCAL_OWNER, Forbidden
from data.companies import Company, NoSuchCompanyError
from data.samples.install import SAMPLES, Recipe, install
from data.samples.toko_nusantara import Layer, generate, write_files, write_stream
from data.scope import Scope, ScopeError
from data.workspace import open_workspace
from exports import Format, export_rows
from words import LANGUAGES, Reader, visible

UNEXPECTED, NOT_ENOUGH = 1, 5
STREAMED_FROM = 5_000_000  # order lines: a larger company is written block by block

app = typer.Typer(
    help=ENGLISH.text("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
show = typer.Typer(help=ENGLISH.text("cli.show_help"), no_args_is_help=True)
app.add_typer(show, name="show")
app.add_typer(cli_import.commands)
app.add_typer(cli_loads.commands)
app.add_typer(cli_quality.commands)
app.add_typer(cli_sources.commands)
app.add_typer(cli_segments.commands, name="segments")
app.add_typer(cli_lists.commands, name="list")
app.add_typer(cli_notes.commands, name="note")
app.add_typer(cli_tasks.commands, name="task")


@app.command(help=ENGLISH.text("cli.sample_help"))
def sample(  # noqa: PLR0913 - the options of the command line
    name: Annotated[str | None, typer.Argument(help=ENGLISH.text("cli.sample_name_help"))] = None,
    *,
    if_empty: Annotated[bool, option("if_empty", "--if-empty")] = False,
    company: Annotated[str | None, option("as_company", "--company")] = None,
    customers: Annotated[int | None, option("customers", "--customers")] = None,
    lines: Annotated[int | None, option("lines", "--lines")] = None,
    seed: Annotated[int, option("seed", "--seed")] = 1,
    without: Annotated[list[Layer] | None, option("without", "--without")] = None,
    files: Annotated[Path | None, option("files", "--files")] = None,
    file_format: Annotated[Format, option("format", "--format")] = Format.CSV,
    language: Annotated[Language, option("language", "--language")] = Language.EN,
) -> None:
    """Install one sample, or all of them, or write a generated one as files."""
    reader = Reader(language.value)
    recipe = Recipe(customers, lines, seed, frozenset(without or ()))
    if name is not None and name not in SAMPLES:
        message = reader.text("error.unknown_sample", name=name, known=", ".join(SAMPLES))
        raise Failure(WRONG_OPTION, "unknown_sample", message)
    if (recipe != Recipe() or files or company) and not (name and SAMPLES[name].generated):
        known = ", ".join(key for key, one in SAMPLES.items() if one.generated)
        message = reader.text("error.not_generated", known=known)
        raise Failure(WRONG_OPTION, "not_generated", message)
    if files:
        _write_files(files, file_format, recipe, reader)
        return
    workspace = open_workspace()
    here = companies.names(workspace)
    if if_empty and any(companies.version(workspace, one) for one in here):
        say(reader.text("cli.kept", companies=", ".join(here)))
        return
    for wanted in [name] if name else SAMPLES:
        say(reader.text("cli.putting", title=SAMPLES[wanted].title))
        made = install(workspace, LOCAL_OWNER, wanted, company=company, recipe=recipe)
        books = open_books(workspace, LOCAL_OWNER, made.name)
        answer = ask(books, LOCAL_OWNER, "profit", Scope(made.name))
        heads = reader.figure("customers", answer.result.summary()["customers"])
        there = {"lines": reader.count(answer.totals.accepted.lines), "customers": heads}
        say(reader.text("cli.there", title=made.title, **there))


def _write_files(folder: Path, kind: Format, recipe: Recipe, reader: Reader) -> None:
    """A generated company as files: as a stream where it is too large for memory."""
    if kind is Format.PARQUET and (recipe.lines or 0) > STREAMED_FROM:
        write_stream(
            folder,
            recipe.lines,
            recipe.seed,
            customers=recipe.customers,
            without=recipe.without,
        )
        say(reader.text("cli.files_written", folder=folder))
        return
    company = generate(recipe.customers, recipe.seed, recipe.without, recipe.lines)
    for path in write_files(company, folder, kind.value, truth=True):
        say(str(path))


@app.command("companies", help=ENGLISH.text("cli.companies_help"))
def list_companies(
    *,
    as_json: Annotated[bool, option("json", "--json")] = False,
    language: Annotated[Language, option("language", "--language")] = Language.EN,
) -> None:
    """List the companies, in the order they are shown."""
    known = companies.listing(open_workspace())
    if as_json:
        rows = [
            {
                "name": company.name,
                "title": company.title,
                "currency": company.currency,
                "sample": company.is_sample,
                "data_version": company.version,
            }
            for company in known
        ]
        say(json.dumps({"companies": rows}, ensure_ascii=False, indent=2))
        return
    reader = Reader(language.value)
    for company in known:
        mark = f" ({reader.text('app.sample')})" if company.is_sample else ""
        say(f"{company.name:32} {company.title}{mark}")
    if not known:
        say(reader.text("cli.no_companies"))


def _day(text: str | None, reader: Reader) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = reader.text("error.not_a_date", value=text)
        raise Failure(WRONG_OPTION, "not_a_date", message) from None


def _shower(question: Question) -> Callable[..., None]:
    """The command that answers ``question``; its options are the question's own, and the scope."""
    own = {field.name: field for field in fields(question.options)}

    def answer_it(**given: Any) -> None:
        reader = Reader(given["language"].value)
        options = question.options(**{name: given[name] for name in own})
        _show(question, given, options, reader)

    parameters = dict(_SCOPE)
    for name, field in own.items():
        flag = "--" + name.replace("_", "-")
        help_text = ENGLISH.text(f"options.{name}_help")
        annotation = Annotated[field.type, typer.Option(flag, help=help_text)]  # type: ignore[name-defined]
        parameters[name] = (annotation, field.default)
    answer_it.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default
            )
            for name, (kind, default) in parameters.items()
        ]
    )
    answer_it.__annotations__ = {name: kind for name, (kind, _) in parameters.items()}
    return answer_it


_SCOPE: dict[str, tuple[Any, Any]] = {
    "company": (Annotated[str, option("company", "--company")], inspect.Parameter.empty),
    "start": (Annotated[str | None, option("from", "--from")], None),
    "end": (Annotated[str | None, option("to", "--to")], None),
    "as_of": (Annotated[str | None, option("as_of", "--as-of")], None),
    "channel": (Annotated[list[str] | None, option("channel", "--channel")], None),
    "region": (Annotated[list[str] | None, option("region", "--region")], None),
    "customer_type": (
        Annotated[list[str] | None, option("customer_type", "--customer-type")],
        None,
    ),
    "segment": (Annotated[str | None, option("segment", "--segment")], None),
    "language": (Annotated[Language, option("language", "--language")], Language.EN),
    "as_json": (Annotated[bool, option("json", "--json")], False),
    "frame": (Annotated[str | None, option("frame", "--frame")], None),
    "out": (Annotated[Path | None, option("out", "--out")], None),
}


def _show(question: Question, given: dict[str, Any], options: Any, reader: Reader) -> None:
    workspace = open_workspace()
    books = open_books(workspace, LOCAL_OWNER, given["company"])
    scope = Scope(
        company=given["company"],
        start=_day(given["start"], reader),
        end=_day(given["end"], reader),
        as_of=_day(given["as_of"], reader),
        channel=tuple(given["channel"] or ()),
        region=tuple(given["region"] or ()),
        customer_type=tuple(given["customer_type"] or ()),
        segment=given["segment"],
    )
    reader = _reader_of(books.company, reader.language)
    reader = replace(reader, own=books.own_names(reader.language))
    answer = ask(books, LOCAL_OWNER, question.name, scope, options)
    if given["frame"] or given["out"]:
        export = _frame_of(answer, given["frame"], given["out"], reader)
        made = export_rows(workspace, LOCAL_OWNER, **export, reader=reader)
        _write(given["out"], made.content, reader)
        if not given["as_json"]:
            rows = reader.count(export["frame"].height)
            say(reader.text("cli.written", file=given["out"], rows=rows))
    elif not given["as_json"]:
        _print(answer, reader)
    if given["as_json"]:
        plain = as_plain(answer, reader)
        say(json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False))


def _frame_of(
    answer: Answer[Any], name: str | None, out: Path | None, reader: Reader
) -> dict[str, Any]:
    frames = answer.result.frames()
    if name is None or name not in frames:
        known = ", ".join(frames)
        message = reader.text("error.unknown_frame", name=name or "", known=known)
        raise Failure(WRONG_OPTION, "unknown_frame", message)
    ending = out.suffix.lstrip(".").lower() if out else ""
    if ending not in set(Format):
        raise Failure(WRONG_OPTION, "unknown_format", reader.text("error.unknown_format"))
    return {
        "frame": frames[name],
        "name": name,
        "kind": Format(ending),
        "provenance": answer.origin(name),
    }


def _write(file: Path, content: bytes, reader: Reader) -> None:
    try:
        file.write_bytes(content)
    except OSError:
        message = reader.text("error.cannot_write", file=file)
        raise Failure(WRONG_OPTION, "cannot_write", message) from None


def _print(answer: Answer[Any], reader: Reader) -> None:
    """The answer as text: sentences, then figures."""
    start, end = reader.date(answer.scope.start), reader.date(answer.scope.end)
    title = reader.text(f"{answer.question.replace('-', '_')}.title")
    say(f"{title} · {visible(answer.company.title)} · {start} – {end}\n")
    for finding in (*answer.result.findings(), *answer.notices):
        say(f"- {visible(reader.sentence(finding.key, finding.fields))}")
    say("")
    for key, value in answer.result.summary().items():
        said = ("no", "yes")[value] if isinstance(value, bool) else value
        say(f"{reader.name(key):32} {reader.figure(key, said)}")


def _reader_of(company: Company, language: str) -> Reader:
    return Reader(language, company.currency, company.decimals)


for _question in QUESTIONS:
    show.command(_question.name, help=ENGLISH.text(f"{_question.stem}.lead"))(_shower(_question))


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command; every refusal is one line, or one JSON object where ``--json`` is asked."""
    given = sys.argv[1:] if arguments is None else arguments
    reader = Reader(_language(given))
    try:
        ended = app(given, standalone_mode=False)  # --help ends here too
    except Failure as failure:
        _fail(failure, given)
    except (NotEnoughData, ScopeError, Forbidden, NoSuchCompanyError) as problem:
        exit_code = NOT_ENOUGH if isinstance(problem, NotEnoughData) else WRONG_OPTION
        message = refusals.in_words(problem, reader)
        _fail(Failure(exit_code, refusals.code(problem), message), given)
    except ValueError as problem:
        _fail(Failure(WRONG_OPTION, "wrong_option", wrong_value(problem, reader)), given)
    except typer.TyperException as problem:
        if not problem.format_message():  # the help was asked for by saying nothing
            raise SystemExit(WRONG_OPTION) from None
        _fail(Failure(WRONG_OPTION, "wrong_option", wrong_use(problem, reader)), given)
    except Exception as problem:
        text = reader.text("cli.unexpected", kind=type(problem).__name__)
        _fail(Failure(UNEXPECTED, "unexpected", text), given)
    raise SystemExit(ended if isinstance(ended, int) else 0)


def _language(given: list[str]) -> str:
    """The language asked for, known before the options are read: refusals speak it too."""
    for word, after in zip(given, [*given[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name == "--language":
            asked = value if equals else after
            return asked if asked in LANGUAGES else "en"
    return "en"


def _fail(failure: Failure, given: list[str]) -> NoReturn:
    if "--json" in given:
        say(json.dumps({"error": {"code": failure.name, "message": failure.message}}))
    else:
        sys.stderr.write(visible(failure.message) + "\n")
    raise SystemExit(failure.code)


if __name__ == "__main__":
    main()
