"""What conditions may be asked of: the columns of a customer, their kinds and the operators."""

import re
from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """What a column holds, and so how it can be asked for."""

    MONEY = "money"
    COUNT = "count"
    DAYS = "days"
    SHARE = "share"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    FLAG = "flag"
    SET = "set"  # everything a customer bought of: a list of texts
    TRAIT = "trait"  # text, compared as a number where a number is asked for


RANGES = ("at_least", "at_most", "between")
_LISTS = ("any_of", "none_of")
PRESENCE = ("filled", "blank")
_NUMBERS = (Kind.MONEY, Kind.COUNT, Kind.DAYS, Kind.SHARE, Kind.NUMBER)

OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(_NUMBERS, RANGES),
    Kind.DATE: (*RANGES, *PRESENCE),
    Kind.TEXT: (*_LISTS, *PRESENCE),
    Kind.FLAG: ("yes", "no"),
    Kind.SET: (*_LISTS, "all_of"),
    Kind.TRAIT: (*_LISTS, *RANGES, *PRESENCE),
}
"""What may be asked of each kind."""

FIGURES: Mapping[str, Kind] = {
    "recency_days": Kind.DAYS,
    "tenure_days": Kind.DAYS,
    "orders": Kind.COUNT,
    "returns": Kind.COUNT,
    "revenue": Kind.MONEY,
    "gross_margin": Kind.MONEY,
    "contribution": Kind.MONEY,
    "profit": Kind.MONEY,
    "cost_to_serve": Kind.MONEY,
    "average_order": Kind.MONEY,
    "discount_share": Kind.SHARE,
    "contacts": Kind.COUNT,
    "complaints": Kind.COUNT,
    "satisfaction": Kind.NUMBER,
}
"""What a customer did and moved within the days that a definition looks back on."""

RFM: Mapping[str, Kind] = {
    "segment": Kind.TEXT,
    "recency_score": Kind.COUNT,
    "frequency_score": Kind.COUNT,
    "monetary_score": Kind.COUNT,
}
"""Where the company's RFM map lays a customer over the same days."""

BOUGHT: Mapping[str, Kind] = dict.fromkeys(
    ("product", "category", "channel", "region", "store"), Kind.SET
)
"""What a customer bought, or where, over the same days."""

ATTRIBUTES: Mapping[str, Kind] = {
    **dict.fromkeys(
        ("customer_type", "home_region", "city", "country", "e_commerce_type"), Kind.TEXT
    ),
    "acquisition_channel": Kind.TEXT,
    "account_owner": Kind.TEXT,
    "joined_on": Kind.DATE,
    "last_verified_on": Kind.DATE,
    "acquisition_cost": Kind.MONEY,
    **dict.fromkeys(("consent_email", "consent_phone", "consent_chat", "consent_post"), Kind.FLAG),
    "objects_to_profiling": Kind.FLAG,
}
"""What the company holds on a customer; nothing personal."""

COLUMNS: Mapping[str, Kind] = {**FIGURES, **RFM, **BOUGHT, **ATTRIBUTES}
"""Every column that may be asked for, beside traits (:func:`trait`)."""

DOMAINS = ("demography", "intention", "need", "expectation", "preference")
_TRAIT = re.compile(rf"trait:({'|'.join(DOMAINS)}):([^\x00-\x1f]{{1,100}})")


class ConditionError(ValueError):
    """Conditions that mean nothing. ``key`` and ``fields`` say why in the catalogue."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(f"{key}: {fields}")
        self.key = key
        self.fields = fields


def kind_of(column: str) -> Kind:
    """What ``column`` holds. :class:`ConditionError` for a column that is on no list."""
    if column in COLUMNS:
        return COLUMNS[column]
    if _TRAIT.fullmatch(column):
        return Kind.TRAIT
    raise ConditionError("segments.unknown_column", column=column[:60])


def trait(domain: str, name: str) -> str:
    """The column of a trait. :class:`ConditionError` where it cannot be one."""
    column = f"trait:{domain}:{name}"
    kind_of(column)
    return column


def trait_of(column: str) -> tuple[str, str] | None:
    """Domain and name of a trait's column; None for any other."""
    found = _TRAIT.fullmatch(column)
    return (found[1], found[2]) if found else None
