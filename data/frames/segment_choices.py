"""What conditions can name: the values of a column, and the traits that the company holds."""

import narwhals as nw

from analytics.condition_columns import ATTRIBUTES, BOUGHT, DOMAINS, Kind, trait, trait_of
from data.facts import Facts
from data.frames.door import collect

MOST = 500  # values of one column
_SOURCES = {
    "product": ("order_lines", "product_id"),
    "category": ("products", "category"),
    **{name: ("order_lines", name) for name in ("channel", "region", "store")},
}


def values(facts: Facts, column: str) -> tuple[str, ...]:
    """The texts that ``column`` holds, sorted, at most :data:`MOST`; none for numbers and dates."""
    found = trait_of(column)
    table, source = _SOURCES.get(column, ("traits" if found else "customers", column))
    texts = column in BOUGHT or found or ATTRIBUTES.get(column) is Kind.TEXT
    if not texts or not facts.has(table):
        return ()
    rows = facts.table(table)
    if found:
        rows = rows.filter(nw.col("domain") == found[0], nw.col("name") == found[1])
        source = "value"
    rows = rows.select(value=nw.col(source)).filter(~nw.col("value").is_null()).unique()
    return tuple(collect(rows.sort("value").head(MOST))["value"].to_list())


def traits(facts: Facts) -> tuple[str, ...]:
    """The columns of the traits that anybody has, sorted, at most :data:`MOST`."""
    if not facts.has("traits"):
        return ()
    rows = facts.table("traits").select("domain", "name").unique()
    pairs = collect(rows.sort("domain", "name").head(MOST)).rows()
    return tuple(
        trait(domain, name)
        for domain, name in pairs
        if domain in DOMAINS and name and len(name) <= 100 and name.isprintable()
    )
