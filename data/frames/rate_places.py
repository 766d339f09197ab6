"""Where rates can differ: the touch points of the contacts, the categories of the products."""

import narwhals as nw

from data.facts import Facts
from data.frames.door import collect


def rate_places(facts: Facts) -> tuple[str, ...]:
    """Keys of rates that this company's data could have: ``contact_minute:…``, ``margin:…``."""
    sources = (
        ("contact_minute", "interactions", "touch_point"),
        ("margin", "products", "category"),
    )
    keys: list[str] = []
    for kind, table, column in sources:
        if facts.has(table):
            rows = facts.table(table).select(column).filter(~nw.col(column).is_null()).unique()
            keys += [f"{kind}:{value}" for value in collect(rows.sort(column))[column]]
    return tuple(keys)
