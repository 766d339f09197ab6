"""Made-up campaigns, seeded: members by arm and what they bought, with effects that are known."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from analytics.frames import CAMPAIGN_DAYS, CAMPAIGN_MEMBERS, CAMPAIGNS
from analytics.response import Closer, Response, measure_response

FIRST = (date(2025, 3, 3) - date(1970, 1, 1)).days
DAYS = 14


def campaigns(*ids: str, **changes: object) -> pl.DataFrame:
    """CAMPAIGNS, a month apart from 3 March 2025 on, a fixed cost of 1,000 and 2 a contact."""
    row = {
        "touch_point": "chat",
        "objective": "retention",
        "offer": None,
        "days": DAYS,
        "before_days": DAYS,
        "fixed_cost": 1_000.0,
        "contact_cost": 2.0,
        "cut_start": False,
        "cut_end": False,
        "cut_before": False,
    }
    rows = [
        {"campaign_id": one, "name": f"Campaign {one}", "first": first, "ends": first + DAYS - 1}
        | row
        | changes
        for one, first in zip(ids, range(FIRST, FIRST + 30 * len(ids), 30), strict=True)
    ]
    return pl.DataFrame(rows, schema=dict(CAMPAIGNS.columns), orient="row")


def members(
    campaign: str,
    arms: Mapping[str, tuple[int, float]],
    *,
    worth: float = 50.0,
    first: int = FIRST,
    seed: int = 1,
) -> pl.DataFrame:
    """CAMPAIGN_MEMBERS: of each arm so many, and the share that buys once for about ``worth``."""
    chance = np.random.default_rng(seed)
    rows = []
    for arm, (size, share) in arms.items():
        for number in range(size):
            buys = number < round(size * share)
            amount = float(chance.gamma(4, worth / 4)) if buys else 0.0
            before = float(chance.gamma(4, worth / 4)) if chance.random() < 0.2 else 0.0
            rows.append(
                {
                    "campaign_id": campaign,
                    "customer_id": f"{arm}-{number:05}",
                    "arm": arm,
                    "contacted": None if arm == "control" else first,
                    "responded": first + number % DAYS if buys else None,
                    "response_amount": amount if buys else None,
                    "orders": float(buys),
                    "orders_before": float(before > 0),
                    **dict.fromkeys(("revenue",), amount),
                    **dict.fromkeys(("contribution", "profit"), amount * 0.4),
                    "revenue_before": before,
                    **dict.fromkeys(("contribution_before", "profit_before"), before * 0.4),
                }
            )
    return pl.DataFrame(rows, schema=dict(CAMPAIGN_MEMBERS.columns), orient="row")


def by_orders(rows: pl.DataFrame) -> pl.DataFrame:
    """The same where the control group can record no response, as with a coupon never sent."""
    alone = pl.col("arm") == "control"
    return rows.with_columns(responded=pl.when(~alone).then("responded"))


def days(rows: pl.DataFrame, first: int = FIRST) -> pl.DataFrame:
    """CAMPAIGN_DAYS of members who bought on the day they answered."""
    bought = rows.filter(pl.col("responded").is_not_null())
    return bought.select(
        "customer_id",
        (pl.col("responded") - first).alias("day"),
        *("orders", "revenue", "contribution"),
    ).select(CAMPAIGN_DAYS.columns.keys())


@cache
def response() -> Response:
    """K1 has a true effect of 10 points and two treatments; K2 no control group; K3 is cut off."""
    first = members("K1", {"control": (300, 0.2), "call": (400, 0.3), "voucher": (400, 0.3)})
    second = members("K2", {"voucher": (200, 0.25)}, first=FIRST + 30)
    third = members("K3", {"control": (100, 0.2), "call": (100, 0.2)}, first=FIRST + 60)
    about = campaigns("K1", "K2", "K3").with_columns(cut_end=pl.col("campaign_id") == "K3")
    segments = first.select(
        "customer_id", segment=pl.when(pl.col("revenue_before") > 0).then(pl.lit("champions"))
    )
    return measure_response(
        about,
        pl.concat([first, second, third]),
        closer=Closer("K1", segments, days(first)),
    )
