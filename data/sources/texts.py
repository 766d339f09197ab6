"""Values of a database as texts: exact, in one known form, as the intake reads them."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo


def texts(values: Sequence[Any], zone: ZoneInfo) -> list[str | None]:
    """A column's values: plain digits, true and false, ISO times in ``zone``.

    What is neither text, number, truth nor time becomes blank.
    """
    kinds: set[Any] = set(map(type, values)) - {type(None)}
    if kinds <= {str}:
        return list(values)
    if len(kinds) > 1:
        return [_text(value, zone) for value in values]
    write = _writer(kinds.pop())
    return [None if value is None else write(value, zone) for value in values]


def digest(row: Sequence[str | None]) -> str:
    """A mark of one row: equal for equal texts."""
    return hashlib.sha256(json.dumps(row, ensure_ascii=True).encode()).hexdigest()[:24]


def _text(value: Any, zone: ZoneInfo) -> str | None:
    kind: Any = type(value)
    return None if value is None else _writer(kind)(value, zone)


@cache
def _writer(kind: type) -> Callable[[Any, ZoneInfo], str | None]:
    """How values of a kind are written."""
    for known, write in _WRITERS.items():
        if issubclass(kind, known):
            return write
    return lambda value, _: str(value)


def _time(value: dt.datetime, zone: ZoneInfo) -> str:
    if value.tzinfo is not None:
        value = value.astimezone(zone).replace(tzinfo=None)
    return value.isoformat(" ", "microseconds" if value.microsecond else "seconds")


def _number(value: float, _zone: ZoneInfo) -> str:
    return format(Decimal(repr(value)), "f") if isfinite(value) else repr(value)


_WRITERS: Mapping[type, Callable[[Any, ZoneInfo], str | None]] = {
    **dict.fromkeys((bytes, memoryview, dict, list), lambda *_: None),
    bool: lambda value, _: "true" if value else "false",
    Decimal: lambda value, _: format(value, "f"),
    float: _number,
    dt.datetime: _time,
    dt.date: lambda value, _: value.isoformat(),
    dt.time: lambda value, _: value.isoformat(),
}
"""The first kind that fits: a truth is a whole number too, and a time a date."""
