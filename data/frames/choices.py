"""What can be chosen: the values of a scope's filters, and costs that are counted on demand."""

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


def touch_points(facts: Facts) -> tuple[str, ...]:
    """The touch points of the contacts, by name, at most :data:`MOST`."""
    if not facts.has("interactions"):
        return ()
    return _values(facts, "interactions", "touch_point")


def campaign_names(facts: Facts) -> dict[str, str]:
    """The names of the campaigns by id, the newest :data:`MOST`; one that two bear says its id."""
    if not facts.has("campaigns"):
        return {}
    columns = ("campaign_id", "name", "starts_on")
    named = collect(facts.table("campaigns").select(*columns).filter(~nw.col("name").is_null()))
    newest = named.sort("starts_on", "campaign_id", descending=[True, False], nulls_last=True).head(
        MOST
    )
    twice = newest["name"].is_duplicated()
    rows = zip(newest["campaign_id"], newest["name"], twice, strict=True)
    return {one: f"{name} ({one})" if more else name for one, name, more in rows}


def extra_costs(facts: Facts) -> frozenset[str]:
    """Which of acquisition and campaigns cost anything in the data: any cost that is not 0."""
    found = {
        "acquisition": _costs_anything(facts, "customers", "acquisition_cost"),
        "campaigns": facts.has("campaign_members")
        and _costs_anything(facts, "campaigns", "fixed_cost", "contact_cost"),
    }
    return frozenset(kind for kind, costs in found.items() if costs)


def _costs_anything(facts: Facts, table: str, *columns: str) -> bool:
    if not facts.has(table):
        return False
    costs = [(nw.col(c) != 0).fill_null(value=False).cast(nw.Int64).alias(c) for c in columns]
    found = facts.table(table).select(*costs).select(*[nw.col(c).max() for c in columns])
    return any(collect(found).row(0))


def _values(facts: Facts, table: str, column: str) -> tuple[str, ...]:
    rows = facts.table(table).select(column).filter(~nw.col(column).is_null()).unique()
    return tuple(collect(rows.sort(column).head(MOST))[column].to_list())
