"""Can we rely on our customer data, and which rows are in question?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from analytics.findings import NotEnoughData
from analytics.quality import Quality, QualityRows, judge_quality
from answers.answer import Answer, Options
from answers.books import Books, Instead
from answers.reply import reply_of_records
from data.frames.quality import Limits, quality_checks, quality_rows
from data.load import Load
from data.scope import Scope

_LOADS = ("quarantined", "unused_columns")  # what the loads know, not the facts


class Check(StrEnum):
    """Every check of :data:`analytics.quality.CHECKS`."""

    ANONYMOUS_LINES = "anonymous_lines"
    UNLISTED_CUSTOMERS = "unlisted_customers"
    UNLINKED_CONTACTS = "unlinked_contacts"
    UNREACHABLE = "unreachable"
    LOCAL_PHONES = "local_phones"
    NAMELESS = "nameless"
    INVALID_EMAILS = "invalid_emails"
    INVALID_PHONES = "invalid_phones"
    UNKNOWN_PRODUCTS = "unknown_products"
    SPELT_TWICE = "spelt_twice"
    IMPOSSIBLE_DATES = "impossible_dates"
    QUARANTINED = "quarantined"
    INACTIVE = "inactive"
    UNUSED_COLUMNS = "unused_columns"
    BLANK_COLUMNS = "blank_columns"
    STALE_CONTACTS = "stale_contacts"
    NEVER_VERIFIED = "never_verified"
    QUIET_DAYS = "quiet_days"
    NO_CONSENT = "no_consent"
    UNPROVEN_CONSENT = "unproven_consent"
    MASKED_CONTACTS = "masked_contacts"
    OBJECTIONS = "objections"


FIRST = Check.ANONYMOUS_LINES


@dataclass(frozen=True)
class QualityOptions(Options):
    """Days after which a verified contact is old, and a customer without an order inactive."""

    stale_days: int = 365
    inactive_days: int = 365


@dataclass(frozen=True)
class QualityRowsOptions(Options):
    """``check``: whose rows are asked for; the days as in QualityOptions."""

    check: Check = FIRST
    stale_days: int = 365
    inactive_days: int = 365


def quality(books: Books, scope: Scope, options: QualityOptions) -> Answer[Quality]:
    """What the checks count over the scope, and over all that is loaded."""
    scope, _ = books.settle(scope, Instead.RECORDS)
    counted = quality_checks(books.facts, scope, _limits(books, options))
    found = pl.concat([counted, _of_loads(books.loads, counted.schema)])
    result = judge_quality(
        found,
        last_load=_last_load(books),
        last_order=scope.as_of if books.span else None,
        stale_days=options.stale_days,
        inactive_days=options.inactive_days,
    )
    return reply_of_records("quality", books, scope, options, result)


def rows(books: Books, scope: Scope, options: QualityRowsOptions) -> Answer[QualityRows]:
    """The keys of the rows that one check found; never what a person is called."""
    scope, _ = books.settle(scope, Instead.RECORDS)
    limits = QualityOptions(options.stale_days, options.inactive_days)
    checks = quality(books, scope, limits).result.checks
    hit = checks.row(by_predicate=pl.col("check") == options.check.value, named=True)["rows_hit"]
    if hit is None:
        raise NotEnoughData("not_enough.no_check", check=options.check.value)
    if options.check.value in _LOADS:
        found = _rows_of_loads(books.loads, options.check.value)
    else:
        found = quality_rows(books.facts, scope, _limits(books, limits), options.check.value)
    result = QualityRows(options.check.value, found, hit)
    return reply_of_records("quality-rows", books, scope, options, result)


def _limits(books: Books, options: QualityOptions) -> Limits:
    for name in ("stale_days", "inactive_days"):
        if getattr(options, name) < 1:
            raise ValueError(f"{name} must be 1 day or more; got {getattr(options, name)}")
    return Limits(options.stale_days, options.inactive_days, books.country)


def _last_load(books: Books) -> date | None:
    """The day of the newest load, as the company's calendar has it."""
    company = books.company
    return max((company.local(load.loaded_at).date() for load in books.loads), default=None)


def _of_loads(loads: Sequence[Load], schema: pl.Schema) -> pl.DataFrame:
    """What the loads tell: rows set aside of all rows read, columns left out of all seen."""
    columns = [_columns(load) for load in loads]
    told = [
        {
            "check": "quarantined",
            "rows_hit": sum(load.rows_quarantined for load in loads),
            "rows_of": sum(load.rows_read for load in loads),
        },
        {
            "check": "unused_columns",
            "rows_hit": sum(not used for one in columns for used in one.values()),
            "rows_of": sum(len(one) for one in columns),
        },
    ]
    return pl.DataFrame(told, schema=schema)


def _columns(load: Load) -> dict[str, bool]:
    """The columns of the load's files, and whether each is stored; none where nothing was read."""
    recipe = load.notes.get("recipe") or {}
    return {name: bool(part) for name, part in recipe.get("columns", {}).items()}


def _rows_of_loads(loads: Sequence[Load], check: str) -> pl.DataFrame:
    if check == "quarantined":
        found = [
            {
                "table_name": load.table_name,
                "source": load.source,
                "rows_hit": load.rows_quarantined,
            }
            for load in loads
            if load.rows_quarantined
        ]
        kinds = {"table_name": pl.String(), "source": pl.String(), "rows_hit": pl.Int64()}
        return pl.DataFrame(found, schema=kinds).sort("table_name", "source")
    left = [
        {"table_name": load.table_name, "source": load.source, "from_column": name}
        for load in loads
        for name, used in _columns(load).items()
        if not used
    ]
    names = {"table_name": pl.String(), "source": pl.String(), "from_column": pl.String()}
    return pl.DataFrame(left, schema=names).sort("table_name", "source", "from_column")
