"""Discounts that are not written as an amount of the line: in per cent, or on the whole order."""

import polars as pl

from data.intake.batch import Batch
from data.intake.numbers import EXACT, MOST, WIDE

_DECIMALS = 4


def without_signs(batch: Batch) -> None:
    """The cells of a column in per cent without the sign of it."""
    text = batch.text.get("discount_percent")
    if text is not None:
        batch.text["discount_percent"] = text.str.strip_suffix("%").str.strip_chars_end()


def of_per_cent(batch: Batch) -> None:
    """Settle `discount` where a file tells it as a share of the price in per cent.

    A sheet shows 0.1 as 10 %: cells that are numbers, parts of 1 among them and none above, are so.
    """
    values = batch.values
    share = values.pop("discount_percent", None)
    if share is None or "discount" in values or not {"unit_price", "quantity"} <= values.keys():
        return
    names = ("unit_price", "quantity")
    parts = batch.typed("discount_percent") and (share != share.round(0)).any()
    whole = 1 if parts and not (share.abs() > 1).any() else 100
    frame = pl.DataFrame({"share": share, **{p: values[p] for p in names}}).cast(EXACT)
    price, quantity, of = (pl.col(name) for name in (*names, "share"))
    line = price.cast(pl.Float64).abs() * quantity.cast(pl.Float64).abs()
    fits = (line < MOST) & (line * of.cast(pl.Float64).abs() < MOST)
    off = pl.when(fits).then(price) * quantity * of / whole
    rounded = off.round(_DECIMALS, mode="half_away_from_zero")
    values["discount"] = frame.select(rounded.cast(EXACT)).to_series()


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
    fits = pl.col("whole").abs() < MOST
    frame = frame.with_columns(lowered=lowered & fits)
    so_far = amount.cum_sum().over(order)
    upto = pl.when("lowered").then(off.cast(WIDE)) * so_far.cast(WIDE) / pl.col("whole").cast(WIDE)
    rounded = upto.round(_DECIMALS, mode="half_away_from_zero")
    frame = frame.with_columns(upto=rounded.cast(money))
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
