"""Conditions in the reader's words: one sentence for a segment, names of columns and operators."""

from datetime import date

from analytics.condition_columns import ATTRIBUTES, BOUGHT, Kind, kind_of, trait_of
from analytics.conditions import Bound, Condition, Group
from words import Reader

_UNITS = {
    Kind.MONEY: "revenue",
    Kind.COUNT: "orders",
    Kind.DAYS: "recency_days",
    Kind.SHARE: "share",
    Kind.NUMBER: "orders_per_customer",
    Kind.TRAIT: "orders_per_customer",
}
"""A figure of each kind, whose way of writing a number is the kind's."""


def column_name(column: str, reader: Reader) -> str:
    """What a column is called."""
    if found := trait_of(column):
        domain = reader.text(f"segments.domain_{found[0]}")
        return reader.text("segments.trait", domain=domain, name=found[1])
    if column in BOUGHT:
        return reader.text("segments.bought", what=reader.word(column).lower())
    if column in ATTRIBUTES:
        return reader.text(f"fields.{column}")
    return reader.name(column)


def value_name(column: str, value: Bound, reader: Reader) -> str:
    """One value as it is written."""
    kind = kind_of(column)
    if kind is Kind.DATE:
        return reader.date(date.fromisoformat(str(value)))
    if column == "segment":
        return reader.segment(str(value))
    if isinstance(value, str):
        return value
    return reader.figure(_UNITS[kind], value, compact=True)


def in_words(group: Group, reader: Reader) -> str:
    """The conditions as one line: commas and brackets as the groups lie."""
    parts = [
        f"({in_words(part, reader)})" if isinstance(part, Group) else _condition(part, reader)
        for part in group.parts
    ]
    word = reader.text("segments.and" if group.match == "all" else "segments.or")
    return f" {word} ".join(parts) or reader.text("segments.everyone")


def _condition(condition: Condition, reader: Reader) -> str:
    values = [value_name(condition.column, value, reader) for value in condition.values]
    last = values[-1] if values else ""
    return reader.text(
        f"segments.say_{condition.operator}",
        column=column_name(condition.column, reader),
        values=", ".join(values),
        low=values[0] if values else "",
        high=last,
    )
