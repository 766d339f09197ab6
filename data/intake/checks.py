"""What is looked at once the cells have values: rows that are no rows, people, money, keys."""

from collections.abc import Mapping

import polars as pl

from data.intake import orders
from data.intake.batch import Batch
from data.intake.coded import Coded, Column
from data.intake.job import Job
from data.intake.keys import EMAIL, hashed
from data.tables import CAMPAIGN_RESULTS, READ, Table

_TOTAL = r"(?i)^\W*(grand\s*total|sub\s*total|total|jumlah|sum|totals)\b"


def product(batch: Batch) -> None:
    """A product's name stands in where there is no code."""
    text = batch.text
    if "product_name" not in text:
        return
    if "product_name" not in batch.narrow:
        batch.narrow.discard("product_id")
    if "product_id" not in text:
        text.hold("product_id", text.held("product_name"))
    elif (text.words("product_id") == "").any():
        code = text["product_id"]
        use = pl.when(code == "").then(text["product_name"]).otherwise(code)
        text["product_id"] = pl.select(use).to_series()


def whole_rows(batch: Batch, table: str) -> None:
    """Rows that are no rows: the header again, and totals."""
    columns = batch.mapping.columns
    key = next((part for part in READ[table].key if part in columns), None)
    if key is None:
        return
    again = _are_names(batch, key)
    others = [p for p in columns if p != key and p in batch.text]
    for part in others[:1]:
        again = again & _are_names(batch, part) if again.any() else again
    batch.mark("E_REPEAT_HEADER", key, again)
    total = _totals(batch, key, [p for p in others if p != "product_id"])
    batch.mark("E_TOTAL_ROW", key, total & ~again)
    if (again | total).any():
        batch.void = again | total


def _are_names(batch: Batch, part: str) -> pl.Series:
    """Rows that say the name of a part's own column there."""
    name = batch.mapping.columns[part]
    return batch.text.tells(part, lambda text: _is_name(text, name))


def _is_name(text: pl.Series, name: str) -> pl.Series:
    """Cells that say the name of a column, in whatever case; only those as long are read."""
    low = name.lower()
    if not low.isascii() or "k" in low:  # there are longer signs with a small k, and others
        return text.str.to_lowercase() == low
    rows = (text.str.len_bytes() == len(low)).arg_true()
    said = rows.filter(text.gather(rows).str.to_lowercase() == low)
    none = pl.Series([False]).new_from_index(0, text.len())
    return none.scatter(said, pl.Series([True]).new_from_index(0, said.len()))


def _totals(batch: Batch, key: str, others: list[str]) -> pl.Series:
    """Rows that name a total and leave blank what a record has: its date, or its second column."""
    if not others:
        return batch.text[key].str.contains(_TOTAL) & (batch.height > 1)
    told = "ordered_at" if "ordered_at" in batch.text else others[0]
    rest = batch.text.tells(told, lambda cells: cells == "")
    if not rest.any():
        return rest
    text = batch.text[key]
    likely = rest & ((text == "") | text.str.contains(_TOTAL))
    if not likely.any():
        return likely
    rows = likely.arg_true()
    cells = pl.DataFrame({part: text.gather(rows) for part, text in batch.text.items()})
    named = cells.select(pl.any_horizontal(pl.all().str.contains(_TOTAL))).to_series()
    return likely.scatter(rows.filter(~named), values=False)


def people(batch: Batch, job: Job) -> None:
    """Customers: a key where the file has none, whole names, e-mails that are e-mails."""
    values = batch.values
    email = values.get("email")
    if email is not None:
        good = email.str.strip_chars().str.contains(EMAIL).fill_null(value=True)
        batch.mark("W_EMAIL", "email", ~good)
        values["email"] = pl.select(pl.when(good).then(email)).to_series()
    if job.table == "customers" and "customer_id" not in values:
        source = "email" if email is not None else "phone"
        values["customer_id"] = hashed(values[source], source, bytes.fromhex(job.key))
    elif job.table == CAMPAIGN_RESULTS.name:
        values["customer_id"] = _named(values, bytes.fromhex(job.key))
    first, last = values.pop("first_name", None), values.pop("last_name", None)
    if "name" not in values and first is not None:
        parts = pl.DataFrame(
            {"f": first, "l": last if last is not None else first.clear(first.len())}
        )
        whole = pl.concat_str("f", "l", separator=" ", ignore_nulls=True)
        values["name"] = parts.select(whole.str.strip_chars()).to_series().replace("", None)
    country = values.get("country")
    if country is not None:
        small = country.str.contains(r"^[a-z]{2,3}$")
        batch.mark("W_CASE", "country", small)
        upper = pl.when(small).then(country.str.to_uppercase()).otherwise(country)
        values["country"] = pl.select(upper).to_series()


def _named(values: Mapping[str, pl.Series], key: bytes) -> pl.Series:
    """The customer of each row: its number, else a keyed hash of e-mail or phone."""
    told = [hashed(values[kind], kind, key) for kind in ("email", "phone") if kind in values]
    ids = [values["customer_id"]] if "customer_id" in values else []
    return pl.select(pl.coalesce(ids + told)).to_series()


def money(batch: Batch) -> None:
    """Amounts of tables besides order lines, to four decimals."""
    for part, series in batch.values.items():
        if isinstance(series.dtype, pl.Decimal):
            batch.mark("W_ROUND", part, series != series.round(4))
            rounded = series.round(4, mode="half_away_from_zero")
            batch.values[part] = rounded.cast(orders.MONEY, strict=False)


def keys(batch: Batch, table: str) -> None:
    """Keys are there, and of tables with a key of their own each only once."""
    wanted = READ[table]
    _there(batch, wanted)
    for part in sorted({"customer_id", wanted.key[0]} & batch.text.keys()):
        _one_case(batch, part)
    if not batch.numbered:
        _once(batch, wanted)


def _there(batch: Batch, wanted: Table) -> None:
    """Mark E_KEY_NULL; the first column of the table that is blank names the row."""
    needed = wanted.filled & batch.values.keys() - {"ordered_at", "amount", "quantity"}
    for part in sorted(needed, key=list(wanted.columns).index):
        blank = batch.values.tells(part, pl.Series.is_null)
        if blank.any():
            batch.mark("E_KEY_NULL", part, blank & ~batch.bad())


def _one_case(batch: Batch, part: str) -> None:
    """Mark W_CASE for identifiers that differ from others in capitals alone."""
    ids = _distinct(batch.values.held(part))
    if not (ids.str.contains(r"\p{Ll}").any() and ids.str.contains(r"\p{Lu}").any()):
        return
    low = ids.str.to_lowercase()
    if low.n_unique() < ids.len():
        twins = ids.filter(low.is_duplicated())
        batch.mark("W_CASE", part, batch.values[part].is_in(twins.implode()))


def _once(batch: Batch, wanted: Table) -> None:
    """Mark rows whose key an earlier one has: E_DUP_ROW where they are alike, else E_DUP_KEY."""
    good = ~batch.bad()
    key = batch.values.frame(wanted.key).hash_rows()
    sound = key if good.all() else key.filter(good)
    if sound.n_unique() == sound.len():
        return
    frame = pl.DataFrame({"key": key, "good": good}).with_row_index("row")
    first = pl.col("row").filter("good").min().over("key")
    later = frame.select(pl.col("good") & (pl.col("row") > first)).to_series()
    everything = pl.DataFrame({p: batch.text[p] for p in batch.text}).hash_rows()
    originals = everything.gather(frame.select(first.fill_null(0)).to_series())
    same = later & (everything == originals)
    batch.mark("E_DUP_ROW", wanted.key[0], same)
    batch.mark("E_DUP_KEY", wanted.key[0], later & ~same)


def _distinct(column: Column) -> pl.Series:
    """What a column says, each once; quickly where equal cells lie together."""
    if isinstance(column, Coded):
        return column.words.drop_nulls().unique()
    values = column
    hashes = values.hash()
    starts = (hashes != hashes.shift(1)).fill_null(value=True)
    return values.filter(starts).drop_nulls().unique()
