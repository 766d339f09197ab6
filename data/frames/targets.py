"""What a target list needs to know of customers: their worth, their order, their strata."""

import narwhals as nw
import polars as pl

from analytics.bases import ServiceRates
from analytics.conditions import Group
from analytics.frames.contacting import TARGETS
from analytics.rfm_settings import RfmSettings
from data.facts import Facts
from data.frames.door import collect
from data.frames.segments import customer_columns
from data.rates import Rates
from data.scope import Scope

YEAR = 365
_STRATA = ("segment", "customer_type", "home_region")


def targets(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    service: ServiceRates,
    *,
    order: str,
    window: int,
    rfm: RfmSettings,
) -> pl.DataFrame:
    """TARGETS: every customer with a record, or a line up to the as-of date, sorted.

    ``order`` is one of ``analytics.target_lists.ORDERS``, over the last 365 days; ``window`` says
    how many days up to the as-of date ``window_value`` covers. ``scope`` gives company and as-of
    date alone: contacts reach whole customers.
    """
    by = "recency_days" if order == "recency" else order
    asked = (facts, scope, rates, service)
    year = customer_columns(
        *asked,
        wanted=Group(),
        days=YEAR,
        rfm=rfm,
        columns={"contribution", by, *_STRATA},
    )
    lately = customer_columns(
        *asked, wanted=Group(), days=window, rfm=rfm, columns={"contribution"}
    ).select("customer_id", window_value="contribution")
    order_by = pl.col(by).cast(pl.Float64)
    frame = year.join(lately, on="customer_id", how="left").with_columns(
        value=pl.col("contribution").cast(pl.Float64),
        window_value=pl.col("window_value").cast(pl.Float64),
        order_by=-order_by if order == "recency" else order_by,
    )
    texts = [pl.col(c).cast(pl.String) for c in _STRATA]
    return TARGETS.check(frame.with_columns(texts).select(*TARGETS.columns))


def usual_cost(facts: Facts, touch_point: str) -> float | None:
    """What a contact cost in the newest campaign by ``touch_point``; None where none says."""
    if not facts.has("campaigns"):
        return None
    known = facts.table("campaigns").filter(
        nw.col("touch_point") == touch_point, ~nw.col("contact_cost").is_null()
    )
    rows = collect(known.select("campaign_id", "starts_day", "contact_cost"))
    newest = rows.sort("starts_day", "campaign_id", nulls_last=False)["contact_cost"]
    return float(newest[-1]) if len(newest) else None
