"""What the builder of segments holds between two clicks: groups of conditions, by their numbers.

The widgets of a condition are keyed by its number; here lies what they say, so that a condition
can be taken out, or a saved segment opened, without one widget taking over another's value.
"""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import streamlit as st

from analytics.condition_columns import ConditionError
from analytics.conditions import Condition, Group, from_json
from data.segments import MOST_DAYS
from ui import link

_KEY, _LINKED = "_segment_draft", "_segment_linked"
_LONGEST_LINK = 3_000  # letters that every browser and server takes in an address
_NUMBERS = count(1)


@dataclass
class Line:
    """One condition as it is put together."""

    number: int = field(default_factory=lambda: next(_NUMBERS))
    column: str = "recency_days"
    operator: str = "at_most"
    values: tuple[Any, ...] = ()

    def condition(self) -> Condition | None:
        """The condition, once it has its values."""
        try:
            return Condition(self.column, self.operator, self.values)
        except ConditionError:
            return None


@dataclass
class Lines:
    """A group of conditions."""

    number: int = field(default_factory=lambda: next(_NUMBERS))
    match: str = "all"
    lines: list[Line] = field(default_factory=lambda: [Line()])


@dataclass
class Draft:
    """All groups; ``company`` whose they are, ``opened`` the saved segment that was opened."""

    company: str
    match: str = "all"
    groups: list[Lines] = field(default_factory=lambda: [Lines()])
    opened: str = ""
    days: int | None = None
    note: str = ""
    number: int = field(default_factory=lambda: next(_NUMBERS))

    def wanted(self) -> Group:
        """The conditions that have their values; groups without any are left out."""
        made = [(g.match, [c for line in g.lines if (c := line.condition())]) for g in self.groups]
        groups = [Group(match, tuple(parts)) for match, parts in made if parts]
        if len(groups) == 1:
            return groups[0]
        return Group(self.match, tuple(groups))

    @property
    def unfinished(self) -> bool:
        """Whether a condition still lacks its value."""
        return any(line.condition() is None for group in self.groups for line in group.lines)


def current(company: str) -> Draft:
    """This visitor's draft of a segment of ``company``."""
    draft = st.session_state.get(_KEY)
    if not isinstance(draft, Draft) or draft.company != company:
        draft = Draft(company)
        st.session_state[_KEY] = draft
    return draft


def replace_by(draft: Draft) -> None:
    """Put another draft in its place."""
    st.session_state[_KEY] = draft


def linked(company: str, key: str) -> Draft:
    """Like :func:`current`; what a link says under ``key`` is opened first, once."""
    asked = (link.asked(key) or [""])[0]
    if asked and asked != st.session_state.get(_LINKED):
        st.session_state[_LINKED] = asked
        if (draft := _from_link(company, asked)) is not None:
            replace_by(draft)
    return current(company)


def into_link(draft: Draft, key: str) -> None:
    """The finished conditions of ``draft`` under ``key``; not those too long for an address."""
    wanted = draft.wanted()
    plain = {"days": draft.days} | wanted.as_json()
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    text = text if wanted.parts and len(text) <= _LONGEST_LINK else ""
    st.session_state[_LINKED] = text
    link.keep(key, *([text] if text else []))


def _from_link(company: str, text: str) -> Draft | None:
    """The conditions of a link; None where they are none, or more than the builder can show."""
    if len(text) > _LONGEST_LINK:
        return None
    try:
        plain = json.loads(text)
        days = plain.pop("days", None)
        group = from_json(plain)
    except (ValueError, AttributeError, TypeError, RecursionError, ConditionError):
        return None
    known = isinstance(days, int) and not isinstance(days, bool) and 1 <= days <= MOST_DAYS
    return opened(company, "", group, days if known else None, "") if editable(group) else None


def opened(company: str, name: str, group: Group, days: int | None, note: str) -> Draft:
    """A saved segment as a draft; see :func:`editable`."""
    nested = any(isinstance(part, Group) for part in group.parts)
    parts = group.parts if nested else (group,)
    groups = [_lines(part) for part in parts]
    match = group.match if nested else "all"
    return Draft(company, match, groups, opened=name, days=days, note=note)


def editable(group: Group) -> bool:
    """Whether the builder can show the conditions as they are: groups no deeper than two."""
    inner = [part for part in group.parts if isinstance(part, Group)]
    return not any(isinstance(part, Group) for each in inner for part in each.parts)


def _lines(part: Group | Condition) -> Lines:
    conditions = part.parts if isinstance(part, Group) else (part,)
    match = part.match if isinstance(part, Group) else "all"
    lines = [
        Line(column=c.column, operator=c.operator, values=c.values)
        for c in conditions
        if isinstance(c, Condition)
    ]
    return Lines(match=match, lines=lines)
