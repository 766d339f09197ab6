"""Whose customer is whose: the account's owner, or who sold, or through whom most was bought."""

from enum import StrEnum

import narwhals as nw
import polars as pl

from analytics.frames import PORTFOLIOS
from data.facts import Facts
from data.frames.door import collect
from data.frames.groups import Dimension, names
from data.frames.lines import Lazy, of_customers, sold
from data.frames.opportunities import labelled
from data.scope import Scope


class Holder(StrEnum):
    """Who a customer is counted with."""

    OWNER = "account_owner"
    SELLER = "seller"
    PARTNER = "partner"


_COLUMN = {
    Holder.OWNER: "account_owner",
    Holder.SELLER: "staff_id",
    Holder.PARTNER: "partner_id",
}


def portfolios(facts: Facts, scope: Scope, holder: Holder) -> pl.DataFrame:
    """PORTFOLIOS of the settled scope's customers that have a holder; by customer_id.

    Sellers and partners hold whom they sold most to in revenue of the period, ties to the first id;
    sales that name neither give nobody.
    """
    column = _COLUMN[holder]
    known = names(facts, Dimension.PARTNER if holder is Holder.PARTNER else Dimension.STAFF)
    if holder is Holder.OWNER:
        if not facts.has("customers"):
            return PORTFOLIOS.empty()
        rows = of_customers(facts.table("customers"), facts, scope)
        rows = rows.filter(~nw.col(column).is_null()).select("customer_id", id=nw.col(column))
        frame = collect(rows)
    else:
        frame = _most(sold(facts, scope), column)
    told = frame.with_columns(holder=labelled(pl.col("id"), known))
    return PORTFOLIOS.check(told.select(*PORTFOLIOS.columns).sort("customer_id"))


def holders(facts: Facts, scope: Scope) -> tuple[Holder, ...]:
    """Which of the holders this company's data name for anybody."""
    return tuple(h for h in Holder if not portfolios(facts, scope, h).is_empty())


def _most(lines: Lazy, column: str) -> pl.DataFrame:
    named = lines.filter(~nw.col("customer_id").is_null() & ~nw.col(column).is_null())
    sums = named.group_by("customer_id", column).agg(nw.col("revenue").sum())
    return (
        collect(sums)
        .sort("customer_id", "revenue", column, descending=[False, True, False])
        .unique("customer_id", keep="first", maintain_order=True)
        .select("customer_id", id=column)
    )
