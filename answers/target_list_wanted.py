"""All that a target list follows from, and how a list keeps it."""

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from analytics.conditions import Group, from_json
from analytics.findings import WrongOption
from analytics.suppression import Rules
from analytics.target_lists import ORDERS, STRATA, Terms
from data.lists import TargetList

LONGEST_WINDOW = 730


class SourceKind(StrEnum):
    """Where the customers of a list come from."""

    CONDITIONS = "conditions"
    SEGMENT = "segment"
    DRAFT = "draft"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Source:
    """Whom a list means: ``name`` of a segment or id of a draft, or conditions of its own.

    ``days``: how far the figures of the conditions look back; None: to the first day.
    """

    kind: SourceKind = SourceKind.EVERYBODY
    name: str = ""
    conditions: Group = field(default_factory=Group)
    days: int | None = None


@dataclass(frozen=True)
class Wanted:
    """All that a list follows from. ``exclude`` names earlier lists by id.

    ``order``: what a budget keeps the best by. ``window``: how many days after the campaign will be
    measured. ``as_of`` None: the last day with an order. Raises :class:`WrongOption`,
    ``ValueError`` for a word that is not on its list.
    """

    source: Source = field(default_factory=Source)
    rules: Rules = field(default_factory=lambda: Rules("e-mail"))
    exclude: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    order: str = "contribution"
    window: int = 90
    as_of: date | None = None

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        if self.order not in ORDERS:
            raise ValueError(f"order: one of {', '.join(ORDERS)} is needed")
        if unknown := [name for name in self.terms.strata if name not in STRATA]:
            raise ValueError(f"strata: {', '.join(unknown)}; known are {', '.join(STRATA)}")
        if not 1 <= self.window <= LONGEST_WINDOW:
            raise WrongOption("window", self.window, 0, LONGEST_WINDOW)

    def as_json(self) -> dict[str, Any]:
        """Everything in plain values, as a list keeps it; :func:`wanted_of` reads it back."""
        source = self.source
        return {
            "source": {
                "kind": source.kind.value,
                "name": source.name,
                "conditions": source.conditions.as_json(),
                "days": source.days,
            },
            "rules": {
                "quiet_days": self.rules.quiet_days,
                "skip_running": self.rules.skip_running,
            },
            "exclude": list(self.exclude),
            "terms": {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in asdict(self.terms).items()
            },
            "order": self.order,
            "window": self.window,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }


def wanted_of(one: TargetList) -> Wanted:
    """What a list that was kept from a plan follows from: what :meth:`Wanted.as_json` wrote."""
    plain = one.conditions
    as_of = plain.get("as_of")
    source, terms = plain.get("source", {}), dict(plain.get("terms", {}))
    for name in ("treatments", "strata"):
        if name in terms:
            terms[name] = tuple(terms[name])
    return Wanted(
        source=Source(
            SourceKind(source.get("kind", "everybody")),
            source.get("name", ""),
            from_json(source["conditions"]) if "conditions" in source else Group(),
            source.get("days"),
        ),
        rules=Rules(one.touch_point, **plain.get("rules", {})),
        exclude=tuple(plain.get("exclude", ())),
        terms=Terms(**terms),
        as_of=date.fromisoformat(as_of) if as_of else None,
        **{name: plain[name] for name in ("order", "window") if name in plain},
    )
