"""The eleven tables of customer information: columns, types, keys and which columns are personal.

Identifiers are strings and never changed. Money and everything else that is summed (quantity,
minutes) is Decimal(20, 4), so sums are exact and the same on every engine. Times are timestamps in
the company's own time zone. Beside each time or date lies its day number (Int64, days since 1970).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

ID = TEXT = pl.String()
MONEY = QUANTITY = MINUTES = pl.Decimal(20, 4)
INTEGER = pl.Int64()
FLAG = pl.Boolean()
TIME, DATE = pl.Datetime("us"), pl.Date()

STATUSES = ("completed", "returned", "cancelled")
"""What `order_lines.status` may say; blank counts like completed, cancelled lines do not count."""


@dataclass(frozen=True)
class Table:
    """One table: one row per ``key``. ``personal`` columns lie in a file of their own."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, pl.DataType]
    personal: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()  # never blank; the key, if not said

    @property
    def filled(self) -> frozenset[str]:
        """The columns that are never blank."""
        return self.required or frozenset(self.key)


def _texts(names: str) -> dict[str, pl.DataType]:
    return dict.fromkeys(names.split(), TEXT)


ORDER_LINES = Table(
    "order_lines",
    key=("order_id", "customer_id", "line_no"),
    columns={
        "order_id": ID,
        "customer_id": ID,  # blank: an anonymous sale
        "line_no": INTEGER,
        "ordered_at": TIME,
        "product_id": ID,
        "quantity": QUANTITY,  # negative: a return
        "unit_price": MONEY,
        "discount": MONEY,  # of the whole line
        "amount": MONEY,  # net of discount
        "line_cost": MONEY,
        "shipping_cost": MONEY,
        "fee": MONEY,
        **_texts("channel store region"),
        **_texts("staff_id partner_id"),
        "promised_at": TIME,
        "delivered_at": TIME,
        **_texts("delivery_method status"),
    },
    required=frozenset({"order_id", "line_no", "ordered_at", "quantity", "amount"}),
)
CUSTOMERS = Table(
    "customers",
    key=("customer_id",),
    columns={
        **_texts("customer_id name email phone address city home_region country customer_type"),
        "e_commerce_type": TEXT,
        "joined_on": DATE,
        "acquisition_channel": TEXT,
        "acquisition_cost": MONEY,
        **_texts("referred_by account_owner"),
        "consent_email": FLAG,  # blank: no
        "consent_phone": FLAG,
        "consent_chat": FLAG,
        "consent_post": FLAG,
        "consent_recorded_at": TIME,
        "consent_source": TEXT,
        "objects_to_profiling": FLAG,
        "last_verified_on": DATE,
    },
    personal=frozenset({"name", "email", "phone", "address"}),
)
PRODUCTS = Table(
    "products",
    key=("product_id",),
    columns={
        **_texts("product_id name category subcategory brand"),
        "unit_cost": MONEY,
        "list_price": MONEY,
    },
)
INTERACTIONS = Table(
    "interactions",
    key=("interaction_id",),
    columns={
        "interaction_id": ID,
        "customer_id": ID,
        "happened_at": TIME,
        **_texts("touch_point direction kind topic department"),
        "minutes": MINUTES,
        "cost": MONEY,
        "staff_id": ID,
        "resolved": FLAG,
        "resolved_at": TIME,
        "satisfaction": INTEGER,  # 1 to 5
        "note": TEXT,
    },
    personal=frozenset({"note"}),
)
CAMPAIGNS = Table(
    "campaigns",
    key=("campaign_id",),
    columns={
        "campaign_id": ID,
        **_texts("name touch_point objective offer"),
        "starts_on": DATE,
        "ends_on": DATE,
        "fixed_cost": MONEY,
        "contact_cost": MONEY,  # of one contact
    },
)
CAMPAIGN_MEMBERS = Table(
    "campaign_members",
    key=("campaign_id", "customer_id"),
    columns={
        "campaign_id": ID,
        "customer_id": ID,
        "arm": TEXT,  # "control", or the name of a treatment
        "contacted_at": TIME,
        "responded_at": TIME,
        "response_amount": MONEY,
    },
)
OPPORTUNITIES = Table(
    "opportunities",
    key=("opportunity_id",),
    columns={
        **_texts("opportunity_id customer_id staff_id product_id stage"),
        "amount": MONEY,
        "opened_on": DATE,
        "closed_on": DATE,
        "outcome": TEXT,
    },
)
CONTRACTS = Table(
    "contracts",
    key=("contract_id",),
    columns={
        **_texts("contract_id customer_id product_id"),
        "started_on": DATE,
        "ended_on": DATE,
        "fee_per_month": MONEY,
    },
)
TRAITS = Table(
    "traits",
    key=("customer_id", "domain", "name"),
    columns={
        **_texts("customer_id domain name value scale origin"),
        "recorded_on": DATE,
    },
)
STAFF = Table(
    "staff",
    key=("staff_id",),
    columns={**_texts("staff_id name team region"), "joined_on": DATE},
)
PARTNERS = Table(
    "partners",
    key=("partner_id",),
    columns={**_texts("partner_id name team region"), "joined_on": DATE},
)

_SALES = (ORDER_LINES, CUSTOMERS, PRODUCTS, INTERACTIONS, CAMPAIGNS, CAMPAIGN_MEMBERS)
_OTHERS = (OPPORTUNITIES, CONTRACTS, TRAITS, STAFF, PARTNERS)

TABLES: Mapping[str, Table] = {table.name: table for table in _SALES + _OTHERS}

CAMPAIGN_RESULTS = Table(
    "campaign_results",
    key=CAMPAIGN_MEMBERS.key,
    columns={
        **{name: kind for name, kind in CAMPAIGN_MEMBERS.columns.items() if name != "arm"},
        "email": TEXT,
        "phone": TEXT,
        "responded": FLAG,
    },
)
"""What comes back of a list that was sent out: read and matched with its members, never kept."""

READ: Mapping[str, Table] = {**TABLES, CAMPAIGN_RESULTS.name: CAMPAIGN_RESULTS}
"""All that files are read for."""

EVENTS = (ORDER_LINES, INTERACTIONS, CAMPAIGNS, CAMPAIGN_MEMBERS, OPPORTUNITIES, CONTRACTS, TRAITS)
"""The tables whose rows happen on a day, that of their first time or date."""


def day_column(column: str) -> str:
    """Name of the day number beside a time or date: `day` for ordered_at, else `<stem>_day`."""
    return "day" if column == "ordered_at" else f"{column.rpartition('_')[0]}_day"


def day_columns(table: Table) -> dict[str, str]:
    """Each time or date column of ``table`` with the name of its day number."""
    return {c: day_column(c) for c, kind in table.columns.items() if kind.is_temporal()}


def stored_schema(table: Table) -> dict[str, pl.DataType]:
    """Columns and types of ``table`` as a snapshot holds them: its own, then the day numbers."""
    return {**table.columns, **dict.fromkeys(day_columns(table).values(), INTEGER)}
