"""What was given back, where a file has no line of its own for it: shops rewrite the sale's line.

A line that was wholly given back is a sale that does not count, as one that was cancelled; of one
given back in part the rest stays. Files that write returns as lines below zero are left alone.
"""

import polars as pl

from data.intake.batch import Batch

_BY_SHARE = ("amount", "discount", "line_cost", "profit")
_SIGNED = ("quantity", "amount", "order_total")
_DECIMALS = 4


def give_back(batch: Batch) -> None:
    """Settle `returned_quantity` and the status `returned`. Marks W_RETURNED, W_RETURNED_PART."""
    values = batch.values
    gone = _nothing(batch)
    back = values.pop("returned_quantity", None)
    if back is not None and "quantity" in values:
        gone = _by_quantity(batch, back)
    status = values.get("status")
    if status is not None and not any(_below_zero(values[p]) for p in _SIGNED if p in values):
        gone = gone | (status == "returned").fill_null(value=False)
    if gone.any():
        batch.mark("W_RETURNED", "status" if status is not None else "returned_quantity", gone)
        was = status if status is not None else _nothing(batch).cast(pl.String).clear(batch.height)
        values["status"] = pl.select(
            pl.when(gone).then(pl.lit("cancelled")).otherwise(was)
        ).to_series()


def _by_quantity(batch: Batch, back: pl.Series) -> pl.Series:
    """Lower lines to what was kept; which lines were given back as a whole."""
    values = batch.values
    quantity = values["quantity"]
    given = ((back > 0) & (quantity > 0)).fill_null(value=False)
    whole = given & (back >= quantity)
    rest = given & ~whole
    if rest.any():
        batch.mark("W_RETURNED_PART", "returned_quantity", rest)
        frame = pl.DataFrame(
            {
                "q": quantity,
                "b": back,
                "rest": rest,
                **{p: values[p] for p in _BY_SHARE if p in values},
            }
        )
        share = (pl.col("q") - pl.col("b")).cast(pl.Float64) / pl.col("q").cast(pl.Float64)
        for part in frame.columns[3:]:
            kind = frame.schema[part]
            kept = (pl.col(part).cast(pl.Float64) * share).round(_DECIMALS).cast(kind, strict=False)
            values[part] = frame.select(
                pl.when("rest").then(kept).otherwise(part).alias(part)
            ).to_series()
        values["quantity"] = frame.select(
            pl.when("rest").then(pl.col("q") - pl.col("b")).otherwise("q").cast(quantity.dtype)
        ).to_series()
    return whole


def _below_zero(values: pl.Series) -> bool:
    return bool((values < 0).any())


def _nothing(batch: Batch) -> pl.Series:
    return pl.Series([False]).new_from_index(0, batch.height)
