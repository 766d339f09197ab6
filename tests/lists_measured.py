"""A shop whose list can be sent out and measured: sales before, and sales after with an effect."""

from datetime import date, timedelta

from data import loads
from data.actor import LOCAL_OWNER
from data.workspace import Workspace
from tests import reached
from tests.companies import Line, order_lines, put

BUYERS = 400
FIRST = date(2026, 1, 1)
"""Sales before lie in January 2026. Customer C1 buys most; those above C340 lose us money."""


def shop(workspace: Workspace, name: str = "kedai") -> str:
    """Everybody consents, and buys twice in January."""
    lines = [
        Line(f"A{n}-{k}", f"C{n}", FIRST + timedelta(days=n % 15 + 14 * k), amount(n), cost(n))
        for n in range(1, BUYERS + 1)
        for k in (0, 1)
    ]
    people = [reached.person(n) for n in range(1, BUYERS + 1)]
    tables = {"order_lines": order_lines(lines), "customers": reached.people(people)}
    return put(workspace, name, tables, title="Kedai Bu Sri")


def amount(number: int) -> float:
    return 40_000 + (BUYERS - number) * 150


def cost(number: int) -> float:
    return amount(number) * (1.2 if number > 340 else 0.6)


def later(workspace: Workspace, arms: dict[str, str], first: date, name: str = "kedai") -> None:
    """Who is treated buys in the ten days from ``first``, three of four in control do too."""
    control = sorted((who for who, arm in arms.items() if arm == "control"), key=_number)
    buying = {who for place, who in enumerate(control) if place % 4}
    buying |= {who for who, arm in arms.items() if arm != "control"}
    lines = [
        Line(
            f"Z-{who}", who, first + timedelta(days=_number(who) % 9), 90_000 + _number(who), 30_000
        )
        for who in sorted(buying, key=_number)
    ]
    last = Line("Z-last", "C999", first + timedelta(days=20), 10_000, 5_000)
    loads.put(
        workspace, LOCAL_OWNER, name, {"order_lines": order_lines([*lines, last])}, source="later"
    )


def results(arms: dict[str, str], first: date) -> str:
    """What a messaging service gives back: all were reached, every fifth answered."""
    rows = [
        f"{who},{first},{first + timedelta(days=1) if _number(who) % 5 == 0 else ''}"
        for who, arm in sorted(arms.items())
        if arm != "control"
    ]
    return "\n".join(["customer_id,contacted_at,responded_at", *rows, ""])


def _number(who: str) -> int:
    return int(who[1:])


__all__ = ["BUYERS", "FIRST", "later", "results", "shop"]
