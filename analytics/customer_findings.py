"""What one customer's page says: worth, what is due and open, why, and what to beware of."""

from typing import TYPE_CHECKING

import polars as pl

from analytics.findings import Finding, Value

if TYPE_CHECKING:
    from analytics.customer import Customer

UNHAPPY = 2  # marks of satisfaction up to here, of 5
_RETURNS = 0.2  # of what was bought, to be worth a word
_RHYTHM = {"on_time": True, "due": None, "overdue": False}


def of(found: "Customer") -> list[Finding]:
    """The findings, the page's one sentence first."""
    return [
        _worth(found),
        *([Finding("customer.find_objects", good=False)] if found.objects else []),
        *_rhythm(found),
        *_segment(found),
        *_service(found),
        *_returns(found),
        *_outlook(found),
        *found.warnings,
        *_twins(found),
    ]


def _worth(found: "Customer") -> Finding:
    profit, revenue = found.value("profit"), found.value("revenue")
    if profit["rank"] is None:
        if found.rhythm.last_day is None:
            return Finding("customer.find_never")
        fields: dict[str, Value] = {
            "last_day": found.rhythm.last_day,
            "recency_days": found.rhythm.recency_days,
        }
        return Finding("customer.find_quiet", fields, good=False)
    among = {"customers": profit["customers"], "rank_profit": profit["rank"]}
    told = {**among, "orders": found.bought, "revenue": revenue["value"]}
    worth = float(profit["value"] or 0.0)  # type: ignore[arg-type]
    if worth < 0:
        return Finding("customer.find_loss", {**told, "loss": -worth}, good=False)
    return Finding("customer.find_worth", {**told, "profit": worth})


def _rhythm(found: "Customer") -> list[Finding]:
    """How long the silence may last, by the customer's own gaps."""
    rhythm = found.rhythm
    if rhythm.last_day is None:
        return []
    silent: dict[str, Value] = {"recency_days": rhythm.recency_days}
    if rhythm.state == "no_rhythm":
        return [Finding("customer.find_no_rhythm", silent)]
    fields = {
        **silent,
        "usual_gap_days": rhythm.usual_gap_days,
        "limit_days": rhythm.limit_days,
        "due_day": rhythm.due_day,
    }
    return [Finding(f"customer.find_{rhythm.state}", fields, good=_RHYTHM[rhythm.state])]


def _segment(found: "Customer") -> list[Finding]:
    """The segment, and the scores that make it."""
    return [Finding("customer.find_segment", dict(found.standing))] if found.standing else []


def _service(found: "Customer") -> list[Finding]:
    told = []
    if found.open_issues:
        fields: dict[str, Value] = {"open_issues": found.open_issues}
        told.append(Finding("customer.find_open", fields, good=False))
    marked = found.contacts.filter(pl.col("satisfaction_mark").is_not_null())
    if marked.height and marked["satisfaction_mark"][0] <= UNHAPPY:
        row = marked.row(0, named=True)
        last: dict[str, Value] = {"satisfaction_mark": row["satisfaction_mark"], "day": row["day"]}
        told.append(Finding("customer.find_unhappy", last, good=False))
    return told


def _returns(found: "Customer") -> list[Finding]:
    back = float(found.orders["returned_value"].sum())
    whole = float(found.orders["revenue"].sum()) + back
    if whole <= 0 or back / whole < _RETURNS:
        return []
    fields: dict[str, Value] = {"returned_value": back, "returned_share": back / whole}
    return [Finding("customer.find_returns", fields, good=False)]


def _outlook(found: "Customer") -> list[Finding]:
    outlook = found.outlook
    if outlook is None:
        return []
    told = []
    if outlook.ahead:
        keys = ("alive", "value_ahead", "value_low", "value_high", "horizon_months", "value_rank")
        told.append(_expected({key: outlook.ahead[key] for key in keys}))
        why: dict[str, Value] = {
            "orders": found.ever,
            "recency_days": found.rhythm.recency_days,
            "order_margin": outlook.ahead["order_margin"],
        }
        told.append(Finding("customer.find_ahead_why", why))
        if outlook.light == "amber":
            told.append(Finding("customer.find_amber", good=False))
    elif outlook.light == "red":
        told.append(Finding("customer.find_red", good=False))
    elif outlook.light is None:
        told.append(Finding("customer.find_unproven"))
    if outlook.moved:
        told.append(Finding("customer.find_moved", outlook.moved))
    if outlook.proposals.height:
        row = outlook.proposals.row(0, named=True)
        nearest: dict[str, Value] = {"next_item": row["item"], "because": row["because"]}
        if row["next_chance"] is None:
            told.append(Finding("customer.find_next", nearest))
        else:
            chance = {**nearest, "next_chance": row["next_chance"]}
            told.append(Finding("customer.find_next_chance", chance))
    return told


def _twins(found: "Customer") -> list[Finding]:
    """Other records that may be this person's."""
    twins = found.outlook.twins if found.outlook else ()
    if not twins:
        return []
    fields: dict[str, Value] = {"records": len(twins), "other_id": twins[0]}
    return [Finding("customer.find_twins", fields, good=False)]


def _expected(ahead: dict[str, Value]) -> Finding:
    """The value ahead, and the chance of being alive where the model can tell it."""
    if ahead["alive"] is not None:
        return Finding("customer.find_ahead", ahead)
    return Finding("customer.find_ahead_once", {k: v for k, v in ahead.items() if k != "alive"})
