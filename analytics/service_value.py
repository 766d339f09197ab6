"""What is good service worth, and whose is missing?

Customers whose complaint was solved badly are set against customers like them whose complaint was
solved well; low marks against high ones, late deliveries against those on time. What is compared
came after: whether they ordered again, how often, at what margin. Alike is who had bought as
lately, as often and for as much before (``analytics.like_with_like``). It is an association.

Source: as there; on what a solved complaint is worth: C. Fornell and B. Wernerfelt, Journal of
Marketing Research 24(4), 1987.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics import service_lists
from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import CUSTOMER_DAYS, DELIVERIES, EXPECTATIONS, INTERACTIONS
from analytics.issues import COMPLAINT, DAY
from analytics.like_with_like import Comparison, around, compare, first_of
from analytics.service_lists import HIGH, LOW

CONTRASTS = ("solved_badly", "low_mark", "late_delivery")
BLANK = 30
"""Days before an event that count neither as before nor as after: a bad delivery may already have
kept a customer from ordering while the complaint was on its way."""
LONGEST = 730


@dataclass(frozen=True)
class ServiceValue:
    """``effects``: contrast, figure, mean_with, mean_without, after_gap, low, high,
    exposed, compared_with. ``balance``: contrast, figure, mean_with, mean_without, apart_before,
    apart_after. ``expectations``: trait, expected, customers, satisfaction with its interval.
    ``lists``: see :mod:`analytics.service_lists`.
    """

    comparisons: Mapping[str, Comparison]
    expectations: pl.DataFrame
    lists: pl.DataFrame
    follow_days: int

    @property
    def effects(self) -> pl.DataFrame:
        """What came after, of every comparison that could be made."""
        parts = [
            found.effects.with_columns(
                contrast=pl.lit(name),
                exposed=pl.lit(found.exposed, pl.Int64),
                compared_with=pl.lit(found.others, pl.Int64),
                alone=pl.lit(found.alone, pl.Int64),
            )
            for name, found in self.comparisons.items()
        ]
        return pl.concat(parts).select(*_EFFECTS) if parts else pl.DataFrame(schema=_EFFECTS)

    @property
    def balance(self) -> pl.DataFrame:
        """What both sides were like before, of every comparison."""
        parts = [
            found.balance.select(pl.lit(name).alias("contrast"), pl.all())
            for name, found in self.comparisons.items()
        ]
        return pl.concat(parts).select(*_BALANCE) if parts else pl.DataFrame(schema=_BALANCE)

    def summary(self) -> Mapping[str, Value]:
        """What badly solved complaints go with, and how many customers each list has."""
        told: dict[str, Value] = dict.fromkeys(_SHARES)
        told |= dict.fromkeys(("kept_times", "kept_times_low", "kept_times_high"))
        if found := self.comparisons.get("solved_badly"):
            told |= _shares(found)
            if found.ratio:
                names = ("kept_times", "kept_times_low", "kept_times_high")
                told |= dict(zip(names, found.ratio, strict=True))
        sizes = dict(self.lists.group_by("list").len().iter_rows())
        unhappy = self.lists.filter(list="unhappy")
        return {
            **told,
            "follow_days": self.follow_days,
            "unhappy_customers": sizes.get("unhappy", 0),
            "unhappy_margin": float(unhappy["margin"].sum()),
            "offer_customers": sizes.get("open_to_offer", 0),
            "never_customers": sizes.get("never_contacted", 0),
        }

    def findings(self) -> list[Finding]:
        """What each comparison shows, or that none could be made; whom to turn to."""
        found: list[Finding] = []
        for name, comparison in self.comparisons.items():
            shares = _shares(comparison)
            sure = not shares["share_gap_low"] <= 0 <= shares["share_gap_high"]
            key = "service_value.find_gap" if sure else "service_value.find_no_gap"
            fields: dict[str, Value] = {"contrast": name, "follow_days": self.follow_days, **shares}
            good = shares["share_gap"] > 0 if sure else None
            found.append(Finding(key, fields, good=good))
        if not found:
            days: dict[str, Value] = {"follow_days": self.follow_days}
            found.append(Finding("service_value.find_few", days))
        summary = self.summary()
        if summary["unhappy_customers"]:
            names = ("unhappy_customers", "unhappy_margin")
            said = {name: summary[name] for name in names}
            found.append(Finding("service_value.find_unhappy", said, good=False))
        if summary["never_customers"]:
            never = {"never_customers": summary["never_customers"]}
            found.append(Finding("service_value.find_never", never))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The comparisons, their balance, expectations and the lists."""
        return {
            "effects": self.effects,
            "balance": self.balance,
            "expectations": self.expectations,
            "lists": self.lists,
        }


_NUMBERS = ("mean_with", "mean_without", "after_gap", "low", "high")
_EFFECTS = {
    "contrast": pl.String(),
    "figure": pl.String(),
    **dict.fromkeys(_NUMBERS, pl.Float64()),
    **dict.fromkeys(("exposed", "compared_with", "alone"), pl.Int64()),
}
_BALANCE = {
    **dict.fromkeys(("contrast", "figure"), pl.String()),
    **dict.fromkeys(("mean_with", "mean_without", "apart_before", "apart_after"), pl.Float64()),
}
_SHARES = ("share_with", "share_without", "share_gap", "share_gap_low", "share_gap_high")


def weigh_service(
    contacts: pl.DataFrame,
    days: pl.DataFrame,
    *,
    start: int,
    end: int,
    deliveries: pl.DataFrame | None = None,
    expectations: pl.DataFrame | None = None,
    follow_days: int = 180,
) -> ServiceValue:
    """Weigh the service of the period from day ``start`` to ``end``, the last one seen.

    ``contacts`` (INTERACTIONS), ``days`` (CUSTOMER_DAYS) and ``deliveries`` (DELIVERIES) are those
    of all time up to ``end``; events count where ``follow_days`` of what came after are known.
    Raises ``NotEnoughData`` where nobody ordered in the period, ``WrongOption``.
    """
    if not 1 <= follow_days <= LONGEST:
        raise WrongOption("follow_days", follow_days, 1, LONGEST)
    rows = INTERACTIONS.check(contacts).filter(pl.col("customer_id").is_not_null())
    rows = rows.with_columns(day=pl.col("at") // DAY).filter(pl.col("day") <= end)
    bought = CUSTOMER_DAYS.check(days).filter(pl.col("day") <= end)
    if bought.filter(pl.col("day") >= start).is_empty():
        raise NotEnoughData("not_enough.no_customers")
    sent = DELIVERIES.empty() if deliveries is None else DELIVERIES.check(deliveries)
    comparisons = {}
    for name, (events, quiet) in _events(rows, sent).items():
        first = first_of(events, start=start, end=end - follow_days, quiet=quiet)
        found = compare(around(first, bought, blank=BLANK, follow=follow_days))
        if found is not None:
            comparisons[name] = found
    expected = EXPECTATIONS.empty() if expectations is None else EXPECTATIONS.check(expectations)
    period = rows.filter(pl.col("day") >= start)
    return ServiceValue(
        comparisons,
        service_lists.by_expectation(period, expected),
        service_lists.lists(rows, bought, start=start, end=end),
        follow_days,
    )


def _events(rows: pl.DataFrame, sent: pl.DataFrame) -> dict[str, tuple[pl.DataFrame, int]]:
    """Of each contrast its events, and the days without one that must lie before a first one."""
    complaint = pl.col("kind").str.to_lowercase() == COMPLAINT
    ended = rows.filter(complaint, pl.col("resolved").is_not_null())
    marked = rows.filter((pl.col("satisfaction") <= LOW) | (pl.col("satisfaction") >= HIGH))
    keys = ("customer_id", "day")
    return {
        "solved_badly": (ended.select(*keys, exposed=~pl.col("resolved")), BLANK),
        "low_mark": (marked.select(*keys, exposed=pl.col("satisfaction") <= LOW), 0),
        "late_delivery": (sent.select(*keys, exposed="late"), 0),
    }


def _shares(found: Comparison) -> dict[str, float]:
    """The shares that ordered again, and their gap, of one comparison."""
    row = found.effects.filter(figure="ordered_again").row(0, named=True)
    return {name: row[column] for name, column in zip(_SHARES, _NUMBERS, strict=True)}
