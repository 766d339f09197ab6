"""The frames the analyses read: one contract each, with its columns, key and units."""

from analytics.frames.activity import (
    ACTIVITY,
    ACTIVITY_APART,
    CUSTOMER_ACTIVITY,
    GROUP_ACTIVITY,
    MONTH_ACTIVITY,
    MONTH_CUSTOMERS,
    PERIOD_ACTIVITY,
)
from analytics.frames.campaigns import (
    CAMPAIGN_DAYS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    OUTCOMES,
)
from analytics.frames.checks import COVERAGE, QUALITY_CHECKS
from analytics.frames.contacting import CONTACT_STATES, TARGETS
from analytics.frames.contract import Frame, FrameError
from analytics.frames.goods import (
    BASKETS,
    HOLDINGS,
    ITEM_PRICES,
    ITEM_WORTH,
    PURCHASES,
    TIER_PURCHASES,
)
from analytics.frames.people import (
    CUSTOMER_FEATURES,
    CUSTOMER_MONTHS,
    CUSTOMER_RECENCY,
    CUSTOMER_RFM,
    PEOPLE,
)
from analytics.frames.selling import OPPORTUNITIES, PORTFOLIOS
from analytics.frames.service import (
    CONTACT_GROUPS,
    DELIVERIES,
    EXPECTATIONS,
    INTERACTIONS,
    NOTES,
    TOUCHES,
)
from analytics.frames.single import (
    CONSENTS,
    CUSTOMER_CAMPAIGNS,
    CUSTOMER_ORDERS,
    CUSTOMER_RECORD,
    CUSTOMER_TRAITS,
)
from analytics.frames.staying import (
    COHORT_ACTIVITY,
    CONTRACTS,
    CUSTOMER_DAYS,
    CUSTOMER_ORIGINS,
    WINNING_COSTS,
)
from analytics.frames.targeting import CAMPAIGN_FEATURES, KNOWN_BEFORE, TARGETED

__all__ = [
    "ACTIVITY",
    "ACTIVITY_APART",
    "BASKETS",
    "CAMPAIGNS",
    "CAMPAIGN_DAYS",
    "CAMPAIGN_FEATURES",
    "CAMPAIGN_MEMBERS",
    "COHORT_ACTIVITY",
    "CONSENTS",
    "CONTACT_GROUPS",
    "CONTACT_STATES",
    "CONTRACTS",
    "COVERAGE",
    "CUSTOMER_ACTIVITY",
    "CUSTOMER_CAMPAIGNS",
    "CUSTOMER_DAYS",
    "CUSTOMER_FEATURES",
    "CUSTOMER_MONTHS",
    "CUSTOMER_ORDERS",
    "CUSTOMER_ORIGINS",
    "CUSTOMER_RECENCY",
    "CUSTOMER_RECORD",
    "CUSTOMER_RFM",
    "CUSTOMER_TRAITS",
    "DELIVERIES",
    "EXPECTATIONS",
    "GROUP_ACTIVITY",
    "HOLDINGS",
    "INTERACTIONS",
    "ITEM_PRICES",
    "ITEM_WORTH",
    "KNOWN_BEFORE",
    "MONTH_ACTIVITY",
    "MONTH_CUSTOMERS",
    "NOTES",
    "OPPORTUNITIES",
    "OUTCOMES",
    "PEOPLE",
    "PERIOD_ACTIVITY",
    "PORTFOLIOS",
    "PURCHASES",
    "QUALITY_CHECKS",
    "TARGETED",
    "TARGETS",
    "TIER_PURCHASES",
    "TOUCHES",
    "WINNING_COSTS",
    "Frame",
    "FrameError",
]
