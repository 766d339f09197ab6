"""Made-up customers one by one: their frames by hand, and results for figures and findings."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from analytics.bases import FREE
from analytics.customer import Customer, Known, view_customer, with_outlook
from analytics.customer_outlook import SEGMENTS, Outlook
from analytics.findings import Result, Value
from analytics.frames import (
    ACTIVITY,
    CUSTOMER_ACTIVITY,
    CUSTOMER_CAMPAIGNS,
    CUSTOMER_DAYS,
    CUSTOMER_ORDERS,
    CUSTOMER_RECORD,
    CUSTOMER_TRAITS,
    INTERACTIONS,
    Frame,
)
from tests.contacts import START, contact, contacts

AS_OF = START + 130
PROPOSALS = {"place": pl.Int64, "item": pl.String, "next_chance": pl.Float64, "because": pl.String}
RECORD = {
    "name": "Ani Wijaya",
    "email": "ani.wijaya@contoh.id",
    "phone": "081234567890",
    "address": "Jl. Mawar No. 3",
    "city": "Medan",
    "consent_email": True,
    "consent_recorded_at": date(2024, 1, 2),
    "consent_source": "web",
    "objects_to_profiling": False,
}


def frame(contract: Frame, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows by a contract; a number that is not said is 0, all else blank."""
    blank = {
        c: 0 if kind.is_numeric() and c not in contract.may_be_blank else None
        for c, kind in contract.columns.items()
    }
    filled = [blank | dict(row) for row in rows]
    return pl.DataFrame(filled, schema=dict(contract.columns), orient="row")


def record(**said: Any) -> pl.DataFrame:
    """CUSTOMER_RECORD of customer A."""
    return frame(CUSTOMER_RECORD, [{"customer_id": "A", **RECORD, **said}])


def orders(rows: Mapping[int, float]) -> pl.DataFrame:
    """CUSTOMER_ORDERS by day; money below 0 is a return. Costs are half the revenue."""
    return frame(
        CUSTOMER_ORDERS,
        [
            {
                "order_id": f"O{day:03}",
                "day": START + day,
                "orders": int(money > 0),
                "returns": int(money < 0),
                "lines": 1,
                "revenue": money,
                "returned_value": max(-money, 0.0),
                "line_cost": money / 2,
            }
            for day, money in rows.items()
        ],
    )


def known(rows: Mapping[int, float], **more: pl.DataFrame | None) -> Known:
    """All that is known of customer A, who bought on these days for this money."""
    days = [("A", START + day, 1, money, money / 2) for day, money in rows.items() if money > 0]
    parts: dict[str, Any] = {
        "record": record(),
        "orders": orders(rows),
        "days": pl.DataFrame(days, schema=dict(CUSTOMER_DAYS.columns), orient="row"),
        "contacts": INTERACTIONS.empty(),
        "campaigns": CUSTOMER_CAMPAIGNS.empty(),
        "traits": CUSTOMER_TRAITS.empty(),
    }
    return Known(**(parts | more))


def everybody(**revenue: float) -> pl.DataFrame:
    """CUSTOMER_ACTIVITY: one order each, all of it profit."""
    rows = [{"customer_id": who, "orders": 1, "revenue": money} for who, money in revenue.items()]
    return frame(CUSTOMER_ACTIVITY, rows).select("customer_id", *ACTIVITY)


def viewed(
    rows: Mapping[int, float],
    *,
    among: pl.DataFrame | None = None,
    standing: Mapping[str, Value] | None = None,
    as_of: int = AS_OF,
    **more: pl.DataFrame | None,
) -> Customer:
    """The result for customer A beside B and C."""
    all_ = everybody(A=50.0, B=90.0, C=10.0) if among is None else among
    about = {"as_of": as_of, "rates": FREE, "standing": standing}
    return view_customer("A", known(rows, **more), all_, **about)


STANDING: Mapping[str, Value] = {
    "segment": "champions",
    **dict.fromkeys(("recency_score", "frequency_score", "monetary_score"), 5),
    "recency_days": 10,
    "frequency_orders": 5,
    "monetary": 25.0,
}
AHEAD: Mapping[str, Value] = {
    "alive": 0.8,
    "expected_orders": 3.2,
    "value_ahead": 90.0,
    "value_low": 10.0,
    "value_high": 200.0,
    "order_margin": 25.0,
    "value_rank": 2,
    "horizon_months": 12,
}


def outlook(
    light: str | None = "green",
    ahead: Mapping[str, Value] = AHEAD,
    *,
    chance: float | None = 0.2,
    moved: bool = True,
    twins: tuple[str, ...] = (),
) -> Outlook:
    """An outlook typed by hand."""
    there: dict[str, Value] = {"from_segment": "loyal", "to_segment": "champions"}
    rows = [(1, "Kopi", chance, "best_seller"), (2, "Teh", chance, "best_seller")]
    proposals = pl.DataFrame(rows, schema=PROPOSALS, orient="row")
    changes = [(_day(110), "loyal", "champions"), (_day(20), None, "loyal")] if moved else []
    segments = pl.DataFrame(changes, schema=SEGMENTS, orient="row")
    return Outlook(light, ahead, there if moved else {}, proposals, segments, twins)


def _day(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + START + number)


def campaigns() -> pl.DataFrame:
    """One campaign that reached A, one that left A alone."""
    named = {"campaign_name": "Lebaran", "touch_point": "e-mail", "starts_day": START + 20}
    rows = [
        {"campaign_id": "K1", **named, "arm": "voucher", "contacted_day": START + 21},
        {"campaign_id": "K2", **named, "arm": "control", "starts_day": START + 60},
    ]
    return frame(CUSTOMER_CAMPAIGNS, rows)


@cache
def regular() -> Customer:
    """A buys every thirty days, sends something back, complains and is left alone once."""
    spoken = contacts([contact(70, "A", kind="complaint", resolved=False, satisfaction=2)])
    rows = {0: 50.0, 30: 50.0, 60: 80.0, 66: -60.0, 90: 50.0, 120: 50.0}
    more = {"contacts": spoken, "campaigns": campaigns()}
    return with_outlook(viewed(rows, standing=STANDING, **more), outlook())


def every() -> list[Result]:
    """Whatever the page of one customer can say, in results."""
    steady = {0: 50.0, 30: 50.0, 60: 50.0, 90: 50.0}
    once = {k: v for k, v in AHEAD.items() if k != "alive"} | {"alive": None}
    lost = everybody(A=-5.0, B=9.0)
    old = {"last_verified_on": date(2000, 1, 1), "consent_source": None}
    wrong = record(email="x", phone="1", consent_email=None, objects_to_profiling=True)
    return [
        regular(),
        viewed({0: 50.0}, among=lost),
        viewed({0: 50.0}, among=everybody(B=1.0)),
        viewed({}, among=everybody(B=1.0)),
        viewed(steady, as_of=START + 100),
        viewed(steady, as_of=START + 130),
        viewed(steady, as_of=START + 300),
        viewed(steady, record=wrong, standing=STANDING),
        viewed(steady, record=record(**old)),
        viewed(steady, record=record(email=None, phone=None)),
        viewed(steady, record=CUSTOMER_RECORD.empty()),
        with_outlook(viewed(steady), outlook(twins=("A2", "A3"))),
        *(
            with_outlook(viewed(steady), outlook(light, ahead, chance=None))
            for light, ahead in (("amber", AHEAD), ("green", once), ("red", {}), (None, {}))
        ),
    ]
