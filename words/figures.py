"""The vocabulary of figures: every column, card and field of a finding has one key and one unit.

The names and explanations of the keys stand in ``locales/``, in ``figures.toml`` and
``figures_help.toml``; how a unit is written is the business of ``words``.
"""

from collections.abc import Mapping
from enum import Enum


class Unit(Enum):
    """What a figure measures, and so how it is written."""

    MONEY = "money"  # in the currency of the company
    COUNT = "count"  # whole things: customers, orders, lines
    SHARE = "share"  # 0-1; may pass 1 or fall below 0
    NUMBER = "number"  # a pure number: a coefficient, a ratio
    DAYS = "days"
    DATE = "date"
    TEXT = "text"  # from the data: an id, a name, a group
    SEGMENT = "segment"  # a key of the RFM map: the company's own name for it, or ours
    WORD = "word"  # one of our own words, named in the catalogue: a tier, a cost line


FIGURES: Mapping[str, Unit] = {
    # who and what
    "customer_id": Unit.TEXT,
    "group": Unit.TEXT,
    "tier": Unit.WORD,
    "segment": Unit.SEGMENT,
    "best_segment": Unit.SEGMENT,
    "measure": Unit.WORD,
    "per": Unit.WORD,
    "across": Unit.WORD,
    "channel": Unit.TEXT,
    "period": Unit.WORD,
    "cost_driver": Unit.WORD,
    "cost": Unit.WORD,
    "basis": Unit.WORD,
    "kind": Unit.WORD,
    "figure": Unit.WORD,
    "factor": Unit.WORD,
    "coverage": Unit.WORD,
    "month": Unit.DATE,
    "start": Unit.DATE,
    "end": Unit.DATE,
    "first_day": Unit.DATE,
    "last_day": Unit.DATE,
    # counts
    "customers": Unit.COUNT,
    "active": Unit.COUNT,
    "new": Unit.COUNT,
    "returning": Unit.COUNT,
    "orders": Unit.COUNT,
    "lines": Unit.COUNT,
    "returns": Unit.COUNT,
    "deliveries": Unit.COUNT,
    "contacts": Unit.COUNT,
    "visits": Unit.COUNT,
    "returns_only": Unit.COUNT,
    "customers_for_80": Unit.COUNT,
    "loss_makers": Unit.COUNT,
    "rank": Unit.COUNT,
    "rank_revenue": Unit.COUNT,
    "rank_profit": Unit.COUNT,
    "rank_fall": Unit.COUNT,
    "best_before": Unit.COUNT,
    "best_now": Unit.COUNT,
    "either": Unit.COUNT,
    "kept": Unit.COUNT,
    "kept_by_chance": Unit.COUNT,
    "chance_spread": Unit.NUMBER,
    "groups": Unit.COUNT,
    "months": Unit.COUNT,
    "days": Unit.DAYS,
    "days_year": Unit.DAYS,
    "score": Unit.COUNT,
    "recency_score": Unit.COUNT,
    "frequency_score": Unit.COUNT,
    "monetary_score": Unit.COUNT,
    "other_score": Unit.COUNT,
    "recency_days": Unit.DAYS,
    "recency_median": Unit.DAYS,
    "yardstick_recency": Unit.DAYS,
    "frequency_orders": Unit.COUNT,
    "once": Unit.COUNT,
    "quiet": Unit.COUNT,
    # money
    "monetary": Unit.MONEY,
    "average_value": Unit.MONEY,
    "yardstick_value": Unit.MONEY,
    "quiet_value": Unit.MONEY,
    "anonymous_value": Unit.MONEY,
    "returns_only_value": Unit.MONEY,
    "revenue": Unit.MONEY,
    "gross_margin": Unit.MONEY,
    "contribution": Unit.MONEY,
    "profit": Unit.MONEY,
    "value": Unit.MONEY,
    "loss": Unit.MONEY,
    "discount": Unit.MONEY,
    "returned_value": Unit.MONEY,
    "anonymous_revenue": Unit.MONEY,
    "anonymous_profit": Unit.MONEY,
    "returns_only_revenue": Unit.MONEY,
    "returns_only_profit": Unit.MONEY,
    "total_profit": Unit.MONEY,
    "total_revenue": Unit.MONEY,
    "revenue_before": Unit.MONEY,
    "total": Unit.MONEY,
    "effect": Unit.MONEY,
    "average_order": Unit.MONEY,
    "driver_cost": Unit.MONEY,
    "cost_to_serve": Unit.MONEY,
    "line_cost": Unit.MONEY,
    "shipping_cost": Unit.MONEY,
    "fee": Unit.MONEY,
    "order_cost": Unit.MONEY,
    "handling_cost": Unit.MONEY,
    "return_cost": Unit.MONEY,
    "delivery_cost": Unit.MONEY,
    "contact_cost": Unit.MONEY,
    "visit_cost": Unit.MONEY,
    "acquisition_cost": Unit.MONEY,
    "campaign_cost": Unit.MONEY,
    # shares and numbers
    "once_share": Unit.SHARE,
    "quiet_share": Unit.SHARE,
    "best_share": Unit.SHARE,
    "of_yardstick": Unit.SHARE,
    "yardstick_orders": Unit.NUMBER,
    "low": Unit.NUMBER,  # of the measure named beside it
    "high": Unit.NUMBER,
    "share": Unit.SHARE,
    "change": Unit.SHARE,
    "change_year": Unit.SHARE,
    "profit_change": Unit.SHARE,
    "revenue_share": Unit.SHARE,
    "profit_share": Unit.SHARE,
    "cutoff": Unit.SHARE,
    "customer_share": Unit.SHARE,
    "value_share": Unit.SHARE,
    "top_fifth_share": Unit.SHARE,
    "share_for_80": Unit.SHARE,
    "loss_share": Unit.SHARE,
    "kept_share": Unit.SHARE,
    "peak": Unit.SHARE,
    "margin_share": Unit.SHARE,
    "gini": Unit.NUMBER,
    "now": Unit.NUMBER,  # of a figure named beside it
    "before": Unit.NUMBER,
    "year_before": Unit.NUMBER,
    "orders_per_customer": Unit.NUMBER,
}
