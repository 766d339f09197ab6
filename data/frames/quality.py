"""The checks of the data: which rows each looks at, which of them it finds, and their keys.

A check is told once, as rows and a condition; how many it finds and which they are follow from it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from analytics.frames import QUALITY_CHECKS
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, Lazy, counted, selected
from data.frames.quality_people import people_checks
from data.scope import Scope

MOST = 100_000  # lines and contacts told of one check; customers and products are told all
_SPANS = (  # tables with two days, the second of which cannot lie before the first
    ("order_lines", "order_id", "day", ("promised_day", "delivered_day")),
    ("interactions", "interaction_id", "happened_day", ("resolved_day",)),
    ("campaigns", "campaign_id", "starts_day", ("ends_day",)),
    ("opportunities", "opportunity_id", "opened_day", ("closed_day",)),
    ("contracts", "contract_id", "started_day", ("ended_day",)),
)
_LINE = ("order_id", "customer_id", "line_no", "product_id", "amount")


@dataclass(frozen=True)
class Check:
    """``rows`` looked at; those where ``bad`` holds are found, and told by ``keys``."""

    rows: Lazy
    bad: nw.Expr
    keys: tuple[str, ...]
    money: bool = False  # whether the rows have an amount that is meant


@dataclass(frozen=True)
class Limits:
    """After how many days a contact is old, and a customer without an order inactive."""

    stale_days: int
    inactive_days: int
    region: str  # whose telephone numbers are written without the country's code


def quality_checks(facts: Facts, scope: Scope, limits: Limits) -> pl.DataFrame:
    """QUALITY_CHECKS of the settled ``scope``: lines of its period, customers up to its as-of."""
    rows: list[Mapping[str, object]] = []
    for name, make in _CHECKS.items():
        check = make(facts, scope, limits)
        if check is not None:
            rows.append({"check": name, **_counted(check)})
    of_people = people_checks(facts, scope, limits.stale_days, limits.region)
    rows += [{"check": name, **_counted(Check(*parts))} for name, parts in of_people.items()]
    rows.append({"check": "blank_columns", **_size(blank_columns(facts))})
    if facts.has("order_lines"):
        rows.append({"check": "quiet_days", **_size(quiet_days(facts, scope))})
    frame = pl.DataFrame(rows, schema=pl.Schema(QUALITY_CHECKS.columns), strict=False)
    return QUALITY_CHECKS.check(frame)


def quality_rows(facts: Facts, scope: Scope, limits: Limits, name: str) -> pl.DataFrame:
    """The keys of the rows that one check finds, sorted; of lines and contacts at most MOST.

    Raises ``KeyError`` for a check that is not of the facts or whose table is missing.
    """
    if name in ("blank_columns", "quiet_days"):
        found = blank_columns(facts) if name == "blank_columns" else quiet_days(facts, scope)
        return found.filter("bad").drop("bad")
    if name in _CHECKS:
        check = _CHECKS[name](facts, scope, limits)
    else:
        of_people = people_checks(facts, scope, limits.stale_days, limits.region)
        check = Check(*of_people[name]) if name in of_people else None
    if check is None:
        raise KeyError(f"no rows for the check {name}")
    keys = list(check.keys)
    rows = check.rows.filter(check.bad).select(keys).sort(keys)
    found = collect(rows if len(keys) == 1 else rows.head(MOST))
    return found.with_columns(pl.selectors.decimal().cast(pl.Float64))


def blank_columns(facts: Facts) -> pl.DataFrame:
    """table_name, column_name, bad: whether nothing stands in it. Key columns are never blank."""
    rows: list[tuple[str, str, bool]] = []
    for table in facts.files:
        source = facts.people() if table == "customers" else facts.table(table)
        names = [c for c in source.collect_schema().names() if not c.endswith("day")]
        counts = collect(source.select(*[nw.col(c).count().alias(c) for c in names])).row(0)
        rows += [(table, c, not n) for c, n in zip(names, counts, strict=True)]
    return pl.DataFrame(
        rows,
        schema={"table_name": pl.String, "column_name": pl.String, "bad": pl.Boolean},
        orient="row",
    ).sort("table_name", "column_name")


def quiet_days(facts: Facts, scope: Scope) -> pl.DataFrame:
    """day, bad: each day of the period, and whether the company sold nothing at all on it."""
    if scope.start is None or scope.end is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    days = pl.date_range(scope.start, scope.end, eager=True).alias("quiet_day")
    sold = collect(counted(facts.table("order_lines")).select("day").unique())["day"]
    numbers = days.cast(pl.Int32).cast(pl.Int64)
    return pl.DataFrame({"quiet_day": days, "bad": ~numbers.is_in(sold.implode())})


def _counted(check: Check) -> Mapping[str, object]:
    bad = check.bad.fill_null(value=False)
    sums = [bad.cast(nw.Int64).sum().alias("rows_hit"), nw.len().cast(nw.Int64).alias("rows_of")]
    if check.money:
        nothing = nw.lit(0).cast(nw.Decimal(20, 4))
        sums += [
            nw.when(bad).then(nw.col("amount")).otherwise(nothing).sum().alias("revenue"),
            nw.col("amount").sum().alias("revenue_of"),
        ]
    row = collect(check.rows.select(*sums)).row(0, named=True)
    money: dict[str, object] = {
        c: float(row[c] or 0) for c in ("revenue", "revenue_of") if c in row
    }
    return {"rows_hit": int(row["rows_hit"] or 0), "rows_of": int(row["rows_of"]), **money}


def _size(frame: pl.DataFrame) -> Mapping[str, int]:
    return {"rows_hit": int(frame["bad"].sum()), "rows_of": frame.height}


def _lines(facts: Facts, scope: Scope) -> Lazy:
    return selected(facts, scope).select(*_LINE)


def _anonymous(facts: Facts, scope: Scope, _: Limits) -> Check | None:
    if not facts.has("order_lines"):
        return None
    return Check(_lines(facts, scope), nw.col("customer_id").is_null(), _LINE, money=True)


def _unlisted(facts: Facts, scope: Scope, _: Limits) -> Check | None:
    if not (facts.has("customers") and facts.has("order_lines")):
        return None
    named = selected(facts, scope).filter(~nw.col("customer_id").is_null())
    heads = named.group_by("customer_id").agg(nw.col("amount").sum())
    return Check(
        _looked_up(heads, facts, "customers", "customer_id"),
        nw.col("known").is_null(),
        ("customer_id",),
        money=True,
    )


def _unlinked(facts: Facts, _scope: Scope, _: Limits) -> Check | None:
    if not facts.has("interactions"):
        return None
    contacts = facts.table("interactions").select("interaction_id", "customer_id")
    bad = nw.col("customer_id").is_null()
    if facts.has("customers"):
        contacts = _looked_up(contacts, facts, "customers", "customer_id")
        bad = bad | nw.col("known").is_null()
    return Check(contacts, bad, ("interaction_id", "customer_id"))


def _unknown_products(facts: Facts, scope: Scope, _: Limits) -> Check | None:
    if not (facts.has("products") and facts.has("order_lines")):
        return None
    lines = _lines(facts, scope).filter(~nw.col("product_id").is_null())
    lines = _looked_up(lines, facts, "products", "product_id")
    return Check(lines, nw.col("known").is_null(), _LINE, money=True)


def _looked_up(rows: Lazy, facts: Facts, table: str, key: str) -> Lazy:
    """Add ``known``: 1 where ``table`` has the row's ``key``, else null."""
    there = facts.table(table).select(key).unique().with_columns(known=nw.lit(1).cast(nw.Int64))
    return rows.join(there, on=key, how="left")


def _spelt_twice(facts: Facts, _scope: Scope, _: Limits) -> Check | None:
    """Products of one name but for capitals, gaps and signs, written in more than one way."""
    if not facts.has("products"):
        return None
    named = collect(facts.table("products").select("product_id", "name")).filter(
        pl.col("name").is_not_null()
    )
    plain = pl.col("name").str.normalize("NFKD").str.to_lowercase()
    plain = plain.str.replace_all(r"[^\p{L}\p{N}]+", "")
    named = named.with_columns(ways=pl.col("name").n_unique().over(plain))
    rows = nw.from_native(named.rename({"name": "written"}).lazy())
    return Check(rows, nw.col("ways") > 1, ("written", "product_id"))


def _impossible(facts: Facts, scope: Scope, _: Limits) -> Check | None:
    """Rows with two days of which the second lies before the first, of all rows with both."""
    parts = list(_spans(facts, scope))
    return Check(nw.concat(parts), nw.col("bad"), ("table_name", "row")) if parts else None


def _spans(facts: Facts, scope: Scope) -> Iterator[Lazy]:
    for table, key, first, later in _SPANS:
        if not facts.has(table):
            continue
        rows = selected(facts, scope) if table == "order_lines" else facts.table(table)
        both = nw.any_horizontal(*[~nw.col(c).is_null() for c in later], ignore_nulls=True)
        before = [(nw.col(c) < nw.col(first)).fill_null(value=False) for c in later]
        bad = nw.any_horizontal(*before, ignore_nulls=True)
        yield rows.filter(~nw.col(first).is_null() & both).select(
            table_name=nw.lit(table), row=nw.col(key), bad=bad
        )


def _inactive(facts: Facts, scope: Scope, limits: Limits) -> Check | None:
    """Customers whose last order lies further back than the limit, of all who ever ordered."""
    if not facts.has("order_lines"):
        return None
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    until = scope.as_of.toordinal() - EPOCH_ORDINAL
    lines = counted(facts.table("order_lines")).filter(
        nw.col("day") <= until, ~nw.col("customer_id").is_null()
    )
    orders = lines.group_by("customer_id", "order_id").agg(
        nw.col("quantity").sum(), nw.col("day").max(), nw.col("amount").sum()
    )
    bought = orders.filter(nw.col("quantity") > 0)
    heads = bought.group_by("customer_id").agg(nw.col("day").max(), nw.col("amount").sum())
    return Check(heads, nw.col("day") < until - limits.inactive_days, ("customer_id",), money=True)


_CHECKS: Mapping[str, Callable[[Facts, Scope, Limits], Check | None]] = {
    "anonymous_lines": _anonymous,
    "unlisted_customers": _unlisted,
    "unlinked_contacts": _unlinked,
    "unknown_products": _unknown_products,
    "spelt_twice": _spelt_twice,
    "impossible_dates": _impossible,
    "inactive": _inactive,
}
