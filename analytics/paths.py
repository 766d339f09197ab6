"""Which touches come before a purchase, and what comes after a complaint?

A *journey* is a run of touches of one customer, contacts and campaigns, each at most so many days
after the one before. It ends with a purchase within those days of its last touch, or with none; one
that may still go on is left out. What comes after a contact is followed for each customer's first
of a kind: does a purchase come within the days, or none at all for the days of a loss?

Source: as in ``analytics.attribution``; intervals by Wilson.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics import attribution
from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import TOUCHES
from analytics.issues import COMPLAINT, DAY
from analytics.shares import wilson

LONGEST = 730
MOST_PATHS = 50
LEAST = 10
"""Customers or journeys below which no share is given."""
RULES = ("first_touch", "last_touch", "linear", "markov")
ARROW = " > "


@dataclass(frozen=True)
class Paths:
    """``paths``: path (touch points joined by ``ARROW``), journeys, purchases, purchase_share with
    its interval, journey_days (median). ``attribution``: touch_point, journeys, first_touch,
    last_touch, linear, markov (purchases), removal_effect. ``steps``: came_from, went_to, times,
    share. ``after``: contact_kind, contact_end (solved, not_solved, not_known), bought_of,
    bought_share with interval, lost_of, lost_share with interval.
    """

    paths: pl.DataFrame
    attribution: pl.DataFrame
    steps: pl.DataFrame
    after: pl.DataFrame
    totals: Mapping[str, Value]

    def summary(self) -> Mapping[str, Value]:
        """Journeys, purchases among them, and what comes after a complaint."""
        return self.totals

    def findings(self) -> list[Finding]:
        """How many journeys end in a purchase, which touch is missed most, and complaints."""
        names = ("journeys", "purchase_share", "touches_per_journey")
        found = [Finding("paths.find_journeys", {name: self.totals[name] for name in names})]
        if self.attribution.height > 1 and self.attribution["markov"][0] > 0:
            first = self.attribution.row(0, named=True)
            told = ("touch_point", "removal_effect", "markov", "last_touch")
            found.append(Finding("paths.find_missed", {name: first[name] for name in told}))
        sides = {
            row["contact_end"]: row
            for row in self.after.filter(contact_kind=COMPLAINT).to_dicts()
            if row["lost_share"] is not None
        }
        if {"solved", "not_solved"} <= sides.keys():
            solved, open_ = sides["solved"], sides["not_solved"]
            apart = open_["lost_share_low"] > solved["lost_share_high"]
            fields: dict[str, Value] = {
                "lost_unsolved": open_["lost_share"],
                "lost_solved": solved["lost_share"],
                "lost_days": self.totals["lost_days"],
            }
            key = "paths.find_lost" if apart else "paths.find_not_lost"
            found.append(Finding(key, fields, good=False if apart else None))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The commonest paths, attribution, steps, and what came after contacts."""
        return {
            "paths": self.paths,
            "attribution": self.attribution,
            "steps": self.steps,
            "after": self.after,
        }


@dataclass(frozen=True)
class _Seen:
    """The days of the period, and the last minute that is known."""

    start: int
    end: int
    last: int

    def inside(self, minute: str) -> pl.Expr:
        """Whether a minute lies in the period."""
        return (pl.col(minute) // DAY).is_between(self.start, self.end)


def follow_paths(
    frame: pl.DataFrame, *, start: int, end: int, as_of: int, within: int = 30, lost: int = 180
) -> Paths:
    """Follow the TOUCHES of customers from day ``start`` to ``end``, known up to ``as_of``.

    ``within`` days part two journeys and hold a purchase to one; after ``lost`` days without an
    order a customer counts as lost. Raises ``NotEnoughData`` without any journey whose end is
    known, ``WrongOption``.
    """
    for name, days in (("within", within), ("lost_days", lost)):
        if not 1 <= days <= LONGEST:
            raise WrongOption(name, days, 1, LONGEST)
    order = pl.col("what").replace_strict({"contact": 0, "campaign": 1, "order": 2})
    rows = TOUCHES.check(frame).sort("customer_id", "at", order, "place")
    rows = rows.filter(pl.col("at") // DAY <= as_of).with_columns(_next_order())
    seen = _Seen(start, end, (as_of + 1) * DAY)
    points = rows.filter(pl.col("what") != "order")["touch_point"].unique().sort().to_list()
    journeys = _journeys(rows, points, within, seen)
    if journeys.is_empty():
        raise NotEnoughData("not_enough.no_journeys")
    steps = attribution.transitions(journeys)
    after = _after(rows, within, lost, seen)
    bought = int(journeys["bought"].sum())
    totals: dict[str, Value] = {
        "journeys": journeys.height,
        "purchases": bought,
        "purchase_share": bought / journeys.height,
        "touches_per_journey": float(journeys["touch_points"].list.len().mean() or 0.0),  # type: ignore[arg-type]
        "one_touch_share": float((journeys["touch_points"].list.len() == 1).mean() or 0.0),  # type: ignore[arg-type]
        "journey_days": _median(journeys),
        **_complaints(after),
        "within_days": within,
        "lost_days": lost,
    }
    return Paths(
        _common(journeys, points),
        _attributed(journeys, steps, points),
        _named(steps, points),
        after,
        totals,
    )


def _next_order() -> pl.Expr:
    """The minute of the customer's next order from each row on; of an order it is its own."""
    when = pl.when(pl.col("what") == "order").then("at")
    return when.backward_fill().over("customer_id").alias("next_order")


def _journeys(
    rows: pl.DataFrame, points: list[str | None], within: int, seen: _Seen
) -> pl.DataFrame:
    """One row a journey that begins in the period: touch_points (by number), bought, days."""
    numbers = {name: number for number, name in enumerate(points)}
    place = pl.col("touch_point").replace_strict(numbers, return_dtype=pl.Int64)
    touches = rows.filter(pl.col("what") != "order").with_columns(number=place)
    before = pl.col("at").shift().over("customer_id")
    far = pl.col("at") - before > within * DAY
    ordered = pl.col("next_order").ne_missing(pl.col("next_order").shift().over("customer_id"))
    begins = before.is_null() | far | ordered
    runs = touches.with_columns(journey=begins.cast(pl.Int64).cum_sum())
    each = runs.group_by("journey").agg(
        touch_points=pl.col("number"),
        first=pl.col("at").first(),
        at=pl.col("at").last(),
        next_order=pl.col("next_order").last(),
    )
    bought = (pl.col("next_order") - pl.col("at") <= within * DAY).fill_null(value=False)
    over = pl.col("at") + within * DAY <= seen.last
    return (
        each.with_columns(bought=bought, days=(pl.col("next_order") - pl.col("first")) / DAY)
        .filter(pl.col("bought") | over)
        .filter(seen.inside("first"))
        .sort("journey")
        .select("touch_points", "bought", "days")
    )


def _common(journeys: pl.DataFrame, points: list[str | None]) -> pl.DataFrame:
    """The commonest orders of touches, several in a row at one place told once."""
    runs = pl.col("touch_points").list.eval(
        pl.element().filter(pl.element().ne_missing(pl.element().shift()))
    )
    counts = (
        journeys.with_columns(run=runs)
        .group_by("run")
        .agg(
            journeys=pl.len().cast(pl.Int64),
            purchases=pl.col("bought").sum().cast(pl.Int64),
            journey_days=pl.col("days").filter("bought").median(),
        )
    )
    told = counts.filter(pl.col("journeys") >= LEAST)
    named = [
        ARROW.join("" if points[n] is None else str(points[n]) for n in run) for run in told["run"]
    ]
    share, low, high = wilson(pl.col("purchases"), pl.col("journeys"))
    return (
        told.with_columns(pl.Series("path", named, dtype=pl.String))
        .select(
            *("path", "journeys", "purchases"),
            purchase_share=share,
            purchase_share_low=low,
            purchase_share_high=high,
            journey_days="journey_days",
        )
        .sort("journeys", "path", descending=[True, False])
        .head(MOST_PATHS)
    )


def _attributed(
    journeys: pl.DataFrame, steps: pl.DataFrame, points: list[str | None]
) -> pl.DataFrame:
    """Purchases by each rule, those the Markov walk misses most first."""
    count = len(points)
    effect = attribution.removal(steps, count)
    whole = float(effect.sum())
    bought = int(journeys["bought"].sum())
    met = journeys.select(pl.col("touch_points").list.unique()).explode("touch_points")
    sizes = dict(met.group_by("touch_points").len().iter_rows())
    return pl.DataFrame(
        {
            "touch_point": pl.Series(points, dtype=pl.String),
            "journeys": pl.Series([sizes.get(n, 0) for n in range(count)], dtype=pl.Int64),
            **attribution.credited(journeys, count),
            "markov": effect / whole * bought if whole else effect,
            "removal_effect": effect,
        }
    ).sort("markov", "touch_point", descending=[True, False], nulls_last=True)


def _named(steps: pl.DataFrame, points: list[str | None]) -> pl.DataFrame:
    """The steps with the names of touch points; the ends are ``start``, ``bought``, ``lost``."""
    ends = {-1: attribution.START, -2: attribution.BOUGHT, -3: attribution.LOST}
    known = {**dict(enumerate(points)), **ends}
    named = [
        pl.col(name).replace_strict(known, return_dtype=pl.String).alias(name)
        for name in ("came_from", "went_to")
    ]
    order = ["times", "came_from", "went_to"]
    return steps.with_columns(named).sort(order, descending=[True, False, False])


def _after(rows: pl.DataFrame, within: int, lost: int, seen: _Seen) -> pl.DataFrame:
    """What came after each customer's first contact of a kind and an end, in the period."""
    contacts = rows.filter(pl.col("what") == "contact", seen.inside("at"))
    contact_end = (
        pl.when("resolved")
        .then(pl.lit("solved"))
        .when(~pl.col("resolved"))
        .then(pl.lit("not_solved"))
        .otherwise(pl.lit("not_known"))
    )
    sore = pl.col("kind").str.to_lowercase() == COMPLAINT  # however the company writes it
    kind = pl.when(sore).then(pl.lit(COMPLAINT)).otherwise("kind")
    first = contacts.with_columns(contact_kind=kind, contact_end=contact_end).unique(
        ["customer_id", "contact_kind", "contact_end"], keep="first", maintain_order=True
    )
    wait = pl.col("next_order") - pl.col("at")
    soon, long = (pl.col("at") + days * DAY <= seen.last for days in (within, lost))
    bought = pl.when(soon).then((wait <= within * DAY).fill_null(value=False))
    gone = pl.when(long).then((wait > lost * DAY).fill_null(value=True))
    sums = (
        first.with_columns(bought=bought, gone=gone)
        .group_by("contact_kind", "contact_end")
        .agg(
            pl.col("bought", "gone").sum().cast(pl.Int64),
            bought_of=pl.col("bought").count().cast(pl.Int64),
            lost_of=pl.col("gone").count().cast(pl.Int64),
        )
    )
    found = sums.select("contact_kind", "contact_end", "bought_of", "lost_of", "bought", "gone")
    for name, count, of in (
        ("bought_share", "bought", "bought_of"),
        ("lost_share", "gone", "lost_of"),
    ):
        ends = wilson(pl.col(count), pl.col(of))
        known = pl.col(of) >= LEAST
        found = found.with_columns(
            pl.when(known).then(value).alias(f"{name}{suffix}")
            for value, suffix in zip(ends, ("", "_low", "_high"), strict=True)
        )
    shares = [f"{n}_share{s}" for n in ("bought", "lost") for s in ("", "_low", "_high")]
    return found.select(
        "contact_kind", "contact_end", "bought_of", *shares[:3], "lost_of", *shares[3:]
    ).sort(
        "bought_of", "contact_kind", "contact_end", descending=[True, False, False], nulls_last=True
    )


def _median(journeys: pl.DataFrame) -> float | None:
    found = journeys.filter("bought")["days"].median()
    return None if found is None else float(found)  # type: ignore[arg-type]


def _complaints(after: pl.DataFrame) -> dict[str, Value]:
    """Lost after a complaint that was not solved, and after one that was."""
    told = dict(
        after.filter(contact_kind=COMPLAINT).select("contact_end", "lost_share").iter_rows()
    )
    return {"lost_unsolved": told.get("not_solved"), "lost_solved": told.get("solved")}
