"""What an overview means, most important first."""

from typing import TYPE_CHECKING

import polars as pl

from analytics.findings import Finding

if TYPE_CHECKING:
    from analytics.overview import Overview

_STEADY = 0.005  # a change of less than half a per cent is no change


def of(result: "Overview") -> list[Finding]:
    """The findings of ``result``: its first says how revenue moved and what moved it."""
    found = (
        _revenue(result),
        _profit(result),
        _year(result),
        _channel(result, worst=True),
        _channel(result, worst=False),
        _new(result),
        _anonymous(result),
        _best_month(result),
        _unseen(result),
        _leap(result),
    )
    return [finding for finding in found if finding]


def _way(change: float) -> tuple[str, bool | None]:
    if abs(change) < _STEADY:
        return "steady", None
    return ("up", True) if change > 0 else ("down", False)


def _revenue(result: "Overview") -> Finding:
    card = result.card("revenue")
    change = card["change"]
    if change is None:
        return Finding("overview.find_revenue", {"revenue": card["now"]})
    way, good = _way(change)
    fields = {"revenue": card["now"], "change": change}
    factors = result.factors.filter(period="before")
    if good is None or factors.is_empty():
        return Finding(f"overview.find_revenue_{way}", fields, good)
    driver = factors.sort(pl.col("effect").abs(), "factor", descending=[True, False]).filter(
        (pl.col("effect") > 0) == good
    )
    most = driver.row(0, named=True)
    fields |= {"factor": most["factor"], "effect": most["effect"]}
    return Finding(f"overview.find_revenue_{way}_factor", fields, good)


def _profit(result: "Overview") -> Finding | None:
    profit, revenue = result.card("profit"), result.card("revenue")
    now, change = profit["now"], profit["change"]
    if now < 0:
        return Finding("overview.find_loss", {"loss": -now}, good=False)
    if change is None:
        return None
    way, good = _way(change)
    fields = {"profit": now, "change": change}
    other = revenue["change"]
    if way == "down" and other is not None and _way(other)[0] == "up":
        return Finding("overview.find_profit_down_revenue_up", fields, good=False)
    return Finding(f"overview.find_profit_{way}", fields, good)


def _year(result: "Overview") -> Finding | None:
    change = result.card("revenue")["change_year"]
    if change is None:
        return None
    way, good = _way(change)
    size = -change if way == "down" else change  # "down by 5 %"
    return Finding(f"overview.find_year_{way}", {"change_year": size}, good)


def _channel(result: "Overview", *, worst: bool) -> Finding | None:
    """The channel that lost most, or gained most, between the earlier and the later months."""
    if not result.span or result.channels.height < 2:
        return None
    row = result.channels.row(0 if worst else -1, named=True)
    if row["change"] is None or abs(row["change"]) < _STEADY or (row["effect"] < 0) != worst:
        return None
    fields = {"channel": row["channel"], "effect": row["effect"], "change": row["change"]}
    key = "overview.find_channel_down" if worst else "overview.find_channel_up"
    return Finding(key, {**fields, "months": result.span}, good=not worst)


def _new(result: "Overview") -> Finding | None:
    """How many are new; nothing where the data begin too late to tell."""
    active, new = result.card("active")["now"], result.card("new")["now"]
    if active <= 0 or new == active or (result.unseen and result.unseen.now):
        return None
    return Finding(
        "overview.find_new", {"active": int(active), "new": int(new), "share": new / active}
    )


def _anonymous(result: "Overview") -> Finding | None:
    revenue = result.card("revenue")["now"]
    if result.anonymous_revenue <= 0 or revenue <= 0:
        return None
    fields = {"anonymous_revenue": result.anonymous_revenue}
    return Finding(
        "overview.find_anonymous", {**fields, "share": result.anonymous_revenue / revenue}
    )


def _best_month(result: "Overview") -> Finding | None:
    """The best of all whole months looked back on: they may be more than the period has."""
    whole = result.trends.filter(coverage="whole")
    if whole.height < 3:
        return None
    best = whole.sort("revenue", "month", descending=[True, False]).row(0, named=True)
    fields = {"months": whole.height, "month": best["month"], "revenue": best["revenue"]}
    return Finding("overview.find_best_month", fields)


def _unseen(result: "Overview") -> Finding | None:
    """Where the data begin, everybody is new: said instead of a change that misleads."""
    if result.unseen is None:
        return None
    key = "overview.find_unseen_now" if result.unseen.now else "overview.find_unseen_before"
    return Finding(key, {"first_day": result.unseen.first_day})


def _leap(result: "Overview") -> Finding | None:
    """The same days a year before are one more or one less where 29 February is among them."""
    if result.days_year is None or result.days_year == result.days:
        return None
    return Finding("overview.find_leap", {"days": result.days, "days_year": result.days_year})
