"""Was it solved at once, or did the customer have to ask again?

Contacts with which a customer asks for something (:func:`asking`) are put together to *issues*:
those of one customer on one topic, each at most so many days after the one before. Solved at first
contact: the first contact of an issue is marked as solved, and nothing follows within those days.
A contact whose days are not over yet is no evidence, and counts for nothing.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

DAY = 24 * 60  # minutes
COMPLAINT = "complaint"
_TOLD = ("visit", "sales talk", "praise", "suggestion")  # nothing is asked for


@dataclass(frozen=True)
class Rule:
    """What makes two contacts one issue: ``days`` between them, and ``same_topic``."""

    days: int = 7
    same_topic: bool = True


WITHIN_A_WEEK = Rule()


def asking() -> pl.Expr:
    """Contacts in which a customer asks for something: theirs to us, of a kind that wants one."""
    inward = pl.col("direction").str.to_lowercase().ne_missing("outbound")
    wants = ~pl.col("kind").str.to_lowercase().is_in(_TOLD).fill_null(value=False)
    return inward & wants


def open_complaint() -> pl.Expr:
    """Complaints not known to be solved, whoever got in touch: target lists count them alike."""
    complaint = (pl.col("kind").str.to_lowercase() == COMPLAINT).fill_null(value=False)
    return complaint & ~pl.col("resolved").fill_null(value=False)


def with_issues(contacts: pl.DataFrame, rule: Rule, last: int) -> pl.DataFrame:
    """``contacts`` (INTERACTIONS by time) with what became of each.

    Adds ``asks``; ``issue`` (a number; blank where nobody asks or nobody knows who), ``begins`` it;
    ``repeated``: asked again within the days; ``at_once``: solved at first contact, for those that
    begin an issue. The last two are blank where it is not known: the days are not over at minute
    ``last``, or nobody wrote down whether it was solved.
    """
    rows = contacts.with_columns(asks=asking(), row=pl.int_range(pl.len()))
    keys = ["customer_id", "topic"] if rule.same_topic else ["customer_id"]
    asks = (
        rows.filter("asks", pl.col("customer_id").is_not_null())
        .select("row", "at", "resolved", *(_code(key) for key in keys))
        .sort(*keys, "at", "row")
    )
    same = pl.all_horizontal([pl.col(k).eq_missing(pl.col(k).shift()) for k in keys])
    near = pl.col("at") - pl.col("at").shift() <= rule.days * DAY
    asks = asks.with_columns(begins=~(same & near).fill_null(value=False))
    again = ~pl.col("begins").shift(-1, fill_value=True)
    over = pl.col("at") + rule.days * DAY <= last
    told = asks.select(
        "row",
        "begins",
        issue=pl.col("begins").cast(pl.Int64).cum_sum(),
        repeated=pl.when(over).then(again),
        at_once=pl.when(pl.col("begins") & over).then(pl.col("resolved") & ~again),
    )
    return rows.drop("row").hstack(_at_rows(told, rows.height))


def _at_rows(told: pl.DataFrame, height: int) -> pl.DataFrame:
    """Each of ``told`` at its ``row``, blank elsewhere: what a join would give, sooner."""
    place = np.full(height, -1, dtype=np.int64)
    place[told["row"].to_numpy()] = np.arange(told.height)
    at = pl.Series(place)
    return told.drop("row").select(pl.all().gather(at.set(at < 0, None)))


def _code(key: str) -> pl.Expr:
    """The same texts as small numbers: much faster to sort by."""
    return pl.col(key).cast(pl.Categorical).to_physical().alias(key)


def agents_per_issue(rows: pl.DataFrame) -> tuple[float | None, float | None, int]:
    """Agents and contacts an issue takes, on average, and how many issues ``rows`` hold."""
    each = (
        rows.filter(pl.col("issue").is_not_null())
        .group_by("issue")
        .agg(agents=pl.col("staff_id").drop_nulls().n_unique(), contacts=pl.len())
    )
    known = each.filter(pl.col("agents") > 0)
    agents = known["agents"].mean() if known.height else None
    contacts = each["contacts"].mean() if each.height else None
    return agents, contacts, each.height  # type: ignore[return-value] # means of counts are floats
