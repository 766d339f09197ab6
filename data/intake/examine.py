"""One import from files to rows: opened, mapped, read, checked, split into accepted and set aside.

Runs in the child process and writes `accepted.parquet` and `quarantine.parquet`. Every row read is
in exactly one of the two.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from data.intake import mapping as maps
from data.intake import orders, quarantine
from data.intake.batch import Batch, gather
from data.intake.job import Job, Report
from data.intake.keys import EMAIL, hashed
from data.intake.opening import open_source
from data.intake.problems import Problem, Question, Rejected, reject
from data.intake.raw import Raw
from data.intake.reading import read_parts
from data.intake.recipe import Recipe
from data.intake.synonyms import normal
from data.tables import TABLES, shape

SAMPLE = 2_000
_TOTAL = r"(?i)^\W*(grand\s*total|sub\s*total|total|jumlah|sum|totals)\b"


def examine(job: Job) -> Report:
    """Read the files of ``job`` and write what was accepted and what was set aside."""
    try:
        batch, recipe, about = _batch(job)
        return _split(batch, job, recipe, about)
    except Question as question:
        rejected = [p for p in question.problems if p.code == "E_SCI_ID"]
        status = "rejected" if rejected else "question"
        problems = tuple(rejected or question.problems)
        return Report(
            "rejected" if status == "rejected" else "question",
            question.rows_read,
            problems=problems,
        )
    except Rejected as rejection:
        rows = rejection.rows_read
        return Report("rejected", rows, rows, rows, tuple(rejection.problems))


def _batch(job: Job) -> tuple[Batch, Recipe, dict[str, Any]]:
    raws, recipe = _open(job)
    answers = dict(recipe.answers)
    mapping = maps.propose(raws[0].header, raws[0].cells.head(SAMPLE), job.table, recipe.columns)
    for raw in raws:
        _suits(raw, mapping, job.table)
    batch = gather(raws, mapping)
    for name in [c for c in mapping.unused if not c.startswith("problem_")]:
        batch.found.append(Problem("W_COLUMN", raws[0].file, None, name))
    about: dict[str, Any] = {
        "grain": mapping.grain if job.table == "order_lines" else "row",
        "columns": [vars(proposal) for proposal in mapping.proposals],
        "unused": list(mapping.unused),
        "files": [{"file": raw.file, "rows": raw.rows, **raw.settings} for raw in raws],
    }
    _read(batch, job, recipe, about)
    final = {p.column: p.part for p in mapping.proposals} | dict.fromkeys(mapping.unused, "")
    return batch, Recipe(job.table, final, {**batch.settled, **answers}, recipe.statuses), about


def _open(job: Job) -> tuple[list[Raw], Recipe]:
    """The rows of all files, and how to read them: as given, else as the newest recipe that suits.

    Raises the questions of the files, unless an earlier recipe has answered them.
    """
    given = Recipe(job.table, job.columns, job.answers, job.statuses)
    try:
        raws = _opened(job, given)
        asked: Question | None = None
    except Question as question:
        raws, asked = [], question
    for plain in job.recipes:
        earlier = Recipe.of(plain)
        merged = Recipe(
            job.table,
            {**earlier.columns, **given.columns},
            {**earlier.answers, **given.answers},
            {**earlier.statuses, **given.statuses},
        )
        try:
            found = raws or _opened(job, merged)
        except Question:
            continue
        if earlier.suits(found[0].header):
            return found, merged
    if asked:
        raise asked
    return raws, given


def _opened(job: Job, recipe: Recipe) -> list[Raw]:
    raws: list[Raw] = []
    questions: list[Problem] = []
    for source in job.sources:
        raw, question = open_source(source, job, dict(recipe.answers))
        raws.append(raw)
        questions += question.problems if question else []
    if questions:
        raise Question(questions, sum(raw.rows for raw in raws))
    return raws


def _suits(raw: Raw, mapping: maps.Columns, table: str) -> None:
    """Refuse a file that lacks a column the first one has, or holds bytes in a mapped one."""
    maps.check(mapping, table, raw.header, raw.file)
    there = {normal(name) for name in raw.header}
    for part, column in mapping.columns.items():
        if normal(column) not in there:
            raise reject("E_MISSING_COLUMN", raw.file, part, names=column, nearest="", table=table)
        if column in raw.binary:
            raise reject("E_TYPE", raw.file, column, value="")


def _read(batch: Batch, job: Job, recipe: Recipe, about: dict[str, Any]) -> None:
    """Values for every part, and everything that is odd about the rows."""
    lines = job.table == "order_lines"
    if lines:
        about["filled_down"] = orders.fill_down(batch)
        orders.join_time(batch)
        _product(batch)
    _whole_rows(batch, job.table)
    needed = orders.needed(batch) if lines else frozenset[str]()
    own = Job.of({**job.plain(), "statuses": recipe.statuses})
    read_parts(batch, own, dict(recipe.answers), needed)
    if lines:
        _currencies(batch)
        about["customers"] = orders.customers(batch, bytes.fromhex(job.key))
        about["statuses"] = orders.statuses(batch, own)
        orders.amounts(batch, own)
        orders.number_lines(batch)
    else:
        _people(batch, job)
        _money(batch, job.decimals)
    _keys(batch, job.table)


def _product(batch: Batch) -> None:
    """A product's name stands in where there is no code."""
    name = batch.text.get("product_name")
    if name is None:
        return
    code = batch.text.get("product_id")
    if code is None:
        batch.text["product_id"] = name
    elif (code == "").any():
        use = pl.when(code == "").then(name).otherwise(code)
        batch.text["product_id"] = pl.select(use).to_series()


def _whole_rows(batch: Batch, table: str) -> None:
    """Rows that are no rows: the header again, and totals."""
    key = TABLES[table].key[0]
    if key not in batch.text:
        return
    text = batch.text[key]
    columns = batch.mapping.columns
    again = text.str.to_lowercase() == columns[key].lower()
    others = [p for p in columns if p != key and p in batch.text]
    for part in others[:1]:
        again = again & (batch.text[part].str.to_lowercase() == columns[part].lower())
    batch.mark("E_REPEAT_HEADER", key, again)
    total = _totals(batch, key, [p for p in others if p != "product_id"])
    batch.mark("E_TOTAL_ROW", key, total & ~again)
    if (again | total).any():
        batch.void = again | total


def _totals(batch: Batch, key: str, others: list[str]) -> pl.Series:
    """Rows that name a total and leave blank what a record has: its date, or its second column."""
    text = batch.text[key]
    if not others:
        return text.str.contains(_TOTAL) & (batch.height > 1)
    rest = batch.text["ordered_at" if "ordered_at" in batch.text else others[0]] == ""
    likely = rest & ((text == "") | text.str.contains(_TOTAL))
    if not likely.any():
        return likely
    frame = pl.DataFrame(batch.text)
    for row in likely.arg_true():
        if not any(re.match(_TOTAL, cell) for cell in frame.row(row)):
            likely = likely.scatter(row, pl.Series([False]))
    return likely


def _currencies(batch: Batch) -> None:
    """Rows in another currency than most of the file."""
    currency = batch.values.pop("currency", None)
    if currency is None or not currency.is_not_null().any():
        return
    usual = currency.str.to_uppercase().drop_nulls().mode().sort()[0]
    batch.mark("E_CURRENCY", "currency", currency.str.to_uppercase() != usual)


def _people(batch: Batch, job: Job) -> None:
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


def _money(batch: Batch, decimals: int) -> None:
    for part, series in batch.values.items():
        if isinstance(series.dtype, pl.Decimal):
            batch.mark("W_ROUND", part, series != series.round(4))
            rounded = series.round(4, mode="half_away_from_zero")
            batch.values[part] = rounded.cast(orders.MONEY, strict=False)


def _keys(batch: Batch, table: str) -> None:
    """Keys are there, and of tables with a key of their own each only once."""
    wanted = TABLES[table]
    for part in wanted.filled & batch.values.keys() - {"ordered_at", "amount", "quantity"}:
        batch.mark("E_KEY_NULL", part, batch.values[part].is_null() & ~batch.bad())
    for part in {"customer_id", wanted.key[0]} & batch.text.keys():
        ids = batch.values[part].drop_nulls().unique()
        low = ids.str.to_lowercase()
        if low.n_unique() < ids.len():
            twins = ids.filter(low.is_duplicated())
            batch.mark("W_CASE", part, batch.values[part].is_in(twins.implode()))
    good = ~batch.bad()
    key = pl.DataFrame({part: batch.values[part] for part in wanted.key}).hash_rows()
    if key.filter(good).n_unique() == int(good.sum()):
        return
    frame = pl.DataFrame({"key": key, "good": good}).with_row_index("row")
    first = pl.col("row").filter("good").min().over("key")
    later = frame.select(pl.col("good") & (pl.col("row") > first)).to_series()
    everything = pl.DataFrame({p: batch.text[p] for p in batch.text}).hash_rows()
    originals = everything.gather(frame.select(first.fill_null(0)).to_series())
    same = later & (everything == originals)
    batch.mark("E_DUP_ROW", wanted.key[0], same)
    batch.mark("E_DUP_KEY", wanted.key[0], later & ~same)


def _split(batch: Batch, job: Job, recipe: Recipe, about: Mapping[str, Any]) -> Report:
    table = TABLES[job.table]
    bad = batch.bad()
    values = {part: batch.values[part] for part in table.columns if part in batch.values}
    accepted = shape(table, pl.DataFrame(values).filter(~bad).lazy()).select(list(table.columns))
    out = Path(job.out)
    rows = accepted.collect()
    rows.write_parquet(out / "accepted.parquet", compression="lz4", statistics=False)
    aside = quarantine.frame(batch, bad)
    if aside.height:
        aside.write_parquet(out / "quarantine.parquet")
    counts: dict[str, int] = {}
    for code, _, mask in batch.issues:
        counts[code] = counts.get(code, 0) + int(mask.sum())
    for raw in batch.raws:
        for broken in raw.broken:
            counts[broken.code] = counts.get(broken.code, 0) + 1
    read = sum(raw.rows for raw in batch.raws)
    told = json.loads(json.dumps(about, default=str))
    problems = tuple(batch.problems())
    return Report(
        "accepted", read, rows.height, aside.height, problems, counts, recipe.plain(), told
    )  # fmt: skip
