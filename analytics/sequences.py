"""What is bought next, after how many days, and for whom it is due.

Each purchase day of a customer is set beside the same customer's next one. How often B lies in the
next after A is compared with how often B lies in any next one (lift), and with how often A follows
B (order): customers who like both buy both in any order, which is no sequence. ``ordered`` says
that A comes before B beyond chance.

Source: R. Agrawal and R. Srikant, "Mining Sequential Patterns", ICDE 1995; exact binomial test of
the order; false discovery rate of Benjamini and Hochberg 1995. Longer patterns, with other
purchases between: :mod:`analytics.patterns`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import ITEM_WORTH, PURCHASES
from analytics.left_out import none_left_out, of_left_out
from analytics.patterns import usual_patterns
from analytics.steps import Visits, gaps_of, kept_steps

ARROW = " → "  # between the items of a pattern
_LATE = 3  # times the usual longest gap: later than that, the customer has let it be
_ALSO = 40  # surest ordered steps: patterns are looked for among their items too


class Longest(NamedTuple):
    """Patterns: at most so many ``items``, each within ``gap`` days of the one before.

    ``least`` customers must have one; None is one of 100, and 10 at the least.
    """

    items: int = 3
    gap: int = 30
    least: int | None = None


@dataclass(frozen=True)
class Sequences:
    """Steps from an item to the next, surest first by lift's lower limit.

    ``steps``: step (number), item, next_item, step_count (times it happened), item_count,
    next_count, confidence, lift, lift_low, lift_high, q_value (of lift), order_share (of the times
    A and B follow one another, A first), order_q_value, ordered, gap_low, gap_days, gap_high
    (quartiles of the days between). ``due``: customer_id, item, next_item, last_day, days_since,
    gap_days, overdue, confidence, expected_contribution (confidence x what a day with the next item
    brings of it; 0 where that is not known); the likeliest step of each customer.
    """

    steps: pl.DataFrame
    due: pl.DataFrame
    patterns: pl.DataFrame
    pairs: int
    customers: int
    as_of: int
    least: int
    gap: int
    left_out: pl.DataFrame = field(default_factory=none_left_out)

    def summary(self) -> Mapping[str, Value]:
        """Counts of steps and of customers due."""
        return {
            "sequences": self.steps.height,
            "sequences_ordered": int(self.steps["ordered"].sum()),
            "purchase_pairs": self.pairs,
            "customers": self.customers,
            "customers_due": self.due.height,
            "customers_overdue": int(self.due["overdue"].sum()),
            "least_times": self.least,
            "due_contribution": float(self.due["expected_contribution"].sum()),
            "patterns": self.patterns.height,
            "patterns_ordered": int(self.patterns["ordered"].sum()),
        }

    def findings(self) -> list[Finding]:
        """The surest ordered step, and who is due."""
        found: list[Finding] = []
        ordered = self.steps.filter("ordered")
        if ordered.height:
            best = ordered.row(0, named=True)
            names = ("item", "next_item", "confidence", "lift", "gap_days")
            found.append(Finding("sequences.find_best", {k: best[k] for k in names}, good=True))
        else:
            found.append(Finding("sequences.find_none", {"purchase_pairs": self.pairs}))
        found += self._longest()
        if self.due.height:
            fields: dict[str, Value] = {
                "customers_due": self.due.height,
                "customers_overdue": int(self.due["overdue"].sum()),
            }
            found.append(Finding("sequences.find_due", fields))
        return found + of_left_out(self.left_out)

    def _longest(self) -> list[Finding]:
        """The longest pattern that has an order, of these the one of most customers."""
        ordered = self.patterns.filter("ordered")
        longest = ordered.filter(pl.col("pattern").list.len() == pl.col("pattern").list.len().max())
        if longest.is_empty():
            return []
        row = longest.row(0, named=True)
        fields: dict[str, Value] = {"pattern": ARROW.join(row["pattern"]), "max_gap": self.gap}
        fields |= {name: row[name] for name in ("customers", "backwards")}
        return [Finding("sequences.find_pattern", fields)]

    def about(self, item: str) -> "Sequences":
        """Only what begins with ``item``, and the customers due for one of its steps."""
        patterns = self.patterns.filter(pl.col("pattern").list.first() == item)
        steps, due = self.steps.filter(item=item), self.due.filter(item=item)
        return replace(self, steps=steps, due=due, patterns=patterns)

    def items(self) -> list[str]:
        """What steps begin with, in alphabetical order."""
        return self.steps["item"].unique().sort().to_list()

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The steps, who is due, the patterns in one text each, and what was left out."""
        patterns = self.patterns.with_columns(pl.col("pattern").list.join(ARROW))
        frames = {"sequences": self.steps, "due": self.due, "patterns": patterns}
        return {**frames, "left_out": self.left_out}


def find_sequences(
    frame: pl.DataFrame,
    *,
    as_of: int,
    worth: pl.DataFrame | None = None,
    least: int = 30,
    confidence: float = 0.05,
    false_share: float = 0.05,
    longest: Longest | None = None,
) -> Sequences:
    """Steps in a PURCHASES frame that happened ``least`` times or more, and patterns of them.

    ``as_of`` is the day number from which "due" is counted; ITEM_WORTH says what a purchase of an
    item brings. Raises ``ValueError`` for options out
    of range, ``NotEnoughData`` where no customer bought on two days.
    """
    if least < 1 or not 0 <= confidence <= 1 or not 0 < false_share <= 1:
        raise ValueError("least must be at least 1, confidence and false_share within 0 and 1")
    rows = PURCHASES.check(frame).filter(pl.col("day") <= as_of).sort("customer_id", "day", "item")
    people, names = (rows[c].unique().sort() for c in ("customer_id", "item"))
    who, item = (
        rows[c].cast(pl.Enum(known)).to_physical().to_numpy().astype(np.int64)
        for c, known in (("customer_id", people), ("item", names))
    )
    visits = Visits.of(who, rows["day"].to_numpy(), item, len(names))
    if not len(visits.gaps):
        raise NotEnoughData("not_enough.no_second_purchase")
    steps = kept_steps(visits, least=least, confidence=confidence, false_share=false_share)
    steps = steps.hstack(gaps_of(visits, steps))
    steps = _named(steps, names)
    customers = len(people)
    due = _ranked(_due(rows, steps, as_of), rows, ITEM_WORTH.empty() if worth is None else worth)
    asked = longest or Longest()
    also = steps.filter("ordered").head(_ALSO).select("item", "next_item")
    patterns = usual_patterns(
        rows,
        **asked._asdict(),
        also=pl.concat([also["item"], also["next_item"]]).unique().to_list(),
    )
    return Sequences(steps, due, patterns, len(visits.gaps), customers, as_of, least, asked.gap)


def _named(steps: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    words = dict(enumerate(names.to_list()))
    return (
        steps.with_columns(
            item=pl.col("a").replace_strict(words, return_dtype=pl.String),
            next_item=pl.col("b").replace_strict(words, return_dtype=pl.String),
        )
        .sort("lift_low", "item", "next_item", descending=[True, False, False])
        .select(
            "item",
            "next_item",
            step_count="both",
            item_count="antecedent_baskets",
            next_count="consequent_baskets",
            **{
                name: pl.col(name)
                for name in (
                    *("confidence", "lift", "lift_low", "lift_high", "q_value"),
                    *("order_share", "order_q_value", "ordered"),
                    *("gap_low", "gap_days", "gap_high"),
                )
            },
        )
        .with_row_index("step", offset=1)
    )


def _due(rows: pl.DataFrame, steps: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """Customers who bought A, not B since, and for whom the usual gap has passed.

    Due from the lower quartile of the gap, overdue after the upper one, let be after three times
    that. Of several steps a customer has the likeliest.
    """
    last = rows.group_by("customer_id", "item").agg(last_day=pl.col("day").max())
    ordered = steps.filter("ordered").select(
        "item", "next_item", "confidence", "gap_low", "gap_days", "gap_high"
    )
    bought = last.rename({"item": "next_item", "last_day": "next_day"})
    return (
        last.join(ordered, on="item")
        .join(bought, on=["customer_id", "next_item"], how="left")
        .filter(pl.col("next_day").is_null() | (pl.col("next_day") <= pl.col("last_day")))
        .with_columns(days_since=as_of - pl.col("last_day"))
        .filter(
            pl.col("days_since") >= pl.col("gap_low"),
            pl.col("days_since") <= _LATE * pl.col("gap_high"),
        )
        .with_columns(overdue=pl.col("days_since") > pl.col("gap_high"))
        .sort(
            *("confidence", "customer_id", "item", "next_item"),
            descending=[True, False, False, False],
        )
        .unique("customer_id", keep="first", maintain_order=True)
        .select(
            *("customer_id", "item", "next_item", "last_day", "days_since"),
            *("gap_days", "overdue", "confidence"),
        )
    )


def _ranked(due: pl.DataFrame, rows: pl.DataFrame, worth: pl.DataFrame) -> pl.DataFrame:
    """Whoever is expected to bring most first; days as dates."""
    often = rows.group_by("item").agg(days=pl.len())
    value = often.join(ITEM_WORTH.check(worth), on="item").select(
        next_item="item", value=pl.col("contribution") / "days"
    )
    brings = pl.col("confidence") * pl.col("value").fill_null(0.0)
    return (
        due.join(value, on="next_item", how="left")
        .with_columns(
            last_day=pl.col("last_day").cast(pl.Int32).cast(pl.Date),
            expected_contribution=brings,
        )
        .drop("value")
        .sort(
            *("expected_contribution", "confidence", "customer_id"),
            descending=[True, True, False],
        )
    )
