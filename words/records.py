"""How a value of a customer's record is written: flags, days and money in the reader's words."""

import datetime as dt

from words.reader import Reader

_FLAGS = ("yes", "no")


def in_words(reader: Reader, field: str, value: str) -> str:
    """``value`` of the column ``field``, a text: yes or no, a day as 2025-03-31, a number."""
    if field.endswith(("_on", "_at")):
        return reader.date(dt.date.fromisoformat(value))
    if field == "acquisition_cost":
        return reader.money(float(value))
    flag = field == "objects_to_profiling" or field.startswith("consent_")
    return reader.text(f"app.{value}") if flag and value in _FLAGS else value
