"""Pelanggan without a browser: ``python cli.py sample | companies | show <analysis> ...``.

Exit codes: 0 done, 1 cannot be done, 2 wrong option, 3 question, 4 rejected, 5 not enough data.
"""

import inspect
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import cli_companies
import cli_import
import cli_lists
import cli_loads
import cli_notes
import cli_quality
import cli_segments
import cli_sources
import cli_tasks
from analytics.findings import NotEnoughData
from answers import QUESTIONS, Answer, Question, ask, refusals
from answers.plain import as_plain
from answers.proof import in_words
from cli_parts import (
    COMPANY,
    ENGLISH,
    JSON,
    LANGUAGE,
    WRONG_OPTION,
    Failure,
    Language,
    day_if_any,
    opened,
    option,
    say,
    write,
)
from cli_use import wrong_use, wrong_value
from data.actor import LOCAL_OWNER, Forbidden
from data.companies import NoSuchCompanyError
from data.scope import Scope, ScopeError
from exports import Format, export_rows
from words import LANGUAGES, Reader, visible

UNEXPECTED, NOT_ENOUGH = 1, 5

app = typer.Typer(
    help=ENGLISH.text("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
show = typer.Typer(help=ENGLISH.text("cli.show_help"), no_args_is_help=True)
app.add_typer(cli_companies.commands)
app.add_typer(show, name="show")
app.add_typer(cli_import.commands)
app.add_typer(cli_loads.commands)
app.add_typer(cli_quality.commands)
app.add_typer(cli_sources.commands)
app.add_typer(cli_segments.commands, name="segments")
app.add_typer(cli_lists.commands, name="list")
app.add_typer(cli_notes.commands, name="note")
app.add_typer(cli_tasks.commands, name="task")


def _shower(question: Question) -> Callable[..., None]:
    """The command that answers ``question``; its options are the question's own, and the scope."""
    own = {field.name: field for field in fields(question.options)}

    def answer_it(**given: Any) -> None:
        for name, one in question.settled.items():
            one.check(given[name])
        options = question.options(**{name: given[name] for name in own})
        _show(question, given, options)

    parameters = dict(_SCOPE)
    for name, field in own.items():
        flag = "--" + name.replace("_", "-")
        help_text = ENGLISH.text(f"options.{name}_help")
        annotation = Annotated[field.type, typer.Option(flag, help=help_text)]  # type: ignore[name-defined]
        parameters[name] = (annotation, field.default)
    for name, one in question.settled.items():
        flag, told = "--" + name.replace("_", "-"), ENGLISH.text("cli.settled_help")
        parameters[name] = (Annotated[type(one.value), typer.Option(flag, help=told)], one.value)
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
    "company": (COMPANY, inspect.Parameter.empty),
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
    "language": (LANGUAGE, Language.EN),
    "as_json": (JSON, False),
    "frame": (Annotated[str | None, option("frame", "--frame")], None),
    "out": (Annotated[Path | None, option("out", "--out")], None),
}


def _show(question: Question, given: dict[str, Any], options: Any) -> None:
    workspace, books, reader = opened(given["company"], given["language"])
    scope = Scope(
        company=given["company"],
        start=day_if_any(given["start"], reader),
        end=day_if_any(given["end"], reader),
        as_of=day_if_any(given["as_of"], reader),
        channel=tuple(given["channel"] or ()),
        region=tuple(given["region"] or ()),
        customer_type=tuple(given["customer_type"] or ()),
        segment=given["segment"],
    )
    answer = ask(books, LOCAL_OWNER, question.name, scope, options)
    if given["frame"] or given["out"]:
        export = _frame_of(answer, given["frame"], given["out"], reader)
        made = export_rows(workspace, LOCAL_OWNER, **export, reader=reader)
        write(given["out"], made.content, reader)
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


def _print(answer: Answer[Any], reader: Reader) -> None:
    """The answer as text: sentences, then figures."""
    start, end = reader.date(answer.scope.start), reader.date(answer.scope.end)
    title = reader.text(f"{answer.question.replace('-', '_')}.title")
    say(f"{title} · {visible(answer.company.title)} · {start} – {end}\n")
    result = answer.told
    found = (*result.findings(), *answer.notices)
    sentences = [reader.sentence(finding.key, finding.fields) for finding in found]
    for sentence in (*in_words(answer.proof, reader), *sentences):
        say(f"- {visible(sentence)}")
    say("")
    for key, value in result.summary().items():
        said = ("no", "yes")[value] if isinstance(value, bool) else value
        say(f"{reader.name(key):32} {reader.figure(key, said)}")


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
