"""Contacts typed by hand, for the analyses that read them."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from analytics.frames import INTERACTIONS
from analytics.issues import DAY

START = 20_000  # a day number: 4 October 2024, a Friday


def contact(day: float, customer: str | None = "A", **more: Any) -> dict[str, Any]:
    """One contact, ``day`` days after :data:`START`: a question by phone, solved, at no cost."""
    usual: dict[str, Any] = dict.fromkeys(INTERACTIONS.columns)
    usual |= {"customer_id": customer, "at": round((START + day) * DAY), "cost": 0.0}
    usual |= {"touch_point": "phone", "kind": "question", "topic": "price", "resolved": True}
    return usual | {"direction": "inbound"} | more


def contacts(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """An INTERACTIONS frame; contacts are numbered as they come."""
    numbered = [row | {"interaction_id": f"I{n:05}"} for n, row in enumerate(rows, 1)]
    return pl.DataFrame(numbered, schema=dict(INTERACTIONS.columns))


def busy(months: int = 4) -> pl.DataFrame:
    """A help desk of two touch points: the shop's calls are slower, dearer and less liked."""
    rows = []
    for day in range(months * 30):
        for n in range(3):
            shop, late = n == 0, (day + n) % 4 == 0
            rows.append(
                contact(
                    day + (9 + 3 * n) / 24,
                    f"C{(day * 3 + n) % 61:02}",
                    touch_point="store" if shop else ("phone", "web")[day % 2],
                    kind="complaint" if late else "question",
                    topic=("price", "delivery", None)[(day + n) % 3],
                    staff_id=f"S{n}",
                    minutes=12.0 if shop else 4.0 + day % 3,
                    cost=24_000.0 if shop else 6_000.0,
                    resolved=not (shop and late),
                    resolve_minutes=None if shop and late else 30 + 60 * n,
                    satisfaction=None if day % 2 else (2 + day % 3 if shop else 4 + day % 2),
                )
            )
    return contacts(rows)
