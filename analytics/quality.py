"""Can we rely on our customer data?

Customer data should be shareable, transportable, accurate, relevant, timely and secure. Each of the
six has a few checks: how many rows fail it, and out of how many it could fail in. There is no score
over all: a share of anonymous sales and a share of old addresses do not add up to anything.

Source: F. Buttle and S. Maklan, "Customer Relationship Management: Concepts and Technologies",
4th edition, Routledge 2019 (the chapter on customer data names the six attributes, STARTS).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.findings import Finding, Value
from analytics.frames import QUALITY_CHECKS

CHECKS: Mapping[str, tuple[str, ...]] = {
    "shareable": ("anonymous_lines", "unlisted_customers", "unlinked_contacts"),
    "transportable": ("unreachable", "local_phones", "nameless"),
    "accurate": (
        *("invalid_emails", "invalid_phones", "unknown_products", "spelt_twice"),
        *("impossible_dates", "quarantined"),
    ),
    "relevant": ("inactive", "unused_columns", "blank_columns"),
    "timely": ("stale_contacts", "never_verified", "quiet_days"),
    "secure": ("no_consent", "unproven_consent", "masked_contacts", "objections"),
}
"""The checks of each attribute, the one its tile shows first."""

STATE = pl.Enum(["found", "clean", "nothing_to_check", "no_table"])
_FACTS = frozenset({"objections", "inactive", "quiet_days", "blank_columns"})  # no faults
_TOLD = 3


@dataclass(frozen=True)
class Quality:
    """``checks``: one row each, in the order of the tiles.

    tile, check, state (:data:`STATE`), rows_hit, rows_of (rows that could fail), share, revenue
    (money of the rows, null where none is meant), revenue_share. ``last_load`` is the day of the
    newest load, ``last_order`` the last day with an order, None where nothing was sold.
    """

    checks: pl.DataFrame
    last_load: date | None
    last_order: date | None
    stale_days: int
    inactive_days: int

    @property
    def tiles(self) -> pl.DataFrame:
        """One row for each attribute: its first check that could be made, else its first."""
        ranked = self.checks.with_columns(made=pl.col("state").is_in(["found", "clean"])).sort(
            "made", descending=True, maintain_order=True
        )
        tiles = ranked.unique("tile", keep="first", maintain_order=True).drop("made")
        order = pl.Enum(list(CHECKS))
        return tiles.sort(pl.col("tile").cast(order))

    def of(self, tile: str) -> pl.DataFrame:
        """The checks of one tile."""
        return self.checks.filter(tile=tile)

    def summary(self) -> Mapping[str, Value]:
        """How many checks could be made, how many found nothing; then the share of each."""
        made = self.checks.filter(pl.col("state").is_in(["found", "clean"]))
        return {
            "checks": made.height,
            "clean": made.filter(state="clean").height,
            "last_load": self.last_load,
            "last_order": self.last_order,
            **dict(self.checks.select("check", "share").iter_rows()),
        }

    def findings(self) -> list[Finding]:
        """How many checks found something, and what they found most of."""
        summary = self.summary()
        found = self.checks.filter(
            pl.col("state") == "found", ~pl.col("check").is_in(list(_FACTS))
        ).sort("share", "check", descending=[True, False])
        told: dict[str, Value] = {"checks": summary["checks"], "clean": summary["clean"]}
        if found.is_empty() and summary["clean"] == summary["checks"]:
            return [Finding("quality.find_clean", {"checks": summary["checks"]}, good=True)]
        if found.is_empty():
            return [Finding("quality.find_facts", told)]
        rows = list(found.head(_TOLD).iter_rows(named=True))
        findings = [Finding("quality.find_some", told | _told(rows[0]), good=False)]
        findings += [Finding("quality.find_also", _told(row), good=False) for row in rows[1:]]
        return findings

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {"checks": self.checks}


@dataclass(frozen=True)
class QualityRows:
    """What one check found: ``rows`` has the keys of its ``rows_hit`` rows, or of the first."""

    check: str
    rows: pl.DataFrame
    rows_hit: int

    def summary(self) -> Mapping[str, Value]:
        """Which check, and how many rows it found."""
        return {"check": self.check, "rows_hit": self.rows_hit}

    def findings(self) -> list[Finding]:
        """How many rows there are."""
        return [Finding("quality_rows.find_rows", self.summary())]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The rows."""
        return {"rows": self.rows}


def judge_quality(
    quality_checks: pl.DataFrame,
    *,
    last_load: date | None,
    last_order: date | None,
    stale_days: int = 365,
    inactive_days: int = 365,
) -> Quality:
    """Order what the checks counted, a frame QUALITY_CHECKS, under the six attributes.

    A check that is not in the frame counts as one whose table is missing.
    """
    cut = QUALITY_CHECKS.check(quality_checks)
    order = pl.DataFrame(
        [(tile, check) for tile, checks in CHECKS.items() for check in checks],
        schema=["tile", "check"],
        orient="row",
    )
    if unknown := set(cut["check"]) - set(order["check"]):
        raise ValueError(f"no such check: {', '.join(sorted(unknown))}")
    rows = order.join(cut, on="check", how="left", maintain_order="left")
    state = (
        pl.when(pl.col("rows_of").is_null())
        .then(pl.lit("no_table"))
        .when(pl.col("rows_of") == 0)
        .then(pl.lit("nothing_to_check"))
        .when(pl.col("rows_hit") > 0)
        .then(pl.lit("found"))
        .otherwise(pl.lit("clean"))
    )
    checks = rows.select(
        "tile",
        "check",
        state=state.cast(STATE),
        rows_hit="rows_hit",
        rows_of="rows_of",
        share=pl.when(pl.col("rows_of") > 0).then(pl.col("rows_hit") / pl.col("rows_of")),
        revenue="revenue",
        revenue_share=pl.when(pl.col("revenue_of") > 0).then(
            pl.col("revenue") / pl.col("revenue_of")
        ),
    )
    return Quality(checks, last_load, last_order, stale_days, inactive_days)


def _told(row: Mapping[str, Value]) -> dict[str, Value]:
    return {name: row[name] for name in ("check", "share", "rows_hit", "rows_of")}
