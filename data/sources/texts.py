"""Values of a database as texts: exact, in one known form, as the intake reads them."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo


def texts(values: Sequence[Any], zone: ZoneInfo) -> list[str | None]:
    """A column's values: plain digits, true and false, ISO times in ``zone``.

    What is neither text, number, truth nor time becomes blank.
    """
    if set(map(type, values)) <= {str, type(None)}:
        return list(values)
    return [_text(value, zone) for value in values]


def digest(row: Sequence[str | None]) -> str:
    """A mark of one row: equal for equal texts."""
    return hashlib.sha256(json.dumps(row, ensure_ascii=True).encode()).hexdigest()[:24]


def _text(value: Any, zone: ZoneInfo) -> str | None:
    if value is None or isinstance(value, bytes | memoryview | dict | list):
        return None
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value, zone)
    return str(value)


def _time(value: dt.datetime, zone: ZoneInfo) -> str:
    if value.tzinfo is not None:
        value = value.astimezone(zone).replace(tzinfo=None)
    return value.isoformat(" ", "microseconds" if value.microsecond else "seconds")


def _number(value: float, _zone: ZoneInfo) -> str:
    return format(Decimal(repr(value)), "f") if isfinite(value) else repr(value)


_WRITERS: Mapping[type, Callable[[Any, ZoneInfo], str]] = {
    bool: lambda value, _: "true" if value else "false",
    Decimal: lambda value, _: format(value, "f"),
    float: _number,
    dt.datetime: _time,
    dt.date: lambda value, _: value.isoformat(),
    dt.time: lambda value, _: value.isoformat(),
}
"""The first kind that fits: a truth is a whole number too, and a time a date."""
