"""Opportunities as they were known on a day."""

import narwhals as nw
import polars as pl

from analytics.frames import OPPORTUNITIES
from data.facts import Facts
from data.frames.customers import first_orders
from data.frames.door import collect
from data.frames.groups import Dimension, names
from data.frames.lines import EPOCH_ORDINAL, Lazy, of_customers
from data.scope import Scope

WON = ("won", "closed won", "closedwon", "win", "menang", "berhasil", "deal", "sukses")
LOST = ("lost", "closed lost", "closedlost", "loss", "kalah", "gagal", "batal")


def opportunities(facts: Facts, scope: Scope) -> pl.DataFrame:
    """OPPORTUNITIES of the settled scope's customers, opened by ``as_of``; by opportunity_id.

    The period cuts nothing. Left out: those without a first day, those closed before they were
    opened, those that ended in another word than won or lost. A blank amount counts as 0.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    if not facts.has("opportunities"):
        return OPPORTUNITIES.empty()
    as_of = scope.as_of.toordinal() - EPOCH_ORDINAL
    rows = facts.table("opportunities").filter(nw.col("opened_day") <= as_of)
    if scope.segment is not None or scope.customer_type:
        rows = of_customers(rows, facts, scope)
    word = nw.col("outcome").str.to_lowercase()
    ended = nw.col("closed_day") <= as_of
    outcome = (
        nw.when(ended & word.is_in(list(WON)))
        .then(nw.lit("won"))
        .when(ended & word.is_in(list(LOST)))
        .then(nw.lit("lost"))
    )
    known = rows.with_columns(outcome=outcome, ended=ended.fill_null(value=False)).select(
        *("opportunity_id", "customer_id", "staff_id", "product_id", "stage", "amount"),
        *("outcome", "ended"),
        opened=nw.col("opened_day").cast(nw.Int64),
        closed=nw.col("closed_day").cast(nw.Int64),
    )
    frame = collect(_described(known, facts))
    sound = pl.col("outcome").is_null() != pl.col("ended")
    in_turn = pl.col("closed").is_null() | (pl.col("closed") >= pl.col("opened"))
    later = pl.col("closed").is_not_null() & ~pl.col("ended")  # its stage then is not known
    firsts = collect(first_orders(facts, scope)).select("customer_id", first="first_day")
    frame = (
        frame.filter(sound & in_turn)
        .join(firsts, on="customer_id", how="left")
        .with_columns(
            pl.when("ended").then("closed").alias("closed"),
            pl.when(~later & ~pl.col("ended")).then("stage").alias("stage"),
            pl.col("amount").fill_null(0).cast(pl.Float64),
            staff=labelled(pl.col("staff_id"), names(facts, Dimension.STAFF)),
            bought_before=(pl.col("first") < pl.col("opened"))
            .fill_null(value=False)
            .cast(pl.Int64),
        )
    )
    return OPPORTUNITIES.check(frame.sort("opportunity_id"))


def _described(rows: Lazy, facts: Facts) -> Lazy:
    """Add category and customer_type; blank where no table tells them."""
    for table, key, column in (
        ("products", "product_id", "category"),
        ("customers", "customer_id", "customer_type"),
    ):
        if facts.has(table):
            rows = rows.join(facts.table(table).select(key, column), on=key, how="left")
        else:
            rows = rows.with_columns(nw.lit(None, dtype=nw.String).alias(column))
    return rows


def labelled(ids: pl.Expr, names: pl.DataFrame | None) -> pl.Expr:
    """Ids by their names; a name that several bear is followed by the id, no name is the id."""
    if names is None:
        return ids
    shared = names["name"].is_duplicated()
    label = pl.when(shared).then(pl.format("{} ({})", "name", "group")).otherwise("name")
    labels = names.select("group", label=label)
    return ids.replace(labels["group"], labels["label"])
