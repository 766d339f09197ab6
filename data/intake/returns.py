"""What was given back, where a file has no line of its own for it: shops rewrite the sale's line.

The sale stays as it was, and a line of what came back stands beside it: a return changes money,
and is seen. Files that write returns as lines below zero are left alone.
"""

import polars as pl

from data.intake.batch import Batch
from data.intake.numbers import WIDE
from data.tables import MONEY

_BELOW = ("quantity", "amount", "discount", "line_cost")
_BLANK = ("shipping_cost", "fee", "promised_at", "delivered_at", "delivery_method")
_SIGNED = ("quantity", "amount", "order_total")
_DECIMALS = 4


def give_back(batch: Batch) -> None:
    """Note in ``batch.back`` how much of each line came back; needs quantities and amounts.

    That is what the column `returned_quantity` says, else all of a sale whose status is `returned`.
    Marks W_RETURNED (all of a line), W_RETURNED_PART.
    """
    values = batch.values
    given = values.pop("returned_quantity", None)
    worded = not any(_below_zero(values.words(p)) for p in _SIGNED if p in values)
    said = worded and "status" in values and "returned" in values.words("status")
    if given is None and not said:
        return
    status = values.get("status")
    nothing = pl.lit(None, pl.String)
    frame = pl.DataFrame({"sold": values["quantity"]}).with_columns(
        given=pl.lit(None, MONEY) if given is None else given.cast(MONEY, strict=False),
        status=nothing if status is None else status,
    )
    sold, told = pl.col("sold"), pl.col("given") > 0
    back = (
        pl.when((sold <= 0) | pl.col("status").eq_missing("cancelled"))
        .then(None)
        .when(told)
        .then(pl.min_horizontal("given", "sold"))
        .when((pl.col("status") == "returned") & pl.lit(worded))
        .then(sold)
    )
    frame = frame.with_columns(back=back.cast(MONEY))
    batch.back = frame["back"]
    whole = frame["back"] == frame["sold"]
    named = "status" if given is None else "returned_quantity"
    batch.mark("W_RETURNED", named, whole)
    batch.mark("W_RETURNED_PART", "returned_quantity", ~whole)


def lines(batch: Batch, values: pl.DataFrame, kept: pl.Series) -> pl.DataFrame:
    """The lines of what came back of the ``kept`` rows of ``values``, with the same columns.

    Quantity, amount, discount and cost are below zero, by the share that came back; shipping and
    fee stay with the sale. A line is numbered by its sale's number below zero.
    """
    if batch.back is None:
        return values.clear()
    chosen = kept & batch.back.is_not_null()
    sales = values.with_columns(back=batch.back).filter(chosen)
    whole = pl.col("back") == pl.col("quantity")
    back, sold = pl.col("back").cast(WIDE), pl.col("quantity").cast(WIDE)
    parts = [part for part in _BELOW if part in values.columns and part != "quantity"]
    shares = [
        (pl.col(part).cast(WIDE) * back / sold).round(_DECIMALS, mode="half_away_from_zero")
        for part in parts
    ]
    below = [
        (0 - pl.when(whole).then(pl.col(part)).otherwise(share)).cast(MONEY).alias(part)
        for part, share in zip(parts, shares, strict=True)
    ]
    blank = [
        pl.lit(None, values.schema[part]).alias(part) for part in _BLANK if part in values.columns
    ]
    first = values["line_no"].min()
    lowest = min(first if isinstance(first, int) else 1, 1)  # numbers below it are free
    return sales.with_columns(
        *below,
        *blank,
        quantity=(0 - pl.col("back")).cast(MONEY),
        line_no=2 * (lowest - 1) - pl.col("line_no"),
        status=pl.lit("returned"),
    ).select(*values.columns, *({"status"} - set(values.columns)))


def _below_zero(values: pl.Series) -> bool:
    return bool((values < 0).any())
