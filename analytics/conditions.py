"""Whom do we mean? Conditions on customers, joined by "all" and "any", as plain values.

A condition names a column, an operator and values, each from an allow-list: nothing typed is ever
run as an expression. Kept as JSON, so that it can be read again in years, and evaluated on a frame
that holds one row a customer and the columns it names.

A blank value meets no comparison; it is none of any list, and a blank consent is a no.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.condition_columns import OPERATORS, PRESENCE, RANGES, ConditionError, Kind, kind_of

MATCHES = ("all", "any")
MOST_CONDITIONS, MOST_VALUES, DEEPEST, LONGEST = 50, 500, 3, 200
Bound = str | float


@dataclass(frozen=True)
class Condition:
    """One condition: ``values`` are numbers, ISO dates or texts. Raises :class:`ConditionError`."""

    column: str
    operator: str
    values: tuple[Bound, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is not on the lists."""
        object.__setattr__(self, "values", _checked(self.column, self.operator, self.values))


@dataclass(frozen=True)
class Group:
    """Conditions and groups of which ``all`` or ``any`` must hold. An empty group holds always."""

    match: str = "all"
    parts: tuple["Condition | Group", ...] = ()

    def __post_init__(self) -> None:
        """Refuse another word, too many conditions, or groups too deep."""
        if self.match not in MATCHES:
            raise ConditionError("segments.wrong_match", match=_short(self.match))
        if depth(self) > DEEPEST:
            raise ConditionError("segments.too_deep", most=DEEPEST)
        if sum(1 for _ in conditions(self)) > MOST_CONDITIONS:
            raise ConditionError("segments.too_many", most=MOST_CONDITIONS)

    def as_json(self) -> dict[str, object]:
        """The conditions in plain values."""
        return {"match": self.match, "parts": [_plain(part) for part in self.parts]}


def conditions(group: Group) -> Iterator[Condition]:
    """Every condition of a group and the groups within it, in order."""
    for part in group.parts:
        if isinstance(part, Condition):
            yield part
        else:
            yield from conditions(part)


def depth(group: Group) -> int:
    """How many groups lie within each other; 1 for a plain one."""
    return 1 + max((depth(part) for part in group.parts if isinstance(part, Group)), default=0)


def named(group: Group, column: str) -> list[str]:
    """The texts that conditions on ``column`` name, sorted."""
    values = {str(v) for c in conditions(group) if c.column == column for v in c.values}
    return sorted(values)


def from_json(given: object) -> Group:
    """Conditions from plain values as :meth:`Group.as_json` writes them.

    Raises :class:`ConditionError`.
    """
    return _group(given, 1)


def meets(group: Group) -> pl.Expr:
    """Whether a row meets the conditions: true or false, never blank.

    The frame holds the columns named: numbers, dates, texts, flags; a list of texts for a
    :attr:`Kind.SET`; a text for a trait.
    """
    parts = [meets(part) if isinstance(part, Group) else _meets(part) for part in group.parts]
    if not parts:
        return pl.lit(value=True)
    return pl.all_horizontal(parts) if group.match == "all" else pl.any_horizontal(parts)


def _meets(condition: Condition) -> pl.Expr:
    kind, operator, values = kind_of(condition.column), condition.operator, condition.values
    column = pl.col(condition.column)
    match operator:
        case "yes" | "no":
            said = column.fill_null(value=False)
            return said if operator == "yes" else ~said
        case "filled" | "blank":
            return column.is_not_null() if operator == "filled" else column.is_null()
        case "any_of" | "none_of" | "all_of":
            found = _within(column, kind, operator, [str(value) for value in values])
            return ~found if operator == "none_of" else found
        case _:
            return _ranged(column, kind, operator, values)


def _within(column: pl.Expr, kind: Kind, operator: str, values: list[str]) -> pl.Expr:
    if kind is not Kind.SET:
        return column.is_in(values).fill_null(value=False)
    has = [column.list.contains(value).fill_null(value=False) for value in values]
    return pl.all_horizontal(has) if operator == "all_of" else pl.any_horizontal(has)


def _ranged(column: pl.Expr, kind: Kind, operator: str, values: tuple[Bound, ...]) -> pl.Expr:
    if kind is Kind.DATE:
        limits = [pl.lit(date.fromisoformat(str(value))) for value in values]
    else:
        column = column.cast(pl.Float64, strict=False)
        limits = [pl.lit(float(value)) for value in values]
    low = None if operator == "at_most" else limits[0]
    high = None if operator == "at_least" else limits[-1]
    parts = [column >= low] if low is not None else []
    parts += [column <= high] if high is not None else []
    number = [column.is_not_nan()] if kind is not Kind.DATE else []
    return pl.all_horizontal(*parts, *number).fill_null(value=False)


def _checked(column: str, operator: str, values: tuple[Bound, ...]) -> tuple[Bound, ...]:
    kind = kind_of(column)
    if operator not in OPERATORS[kind]:
        known = ", ".join(OPERATORS[kind])
        raise ConditionError(
            "segments.unknown_operator", operator=_short(operator), column=column, known=known
        )
    if operator in ("yes", "no", *PRESENCE):
        return ()
    if operator in RANGES:
        wanted = 2 if operator == "between" else 1
        if len(values) != wanted:
            raise ConditionError("segments.wrong_values", column=column, values=wanted)
        limits = [_limit(column, kind, value) for value in values]
        if limits[0] > limits[-1]:  # type: ignore[operator]  # both dates, or both numbers
            raise ConditionError("segments.wrong_order", column=column)
        return tuple(limits)
    texts = tuple(dict.fromkeys(str(value) for value in values))
    if not 1 <= len(texts) <= MOST_VALUES or any(len(text) > LONGEST for text in texts):
        raise ConditionError("segments.wrong_list", column=column, most=MOST_VALUES)
    return texts


def _limit(column: str, kind: Kind, value: Bound) -> Bound:
    try:
        if kind is Kind.DATE:
            return date.fromisoformat(str(value)).isoformat()
        number = float(value)
    except ValueError:
        number = math.nan
    if isinstance(value, bool) or kind is Kind.DATE or not math.isfinite(number):
        raise ConditionError("segments.wrong_value", column=column, value=_short(value))
    return number


def _group(given: object, level: int) -> Group:
    if level > DEEPEST:
        raise ConditionError("segments.too_deep", most=DEEPEST)
    if not isinstance(given, Mapping) or not isinstance(given.get("parts"), list):
        raise ConditionError("segments.wrong_form")
    if len(given["parts"]) > MOST_CONDITIONS:
        raise ConditionError("segments.too_many", most=MOST_CONDITIONS)
    parts = [_part(part, level) for part in given["parts"]]
    return Group(str(given.get("match", "all")), tuple(parts))


def _part(given: object, level: int) -> "Condition | Group":
    if isinstance(given, Mapping) and "parts" in given:
        return _group(given, level + 1)
    if not isinstance(given, Mapping) or not {"column", "operator"} <= given.keys():
        raise ConditionError("segments.wrong_form")
    values = given.get("values", [])
    if not isinstance(values, list) or not all(isinstance(v, str | int | float) for v in values):
        raise ConditionError("segments.wrong_form")
    return Condition(str(given["column"]), str(given["operator"]), tuple(values))


def _plain(part: "Condition | Group") -> dict[str, object]:
    if isinstance(part, Group):
        return part.as_json()
    return {"column": part.column, "operator": part.operator, "values": list(part.values)}


def _short(value: object) -> str:
    return str(value)[:60]
