"""Contracts as they were known on a day."""

import narwhals as nw
import polars as pl

from analytics.frames import CONTRACTS
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, of_customers
from data.scope import Scope


def contracts(facts: Facts, scope: Scope) -> pl.DataFrame | None:
    """CONTRACTS of the settled scope's customers, begun by ``as_of``; None without the table.

    Contracts without a customer, a first day or a fee are left out. The period cuts nothing.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    if not facts.has("contracts"):
        return None
    as_of = scope.as_of.toordinal() - EPOCH_ORDINAL
    known = of_customers(facts.table("contracts"), facts, scope).filter(
        ~nw.col("customer_id").is_null(),
        ~nw.col("fee_per_month").is_null(),
        nw.col("started_day") <= as_of,
    )
    frame = collect(
        known.select(
            "contract_id",
            "customer_id",
            "fee_per_month",
            started=nw.col("started_day").cast(nw.Int64),
            ended=nw.col("ended_day").cast(nw.Int64),
        )
    )
    seen = pl.when(pl.col("ended") <= as_of).then("ended")
    frame = frame.with_columns(ended=seen, fee_per_month=pl.col("fee_per_month").cast(pl.Float64))
    return CONTRACTS.check(frame.select(*CONTRACTS.columns).sort("contract_id"))
