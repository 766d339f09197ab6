"""The values that a scope can be filtered by."""

import narwhals as nw

from data.facts import Facts
from data.frames.door import collect

MOST = 500  # values of one filter


def choices(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Channels and regions of lines and types of customers, by name, at most :data:`MOST`."""
    sources = {
        "channel": "order_lines",
        "region": "order_lines",
        "customer_type": "customers",
    }
    return {
        column: _values(facts, table, column) if facts.has(table) else ()
        for column, table in sources.items()
    }


def _values(facts: Facts, table: str, column: str) -> tuple[str, ...]:
    rows = facts.table(table).select(column).filter(~nw.col(column).is_null()).unique()
    return tuple(collect(rows.sort(column).head(MOST))[column].to_list())
