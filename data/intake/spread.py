"""Discounts that are not written as an amount of the line: in per cent, or on the whole order."""

import polars as pl

from data.intake.batch import Batch
from data.intake.numbers import EXACT

_DECIMALS = 4


def of_per_cent(batch: Batch) -> None:
    """Settle `discount` where a file tells it as a share of the price in per cent."""
    values = batch.values
    share = values.pop("discount_percent", None)
    if share is None or "discount" in values or not {"unit_price", "quantity"} <= values.keys():
        return
    names = ("unit_price", "quantity")
    frame = pl.DataFrame({"share": share, **{p: values[p] for p in names}}).cast(pl.Float64)
    off = pl.col("unit_price") * pl.col("quantity") * pl.col("share") / 100
    values["discount"] = frame.select(off.round(_DECIMALS).cast(EXACT, strict=False)).to_series()


def spread(batch: Batch) -> None:
    """Lower the amounts of an order's lines to its `goods_total`, each by its share.

    Only where the lines come to more than that, and none is below zero. What is taken off counts as
    discount. The parts add up to the subtotal exactly. Marks W_ORDER_DISCOUNT.
    """
    values = batch.values
    told = values.pop("goods_total", None)
    if told is None or "amount" not in values:
        return
    money = values["amount"].dtype
    frame = pl.DataFrame(
        {"order": values["order_id"], "amount": values["amount"], "told": told.cast(money)}
    )
    amount, off, order = pl.col("amount"), pl.col("off"), "order"
    frame = frame.with_columns(
        whole=amount.sum().over(order), least=amount.min().over(order),
        off=(amount.sum() - pl.col("told").max()).over(order),
        blank=amount.null_count().over(order) > 0,
    )  # fmt: skip
    lowered = (
        (off > 0) & (off <= pl.col("whole")) & (pl.col("least") >= 0) & ~pl.col("blank")
    ).fill_null(value=False)
    so_far = amount.cast(pl.Float64).cum_sum().over(order) / pl.col("whole").cast(pl.Float64)
    upto = (off.cast(pl.Float64) * so_far).round(_DECIMALS).cast(money)
    frame = frame.with_columns(lowered=lowered, upto=upto)
    before = pl.col("upto").shift(1).over(order).fill_null(0)
    share = pl.when("lowered").then(pl.col("upto") - before).otherwise(0).cast(money)
    frame = frame.with_columns(share=share)
    if not frame["lowered"].any():
        return
    batch.mark("W_ORDER_DISCOUNT", "goods_total", frame["lowered"])
    values["amount"] = (frame["amount"] - frame["share"]).cast(money)
    earlier = values.get("discount")
    least = frame["share"] if earlier is None else earlier.fill_null(0).cast(money) + frame["share"]
    values["discount"] = least.cast(money)
