"""Order lines out of what a file says: whole orders, follow-up lines, amounts, customers."""

from collections.abc import Mapping, MutableMapping
from functools import partial

import polars as pl

from data.intake import keys, totals
from data.intake.batch import Batch
from data.intake.coded import Coded, Column
from data.intake.job import Job
from data.intake.numbers import EXACT
from data.intake.statuses import meanings

MONEY = pl.Decimal(20, 4)
_OF_THE_ORDER = (
    "order_id", "ordered_at", "ordered_time", "customer_id", "username", "email", "phone",
    "buyer_name", "status", "channel", "store", "region", "staff_id", "partner_id", "promised_at",
    "delivered_at", "delivery_method", "currency",
)  # fmt: skip
_WORDS = 100
_CUSTOMER = ("customer_id", "username", "email", "phone")


def fill_down(batch: Batch) -> int:
    """Give follow-up lines the order fields of the line they follow; how many there were.

    A follow-up line leaves the time blank, says of the customer nothing or the same as the line
    before, and has its order id, or none.
    """
    text = batch.text
    own = [part for part in (*_CUSTOMER, "buyer_name") if part in text]
    if not {"order_id", "ordered_at"} <= text.keys() or not own:
        return 0
    blank = text["ordered_at"] == ""
    if not blank.any():
        return 0
    for part in own:
        blank = blank & ((text[part] == "") | (text[part] == text[part].shift(1)))
    goods = [text[p] != "" for p in ("product_id", "product_name", "quantity") if p in text]
    for has in goods[:1]:
        blank = blank & has
    filled = _forward(text["order_id"], text["order_id"] == "", batch.file)
    same = (text["order_id"] == "") | (filled == filled.shift(1))
    follows = blank & same & filled.is_not_null() & (batch.file == batch.file.shift(1))
    follows = follows.fill_null(value=False)
    count = int(follows.sum())
    if count:
        for part in [p for p in _OF_THE_ORDER if p in text]:
            above = _forward(text[part], follows, batch.file)
            use = follows & (text[part] == "")
            text[part] = (
                pl.select(pl.when(use).then(above).otherwise(text[part])).to_series().fill_null("")
            )
    return count


def _forward(text: pl.Series, gap: pl.Series, file: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"t": text, "gap": gap, "file": file})
    kept = pl.when(~pl.col("gap")).then(pl.col("t"))
    return frame.select(kept.forward_fill().over("file")).to_series()


def join_time(batch: Batch) -> None:
    """Join a column of its own for the time of day to the date."""
    time = batch.text.pop("ordered_time", None)
    if time is not None and "ordered_at" in batch.text:
        day = batch.text["ordered_at"]
        both = (day != "") & (time != "") & ~day.str.contains(":", literal=True)
        batch.text["ordered_at"] = pl.select(
            pl.when(both).then(day + " " + time).otherwise(day)
        ).to_series()


def needed(batch: Batch) -> frozenset[str]:
    """The parts no line may leave blank."""
    parts = batch.text.keys()
    if batch.mapping.grain == "order":
        money = "amount" if "amount" in parts else "order_total"
        return frozenset({"ordered_at", money})
    if "amount" in parts:
        return frozenset({"ordered_at", "amount", "quantity"})
    price = next((p for p in ("unit_price_net", "unit_price") if p in parts), "order_total")
    return frozenset({"ordered_at", "quantity", price})


def customers(batch: Batch, key: bytes) -> dict[str, object]:
    """Settle `customer_id`: the file's own, else a keyed hash of user name, e-mail or phone.

    An id of 0 is nobody's: shops write it for those who order without an account.
    Returns what to tell about it. A name alone is never a key: such sales are anonymous.
    """
    values = batch.values
    told: dict[str, object] = {"from": "customer_id"}
    source = next((part for part in _CUSTOMER[1:] if part in values), None)
    if "customer_id" in values:
        values.hold("customer_id", values.each("customer_id", _somebody))
        if source == "email" and values.words("customer_id").null_count():
            values["customer_id"] = _guests(values["customer_id"], values[source], key)
    else:
        told = {"from": source or "nothing"}
        if source is None:
            nobody = pl.Series([None], dtype=pl.String)
            values["customer_id"] = nobody.new_from_index(0, batch.height)
        else:
            values["customer_id"] = keys.hashed(values[source], source, key)
            told["column"] = batch.column(source)
    part = "customer_id" if "customer_id" in batch.text else str(told["from"])
    anonymous = values.tells("customer_id", pl.Series.is_null)
    batch.mark("W_ANONYMOUS", part if part in batch.text else "buyer_name", anonymous)
    told["customers"] = values.words("customer_id").n_unique() - int(anonymous.any())
    return told


def _somebody(ids: pl.Series) -> pl.Series:
    return pl.select(pl.when(ids != "0").then(ids)).to_series()


def _guests(ids: pl.Series, email: pl.Series, key: bytes) -> pl.Series:
    """Who orders without an account is known by the e-mail: by the id it has elsewhere, if one."""
    mail = keys.normalise(email, "email")
    lines = pl.DataFrame({"id": ids, "mail": mail}).drop_nulls().unique()
    one = lines.filter(pl.col("mail").is_unique())
    known = dict(one.select("mail", "id").iter_rows())
    guest = pl.DataFrame({"mail": mail}).select(
        pl.col("mail").replace_strict(known, default=None, return_dtype=pl.String)
    )
    return ids.fill_null(guest.to_series()).fill_null(keys.hashed(email, "email", key))


def statuses(batch: Batch, job: Job) -> list[dict[str, object]]:
    """Translate the words of the status column; unknown ones count as completed and are named.

    Returns word, meaning (None where unknown) and rows of the commonest words.
    """
    values = batch.values
    if "status" not in values:
        return []
    words = _often(values.held("status"))
    found = meanings(words, job.statuses)
    unknown = [word for word, meaning in found.items() if meaning is None]
    batch.mark("W_CATEGORY", "status", values.tells("status", lambda said: said.is_in(unknown)))
    values.hold("status", values.each("status", partial(_translated, meant=found)))
    common = sorted(words, key=lambda word: (-words[word], word))[:_WORDS]
    return [{"word": w, "meaning": found[w], "rows": words[w]} for w in common]


def _often(column: Column) -> dict[str, int]:
    """How many rows say each word of a column."""
    if isinstance(column, Coded):
        often = pl.DataFrame({"word": column.words, "rows": column.counts()}).drop_nulls()
        return dict(often.group_by("word").agg(pl.col("rows").sum()).iter_rows())
    return dict(column.drop_nulls().value_counts().iter_rows())


def _translated(said: pl.Series, meant: Mapping[str, str | None]) -> pl.Series:
    return said.replace_strict(meant, default=None, return_dtype=pl.String)


def amounts(batch: Batch, job: Job) -> None:
    """Settle quantity, price, discount, amount and cost of each line, as Decimal(20, 4)."""
    values = batch.values
    decimals = max(job.decimals, 2)
    names = [p for p in values if isinstance(values.words(p).dtype, pl.Decimal)]
    for part in names:
        if not _fits(values.words(part), min(decimals, MONEY.scale)):
            most = MONEY.scale if part == "quantity" else decimals
            batch.mark("W_ROUND", part, values.tells(part, partial(_is_cut, decimals=most)))
            values.hold(part, values.each(part, _rounded))
        values.hold(part, values.each(part, _as_money))
    frame = pl.DataFrame({p: values[p] for p in names})
    if "amount" not in frame.columns and batch.mapping.grain == "order":
        frame = frame.with_columns(amount=pl.col("order_total"))
    if "quantity" not in frame.columns:
        sign = pl.when(pl.col("amount" if "amount" in frame.columns else "order_total") < 0)
        frame = frame.with_columns(quantity=sign.then(-1).otherwise(1).cast(MONEY))
    if totals.of_lines(batch, frame, job.decimals):
        frame = frame.rename({"order_total": "amount"})
    frame = _with_amount(batch, totals.discounts(frame), decimals)
    for part in frame.columns:
        values[part] = frame[part]
    _costs(values)


def _rounded(exact: pl.Series) -> pl.Series:
    return exact.round(MONEY.scale, mode="half_away_from_zero")


def _is_cut(exact: pl.Series, decimals: int) -> pl.Series:
    """Numbers with more than ``decimals``."""
    return exact != exact.round(decimals, mode="half_away_from_zero")


def _as_money(exact: pl.Series) -> pl.Series:
    return exact.cast(MONEY, strict=False)


def _fits(exact: pl.Series, decimals: int) -> bool:
    """Whether no number has more than ``decimals``; False also where one is too long to tell."""
    if exact.dtype != EXACT:
        return False
    units = exact.to_physical().cast(pl.Int64, strict=False)
    if units.null_count() != exact.null_count():
        return False
    return not (units % 10 ** (EXACT.scale - decimals) != 0).any()


def _with_amount(batch: Batch, frame: pl.DataFrame, decimals: int) -> pl.DataFrame:
    has = set(frame.columns)
    if "unit_price_net" in has:
        net = (pl.col("unit_price_net") * pl.col("quantity")).cast(MONEY, strict=False)
        gross = pl.col("unit_price" if "unit_price" in has else "unit_price_net")
        off = ((gross - pl.col("unit_price_net")) * pl.col("quantity")).cast(MONEY, strict=False)
        amount = pl.col("amount") if "amount" in has else net
        return frame.with_columns(amount=amount, discount=off, unit_price=gross)
    if "amount" in has:
        return frame
    if "unit_price" not in has:
        return frame.with_columns(amount=pl.col("order_total"))
    line, far = totals.by_price(frame)
    batch.mark("E_RANGE", "unit_price", far)
    rounded = line.round(decimals, mode="half_away_from_zero")
    batch.mark("W_ROUND", "unit_price", rounded != line)
    return frame.with_columns(rounded.cast(MONEY, strict=False).alias("amount"))


def _costs(values: MutableMapping[str, pl.Series]) -> None:
    """The cost of the line: as it is, else of its units, else what the profit leaves."""
    if "line_cost" in values:
        return
    if "unit_cost" in values:
        values["line_cost"] = (values["unit_cost"] * values["quantity"]).cast(MONEY, strict=False)
    elif "profit" in values:
        values["line_cost"] = values["amount"] - values["profit"]


def number_lines(batch: Batch) -> None:
    """Number the lines of an order; name what is odd: equal lines, an order of two customers."""
    values = batch.values
    frame = values.frame(("order_id", "customer_id", "ordered_at"))
    if "line_no" not in values:
        values["line_no"] = _numbers(frame.select("order_id", "customer_id").hash_rows())
        batch.numbered = True
    goods = [p for p in ("product_id", "quantity", "amount", "unit_price") if p in values]
    hashes = pl.concat([frame, values.frame(goods)], how="horizontal").hash_rows()
    ordered = hashes.sort()
    twice = ordered.filter(ordered == ordered.shift(1)).unique()
    if twice.len():
        batch.mark("W_DUP_ROW", "order_id", hashes.is_in(twice.implode()))
    day = values["ordered_at"].dt.date().to_physical()
    who = pl.col("customer_id")
    numbers = frame.select(
        order=pl.col("order_id").hash(), day=day, who=pl.when(who.is_not_null()).then(who.hash())
    )
    odd = pl.any_horizontal(pl.col(c).min() != pl.col(c).max() for c in ("who", "day"))
    seen = _changes(numbers).group_by("order").agg(odd=odd).filter("odd")["order"]
    if seen.len():
        batch.mark("W_ORDER_CONFLICT", "order_id", numbers["order"].is_in(seen.implode()))


def _changes(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that are not just like the one before: they say all there is to say of orders."""
    like = pl.all_horizontal(pl.all().eq_missing(pl.all().shift(1)))
    return lines.filter(~like)


def _numbers(keys: pl.Series) -> pl.Series:
    """1, 2, … within each key, in the order of the rows; quickly where equal keys lie together."""
    row = pl.int_range(keys.len(), eager=True)
    starts = (keys != keys.shift(1)).fill_null(value=True)
    if int(starts.sum()) == keys.n_unique():
        frame = pl.DataFrame({"row": row, "starts": starts})
        first = pl.when("starts").then("row").forward_fill()
        return frame.select((pl.col("row") - first + 1).cast(pl.Int64)).to_series()
    frame = pl.DataFrame({"key": keys})
    return frame.select(pl.int_range(1, pl.len() + 1).over("key").cast(pl.Int64)).to_series()
