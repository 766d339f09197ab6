"""How much revenue has no cost of its own, so that a margin rate stands in."""

from decimal import Decimal

import narwhals as nw

from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import sold
from data.scope import Scope


def assumed_cost_revenue(facts: Facts, scope: Scope) -> tuple[Decimal, Decimal]:
    """Revenue without a recorded cost, and all revenue, of the settled ``scope``; exact money."""
    sums = collect(sold(facts, scope).select(nw.col("assumed").sum(), nw.col("revenue").sum()))
    assumed, revenue = sums.row(0)
    return Decimal(assumed or 0), Decimal(revenue or 0)
