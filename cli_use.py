"""What is wrong with how a command was used, in the reader's words: Typer knows English alone."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import typer

from analytics.findings import Meaningless, WrongOption
from exports import TooLong
from words import Reader

_EXACT = 1e15  # whole numbers up to here are exact as floats


def wrong_use(problem: typer.TyperException, reader: Reader) -> str:
    """A command that cannot be read: an option, a value or a word that does not belong there."""
    kind, ctx = type(problem).__name__, cast("Any", getattr(problem, "ctx", None))
    parameter = getattr(problem, "param", None)
    said = re.findall(r"[('](.*?)[)']", problem.format_message())
    named = getattr(problem, "option_name", None) or _name(parameter) or (said or [""])[0]
    known = ""
    match kind:
        case "NoSuchOption":
            key, known = "no_option", ", ".join(getattr(problem, "possibilities", None) or ())
            key += "_near" if known else ""
        case "BadOptionUsage":
            takes_none = "does not take" in problem.format_message()
            key = "takes_no_value" if takes_none else "needs_value"
        case "MissingParameter":
            key = "missing"
        case "BadParameter":
            key, known = "bad_value", _wanted(problem, said[2:], reader)
        case _ if _commands(ctx):
            key, known = "no_command", ", ".join(_commands(ctx))
        case _:
            key, named = "too_many", (said or [""])[-1]
    return reader.text(f"cli_use.{key}", name=named, known=known)


def wrong_value(problem: ValueError, reader: Reader) -> str:
    """The message of an option whose value is of the right kind and means nothing here."""
    match problem:
        case WrongOption():
            name = reader.text(f"options.{problem.option}")
            known = {"low": problem.low, "high": problem.high, "value": problem.value}
            said = {key: _short(value, reader) for key, value in known.items()}
            return reader.text("error.out_of_range", name=name, **said)
        case Meaningless():
            return reader.text(problem.key, given=reader.word(problem.given))
        case TooLong():
            return reader.text("error.too_long", rows=reader.count(problem.rows))
        case _:
            return reader.text("error.wrong_option", message=str(problem))


def _short(value: float, reader: Reader) -> str:
    """Whole numbers without decimals, and the others with as many as they need."""
    whole = value == value and abs(value) < _EXACT and value == int(value)  # noqa: PLR0124 - NaN
    return reader.number(value, decimals=0 if whole else 2)


def _commands(ctx: Any) -> Mapping[str, Any]:
    """The commands of a group, by name; none of a command that has none."""
    return getattr(getattr(ctx, "command", None), "commands", None) or {}


def _name(parameter: Any) -> str:
    """An option as it is typed, an argument by its name."""
    if parameter is None:
        return ""
    typed = [name for name in parameter.opts if name.startswith("--")]
    return str(typed[0] if typed else (parameter.name or "").upper())


def _wanted(problem: typer.TyperException, choices: Sequence[str], reader: Reader) -> str:
    """What a value must be: one of a few words, a number, a whole number."""
    if choices:
        return ", ".join(choices)
    errors: list[Any] = getattr(problem.__cause__, "errors", list)()
    kind = str(errors[0]["type"]) if errors else ""
    key = {"float_parsing": "a_number", "int_parsing": "a_whole_number"}.get(kind, "a_value")
    return reader.text(f"cli_use.{key}")
