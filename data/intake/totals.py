"""A column called `Total` beside prices: what each line came to, or the total of its order.

Its name does not tell, its values do. An order's total is the same on all lines of the order, and
is more than most of them; what a line came to differs from line to line, and is never more than
quantity × price less discount: what is less is a discount that the file writes in no other column.
"""

import polars as pl

from data.intake.batch import Batch
from data.intake.numbers import MOST
from data.intake.synonyms import normal
from data.tables import MONEY

_EITHER = frozenset({"total", "totalamount", "jumlah"})
"""Names that do not say of what the total is; others say it is the order's, or what was paid."""

_ODD = 100  # one line in so many may be blank, or above what its price comes to
_CONTRARY = 9  # orders that show lines, to one that shows an order's total
_SURE = 0.8


def by_price(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """What each line comes to by price, quantity and discount; and the lines too large to tell.

    Takes `quantity` and `unit_price_net`, or `unit_price` and maybe `discount`; a line that is too
    large, or has no price, is null.
    """
    net = "unit_price_net" in frame.columns
    price = frame["unit_price_net" if net else "unit_price"]
    far = price.cast(pl.Float64).abs() * frame["quantity"].cast(pl.Float64).abs() >= MOST
    line = price.set(far.fill_null(value=False), None) * frame["quantity"]
    if not net and "discount" in frame.columns:
        line = line - frame["discount"].fill_null(0)
    return line, far


def discounts(frame: pl.DataFrame) -> pl.DataFrame:
    """Discounts with the sign of their line: what is given back was sold for less.

    A discount above zero on a line below zero makes a refund smaller, unless the file's own amount
    says otherwise, or does not say.
    """
    if "discount" not in frame.columns:
        return frame
    if not (frame["discount"] > 0).any():
        frame = frame.with_columns(pl.col("discount").abs())
    wrong = (frame["quantity"] < 0) & (frame["discount"] > 0)
    if not wrong.any():
        return frame
    turned = _below_zero(frame, wrong)
    if "amount" not in frame.columns:
        return turned
    if "unit_price" not in frame.columns:
        return frame
    line, _ = by_price(turned.drop("unit_price_net", strict=False))
    return _below_zero(frame, wrong & (line == frame["amount"]).fill_null(value=False))


def _below_zero(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    below = (0 - pl.col("discount")).cast(MONEY)
    return frame.with_columns(discount=pl.when(rows).then(below).otherwise("discount"))


def of_lines(batch: Batch, frame: pl.DataFrame, decimals: int) -> bool:
    """Whether the `order_total` of ``frame`` is what each line came to; then it is `amount` now.

    That is renamed in ``batch``, not in ``frame``. Where it stays, and is stored nowhere although
    it is not what the lines come to, W_TOTAL marks the rows; its `difference` is of all of them
    together, whether above or below.
    """
    columns = set(frame.columns)
    if batch.mapping.grain != "line" or "amount" in columns or "order_total" not in columns:
        return False
    if not {"unit_price", "unit_price_net"} & columns:
        return False
    lines = _compared(batch, frame, decimals)
    orders = _orders(lines)
    shown = int((orders["varies"] & (orders["lines"] > 1)).sum())
    contrary = int((~orders["varies"] & orders["apart"] & (orders["lines"] > 1)).sum())
    by_line = shown >= _CONTRARY * contrary and shown > 0
    odd = int((lines["above"] | lines["total"].is_null()).sum())
    named = next((p for p in batch.mapping.proposals if p.part == "order_total"), None)
    guessed = named is not None and named.reason == "name"
    if guessed and by_line and odd * _ODD <= lines.height:
        _rename(batch)
        return True
    if named is not None and (by_line or normal(named.column) in _EITHER):
        _warn(batch, lines, orders, by_line=by_line)
    return False


def _compared(batch: Batch, frame: pl.DataFrame, decimals: int) -> pl.DataFrame:
    """The sound lines with what they come to and what the column says.

    row, order, line, total, slack (what rounding the price may make), apart, above.
    """
    line, _ = by_price(discounts(frame))
    nothing = pl.Series([0.0]).new_from_index(0, frame.height)
    off = frame["discount"].cast(pl.Float64).abs() if "discount" in frame.columns else nothing
    unit = 10.0**-decimals / 2
    whole = pl.DataFrame(
        {
            "order": batch.values["order_id"].hash(),
            "known": batch.values["order_id"].is_not_null() & ~batch.bad(),
            "line": line.round(decimals, mode="half_away_from_zero").cast(MONEY, strict=False),
            "sold": frame["quantity"] > 0,
            "off": off.fill_null(0.0),
            "total": frame["order_total"],
            "slack": (frame["quantity"].cast(pl.Float64).abs() * unit).clip(unit),
        }
    ).with_row_index("row")
    sound = whole.filter(pl.col("known") & pl.col("line").is_not_null())
    said, comes = (pl.col(name).cast(pl.Float64) for name in ("total", "line"))
    refund = pl.when("sold").then(0.0).otherwise(2 * pl.col("off"))  # larger by it, or smaller
    most = comes.abs() + refund + pl.col("slack")
    across = said * comes < 0
    return sound.with_columns(
        apart=((said - comes).abs() > pl.col("slack")).fill_null(value=False),
        above=(across | (said.abs() > most)).fill_null(value=False),
    )


def _orders(lines: pl.DataFrame) -> pl.DataFrame:
    """Of each order how many lines tell a total, whether it varies, is not the lines' or the sum's.

    order, lines, varies, apart, wrong, off (by how much the first total is not the sum).
    """
    total = pl.col("total")
    return lines.group_by("order", maintain_order=True).agg(
        lines=total.count(),
        varies=(total.min() != total.max()).fill_null(value=False),
        apart=pl.col("apart").any(),
        off=(total.drop_nulls().first() - pl.col("line").sum()).abs(),
        slack=pl.col("slack").sum(),
    ).with_columns(
        wrong=pl.col("apart") & (pl.col("off").cast(pl.Float64) > pl.col("slack")).fill_null(
            value=False
        )
    )  # fmt: skip


def _warn(batch: Batch, lines: pl.DataFrame, orders: pl.DataFrame, *, by_line: bool) -> None:
    """Mark the lines whose total is not what they, or all of their order, come to."""
    if by_line:
        wrong = lines.filter("apart")
        off = (wrong["total"] - wrong["line"]).abs().sum()
    else:
        odd = orders.filter("wrong")
        wrong = lines.filter(pl.col("order").is_in(odd["order"].implode()))
        off = odd["off"].sum()
    rows = pl.Series([False]).new_from_index(0, batch.height).scatter(wrong["row"], values=True)
    batch.mark("W_TOTAL", "order_total", rows)
    batch.told["W_TOTAL"] = {"difference": str(off)}


def _rename(batch: Batch) -> None:
    """Take the column for `amount`; blank cells count as of one, and those of the price do not."""
    batch.take_for("order_total", "amount", "values", _SURE)
    prices = ("unit_price", "unit_price_net")
    batch.issues = [
        issue for issue in batch.issues if issue[0] != "E_NULL" or issue[1] not in prices
    ]
    blank = batch.values["amount"].is_null()
    for code, part, rows in batch.issues:
        if part == "amount" and code.startswith("E_"):
            blank = blank & ~rows
    batch.mark("E_NULL", "amount", blank)
