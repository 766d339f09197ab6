"""Refusals of the house in the reader's words: what is missing or wrong, and what to do."""

from datetime import date

from analytics.findings import NotEnoughData
from data.actor import Forbidden
from data.companies import NoSuchCompanyError
from data.scope import ScopeError
from data.target_list import ListError
from words import Reader

Refusal = NotEnoughData | ScopeError | Forbidden | NoSuchCompanyError


def code(problem: Refusal) -> str:
    """The short name of a refusal, the same in every language."""
    match problem:
        case NotEnoughData() | ScopeError():
            return problem.key.partition(".")[2]
        case NoSuchCompanyError():
            return "no_such_company"
        case _:
            return "forbidden"


def in_words(problem: Refusal, reader: Reader) -> str:
    """One sentence or two for the reader."""
    match problem:
        case NotEnoughData():
            return reader.sentence(problem.key, problem.fields)
        case ScopeError():
            return reader.text(problem.key, **_written(problem.fields, reader))
        case NoSuchCompanyError():
            return reader.text("error.no_such_company", name=problem.name)
        case _:
            return reader.text("error.forbidden")


def of_list(problem: ListError, reader: Reader) -> str:
    """What cannot be done with a target list, and what to do, in the reader's words."""
    fields = _written(problem.fields, reader)
    if "list_state" in fields:
        fields["list_state"] = reader.text(f"target_lists.state_{fields['list_state']}").lower()
    if "touch_point" in fields:
        fields["touch_point"] = reader.preset(str(fields["touch_point"]))
    return reader.text(problem.key, **fields)


def _written(fields: dict[str, object], reader: Reader) -> dict[str, object]:
    written: dict[str, object] = {}
    for name, value in fields.items():
        if isinstance(value, date):
            written[name] = reader.date(value)
        else:
            written[name] = reader.text(f"scope.{value}").lower() if name == "filter" else value
    return written
