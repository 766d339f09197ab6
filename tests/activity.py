"""Frames of activity typed by hand: what is not named is 0."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from analytics.frames import (
    ACTIVITY,
    ACTIVITY_APART,
    CUSTOMER_ACTIVITY,
    GROUP_ACTIVITY,
    MONTH_ACTIVITY,
    MONTH_CUSTOMERS,
    PERIOD_ACTIVITY,
    Frame,
)

Row = Mapping[str, object]
Figures = Mapping[str, float]


def _frame(contract: Frame, rows: list[Row]) -> pl.DataFrame:
    nothing = dict.fromkeys(ACTIVITY, 0) | dict.fromkeys(contract.columns, 0)
    return pl.DataFrame(
        [{name: (nothing | dict(row))[name] for name in contract.columns} for row in rows],
        schema=dict(contract.columns),
        strict=False,
    )


def customers(rows: Mapping[str, Figures]) -> pl.DataFrame:
    """CUSTOMER_ACTIVITY by customer_id; one order of one line unless it says otherwise."""
    one = {"orders": 1, "lines": 1}
    return _frame(CUSTOMER_ACTIVITY, [{"customer_id": i, **one, **row} for i, row in rows.items()])


def profits(*amounts: float) -> pl.DataFrame:
    """Customers C00, C01, ... whose revenue and profit are these amounts."""
    return customers({f"C{i:02}": {"revenue": amount} for i, amount in enumerate(amounts)})


def apart(**figures: float) -> pl.DataFrame:
    """One row of ACTIVITY that belongs to nobody."""
    return _frame(ACTIVITY_APART, [figures])


def groups(rows: Mapping[str | None, Figures]) -> pl.DataFrame:
    """GROUP_ACTIVITY by group; its order_share is its orders unless it says otherwise."""
    return _frame(
        GROUP_ACTIVITY,
        [{"group": group, **_whole(row), **row} for group, row in rows.items()],
    )


def _whole(row: Figures) -> Figures:
    """The shares of orders that no other group has a part in."""
    return {"order_share": row.get("orders", 0), "delivery_share": row.get("deliveries", 0)}


def periods(rows: Mapping[str, Figures]) -> pl.DataFrame:
    """PERIOD_ACTIVITY by period: the first quarters of 2025 and 2024, and the last of 2024."""
    days = {
        "current": (date(2025, 1, 1), date(2025, 3, 31)),
        "before": (date(2024, 10, 1), date(2024, 12, 31)),
        "year_before": (date(2024, 1, 1), date(2024, 3, 31)),
    }
    return _frame(
        PERIOD_ACTIVITY,
        [
            {"period": period, "start": days[period][0], "end": days[period][1], **row}
            for period, row in rows.items()
        ],
    )


def months(rows: Mapping[tuple[date, str | None], Figures]) -> pl.DataFrame:
    """MONTH_ACTIVITY by (month, channel); its shares are its orders unless it says otherwise."""
    return _frame(
        MONTH_ACTIVITY,
        [{"month": m, "channel": c, **_whole(row), **row} for (m, c), row in rows.items()],
    )


def heads(rows: Mapping[date, Figures]) -> pl.DataFrame:
    """MONTH_CUSTOMERS by month."""
    return _frame(MONTH_CUSTOMERS, [{"month": month, **row} for month, row in rows.items()])
