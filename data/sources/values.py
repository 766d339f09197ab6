"""A single value of a database as JSON can hold it, and back: where reading goes on from."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any


def plain(value: Any) -> list[str]:
    """A value as JSON can hold it, with its kind."""
    match value:
        case dt.datetime():
            return ["time", value.isoformat()]
        case dt.date():
            return ["date", value.isoformat()]
        case Decimal() | float():
            return [
                "decimal",
                format(Decimal(repr(value)) if isinstance(value, float) else value, "f"),
            ]
        case bool() | int():
            return ["integer", str(int(value))]
    return ["text", str(value)]


def value(told: Sequence[str]) -> Any:
    """The value that :func:`plain` wrote."""
    kind, text = told
    made: Mapping[str, Callable[[str], Any]] = {
        "time": dt.datetime.fromisoformat,
        "date": dt.date.fromisoformat,
        "decimal": Decimal,
        "integer": int,
        "text": str,
    }
    return made[kind](text)
