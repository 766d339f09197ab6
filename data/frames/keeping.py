"""What winning and keeping customers cost, of the costs that the data hold."""

import narwhals as nw
import polars as pl

from analytics.frames import WINNING_COSTS
from data.facts import Facts
from data.frames.customers import customer_costs, first_orders
from data.frames.door import at_the_door, collect
from data.frames.lines import EPOCH_ORDINAL, Lazy, in_period, of_customers, sold
from data.rates import Rates
from data.scope import Scope


def winning_costs(facts: Facts, scope: Scope, rates: Rates) -> pl.DataFrame:
    """WINNING_COSTS of the settled scope.

    Who had ordered before the period is kept, whatever was spent; who had not, ever, is won or was
    to be won. Costs of 0 have no row, and where a channel or region cuts orders there is none:
    these costs are of whole customers.
    """
    if scope.start is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    start = scope.start.toordinal() - EPOCH_ORDINAL
    firsts = of_customers(first_orders(facts, scope), facts, scope)
    known = firsts.filter(nw.col("first_day") < start).select("customer_id", side=nw.lit("keep"))
    won = collect(in_period(firsts, scope, "first_day").select(nw.len().cast(nw.Int64)))
    kept = collect(
        _ordered(facts, scope)
        .join(known, on="customer_id", how="inner")
        .select(nw.len().cast(nw.Int64))
    )
    heads = {"win": int(won.item()), "keep": int(kept.item())}
    costs = customer_costs(facts, scope, rates, acquisition=True, campaigns=True)
    parts = [_by_side(rows, columns, known) for columns, rows in costs.items()]
    rows = pl.concat([_EMPTY, *parts]).filter(pl.col("value") != 0)
    customers = pl.col("side").replace_strict(heads, return_dtype=pl.Int64)
    frame = at_the_door(rows.with_columns(customers=customers), WINNING_COSTS)
    return WINNING_COSTS.check(frame.sort("side", "cost"))


_EMPTY = pl.DataFrame(schema={"side": pl.String, "cost": pl.String, "value": pl.Float64})


def _ordered(facts: Facts, scope: Scope) -> Lazy:
    """Who ordered in the period."""
    orders = sold(facts, scope).group_by("customer_id", "order_id").agg(nw.col("quantity").sum())
    placed = orders.filter(nw.col("quantity") > 0, ~nw.col("customer_id").is_null())
    return placed.select("customer_id").unique()


def _by_side(rows: Lazy, columns: tuple[str, ...], known: Lazy) -> pl.DataFrame:
    """Each cost added up on both sides: side, cost, value."""
    named = rows.filter(~nw.col("customer_id").is_null()).join(known, on="customer_id", how="left")
    sums = named.group_by("side").agg(*[nw.col(column).sum() for column in columns])
    return (
        collect(sums)
        .with_columns(pl.col("side").fill_null("win"), pl.col(columns).cast(pl.Float64))
        .unpivot(on=list(columns), index="side", variable_name="cost", value_name="value")
    )
