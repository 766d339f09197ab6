"""The tables of :class:`analytics.customer.Customer`, each from the frame of its contract."""

import polars as pl

from analytics.bases import BASES
from analytics.issues import DAY, asking, open_complaint
from analytics.masking import MASKS


def values_of(activity: pl.DataFrame, customer_id: str) -> pl.DataFrame:
    """Each basis: its value, and the place among who ordered; ties by number."""
    buyers = activity.filter(pl.col("orders") > 0)
    mine = activity.filter(customer_id=customer_id)
    among = mine.height > 0 and mine["orders"][0] > 0
    rows = []
    for basis in BASES:
        value = float(mine[basis].sum())
        first = (pl.col(basis) == value) & (pl.col("customer_id") < customer_id)
        ahead = buyers.filter((pl.col(basis) > value) | first).height
        rows.append((basis, value, ahead + 1 if among else None, buyers.height))
    kinds = {"basis": pl.String, "value": pl.Float64, "rank": pl.Int64, "customers": pl.Int64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def record_of(record: pl.DataFrame) -> pl.DataFrame:
    """What is filled in, as text; personal columns masked."""
    said = []
    for row in record.drop("customer_id").iter_rows(named=True):
        for field, value in row.items():
            if value is None or not str(value).strip():
                continue
            flag = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
            text = flag or (f"{value:.15g}" if isinstance(value, float) else str(value))
            said.append((field, MASKS[field](text) if field in MASKS else text))
    kinds = {"record_field": pl.String, "record_value": pl.String}
    return pl.DataFrame(said, schema=kinds, orient="row")


def orders_of(orders: pl.DataFrame) -> pl.DataFrame:
    """Newest first, with the four bases."""
    newest = orders.sort("day", "order_id", descending=[True, False])
    return newest.select(
        pl.from_epoch("day", time_unit="d"),
        *("order_id", "channel", "lines", "returns", "returned_value", *BASES),
    )


def contacts_of(contacts: pl.DataFrame) -> pl.DataFrame:
    """Newest first. Open: not solved; of complaints also those whose end nobody wrote down, and
    those that we were told when it was us who got in touch."""
    open_ = (asking() & ~pl.col("resolved").fill_null(value=True)) | open_complaint()
    state = (
        pl.when(open_)
        .then(pl.lit("issue_open"))
        .when(pl.col("resolved").fill_null(value=False))
        .then(pl.lit("solved"))
        .otherwise(pl.lit("issue_unknown"))
    )
    newest = contacts.sort("at", "interaction_id", descending=[True, False])
    return newest.select(
        day=pl.from_epoch(pl.col("at") // DAY, time_unit="d"),
        interaction_id="interaction_id",
        touch_point="touch_point",
        contact_kind="kind",
        topic="topic",
        department="department",
        solved=state,
        satisfaction_mark="satisfaction",
    )


def campaigns_of(campaigns: pl.DataFrame) -> pl.DataFrame:
    """Newest first, by the contact or, where there was none, by the campaign's first day."""
    began = pl.coalesce("contacted_day", "starts_day")
    return campaigns.sort(began, "campaign_id", descending=[True, False]).select(
        *("campaign_id", "campaign_name", "touch_point", "arm"),
        contacted_on=pl.from_epoch("contacted_day", time_unit="d"),
        responded_on=pl.from_epoch("responded_day", time_unit="d"),
        response_amount="response_amount",
    )


def traits_of(traits: pl.DataFrame) -> pl.DataFrame:
    """What is known of the customer, as it was recorded."""
    return traits.select(
        "recorded_on", trait_domain="domain", trait="name", trait_value="value"
    ).select("trait_domain", "trait", "trait_value", "recorded_on")
