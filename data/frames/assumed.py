"""How much revenue has no cost of its own, so that a margin rate stands in."""

from decimal import Decimal

import narwhals as nw

from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import selected
from data.scope import Scope


def assumed_cost_revenue(facts: Facts, scope: Scope) -> tuple[Decimal, Decimal]:
    """Revenue without a recorded cost, and all revenue, of the settled ``scope``; exact money."""
    lines = selected(facts, scope).select(
        "amount", assumed=nw.when(nw.col("line_cost").is_null()).then(nw.col("amount"))
    )
    sums = collect(lines.select(nw.col("assumed").sum(), nw.col("amount").sum()))
    assumed, revenue = sums.row(0)
    return Decimal(assumed or 0), Decimal(revenue or 0)
