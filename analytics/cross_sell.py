"""What to sell to whom: rules that still hold, what acting on them brings, who has A and lacks B.

A rule is looked for twice: in all baskets of the period, and in the earlier half alone, to be
measured again in the later half, where nothing was chosen to look good. Both are shown.

What a rule brings: of 100 contacts with customers who have A, so many more buy B than would
anyway (confidence less B's share of all baskets), each bringing what a basket with B brings of it.
The later half's figures are taken where there are any. It is what would come if the contact did for
A's buyers what their next basket does; only a campaign with a control group says what it did.

Sources: see :mod:`analytics.rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

import polars as pl

from analytics.cross_sell_customers import who_lacks
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import HOLDINGS, ITEM_WORTH
from analytics.itemsets import Baskets
from analytics.left_out import none_left_out, of_left_out
from analytics.rule_fates import FATES
from analytics.rules import Rules, Thresholds, find_rules

NEW = "newly_seen"
_LEAST, _SHARE = 5, 2_000  # baskets: at least 5, or one of 2,000
_CONFIDENCE = 0.02
_LIFTS = (1.2, 1.5, 2.0, 3.0)
_READABLE = 300  # rules; more of them are not read
_EASED = 0.7  # of the limits, in the earlier half
_MORE = 1.25  # times the baskets, step by step
_SIDES = ("antecedents", "consequents")
_LATER = ("later_both", "later_confidence", "later_lift", "later_lift_low", "later_lift_high")


@dataclass(frozen=True)
class CrossSell:
    """Rules of all baskets, surest first, with what became of them and what acting on them brings.

    ``rules`` has what :class:`analytics.rules.Rules` has (its number as ``rule_no``), of all
    baskets; ``earlier_confidence``, ``earlier_lift`` and the later ones; ``fate``, which is
    ``newly_seen`` where the earlier half did not show the rule; ``value_per_basket`` of what
    follows and ``extra_per_100``. ``gone`` are rules of the earlier half that died and are none
    over the whole period. ``customers``: for each customer the rule that brings most, of those
    they have the antecedents of and none of the consequents.
    """

    rules: pl.DataFrame
    gone: pl.DataFrame
    customers: pl.DataFrame
    holdings: pl.DataFrame
    left_out: pl.DataFrame
    thresholds: Thresholds
    found: Rules

    def about(self, item: str) -> "CrossSell":
        """Only the rules that begin with ``item``, and their customers."""
        rules = self.rules.filter(pl.col("antecedents").list.contains(item))
        gone = self.gone.filter(pl.col("antecedents").list.contains(item))
        return replace(self, rules=rules, gone=gone, customers=who_lacks(rules, self.holdings))

    def targets(self, rule: int) -> pl.DataFrame:
        """Customers who have what the rule begins with and lack what follows, as ``customers``."""
        return who_lacks(self.rules.filter(rule_no=rule), self.holdings, every=True)

    def items(self) -> list[str]:
        """What rules begin with, in alphabetical order."""
        return self.rules["antecedents"].explode().drop_nulls().unique().sort().to_list()

    def summary(self) -> Mapping[str, Value]:
        """Rules by fate, the thresholds, and what they were found in."""
        fates = {fate: int((self.rules["fate"] == fate).sum()) for fate in (*FATES, NEW)}
        return {
            "rules": self.rules.height,
            **{f"rules_{fate}": count for fate, count in fates.items()},
            "rules_gone": self.gone.height,
            "baskets": self.found.earlier,
            "items": self.found.items,
            "tested_rules": self.found.tested,
            "least_baskets": self.found.least,
            "least_support": self.found.least / self.found.earlier,
            "least_confidence": self.thresholds.confidence,
            "least_lift": self.thresholds.lift,
            "customers_to_ask": self.customers.height,
            "left_out_products": self.left_out.height,
        }

    def findings(self) -> list[Finding]:
        """The surest rule that holds; how many do; who could be asked; what was left out."""
        found = [self._first()]
        holds, died = (self.rules.filter(fate=fate) for fate in ("holds", "died"))
        if self.rules.height:
            kept = {"rules_holds": holds.height, "rules": self.rules.height}
            found.append(Finding("rules.find_kept", kept))
        if died.height:
            found.append(Finding("rules.find_died", {"rules_died": died.height}, good=False))
        if self.gone.height:
            found.append(Finding("rules.find_gone", {"rules_gone": self.gone.height}, good=False))
        if self.customers.height:
            best = float(self.customers["expected_contribution"].sum())
            asked = {"customers_to_ask": self.customers.height, "expected_contribution": best}
            found.append(Finding("rules.find_customers", asked))
        wanted = {k: self.summary()[k] for k in ("baskets", "least_baskets", "least_lift")}
        found.append(Finding("rules.find_thresholds", wanted))
        found += of_left_out(self.left_out)
        if self.found.capped:
            found.append(Finding("rules.find_capped", {"capped_baskets": self.found.capped}))
        return found

    def _first(self) -> Finding:
        holds = self.rules.filter(fate="holds")
        if holds.height:
            best = holds.row(0, named=True)
            fields: dict[str, Value] = {
                "antecedent": " + ".join(best["antecedents"]),
                "consequent": " + ".join(best["consequents"]),
                "later_lift": best["later_lift"],
                "later_confidence": best["later_confidence"],
            }
            return Finding("rules.find_best", fields, good=True)
        if self.rules.height:
            return Finding("rules.find_untested", {"rules": self.rules.height})
        return Finding("rules.find_none", {"tested_rules": self.found.tested})

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The rules, items of a side joined by " + "; customers; what went; what was left out."""
        return {
            "rules": _joined(self.rules),
            "customers": self.customers,
            "gone": _joined(self.gone),
            "left_out": self.left_out,
        }


def usual(baskets: int) -> Thresholds:
    """Thresholds for so many baskets: 5 of them, or one of 2,000; a confidence of 2%, lift 1.2."""
    return Thresholds(
        baskets=max(_LEAST, ceil(baskets / _SHARE)), confidence=_CONFIDENCE, lift=_LIFTS[0]
    )


def cross_sell(
    frame: pl.DataFrame,
    worth: pl.DataFrame,
    *,
    split: int,
    wanted: Thresholds | None = None,
    lift: float | None = None,
) -> CrossSell:
    """Rules of a BASKETS frame and what they bring by ITEM_WORTH; halves part at day ``split``.

    Without ``wanted`` thresholds follow from the number of baskets, and without ``lift`` lift and
    baskets are then raised until no more than 300 rules are left. No customers yet: see
    :func:`asked`. Raises ``NotEnoughData`` without baskets.
    """
    baskets = Baskets.of(frame)
    if not baskets.count:
        raise NotEnoughData("not_enough.no_baskets")
    limits = wanted or usual(baskets.count)
    limits = limits if lift is None else replace(limits, lift=lift)
    found = find_rules(baskets, wanted=limits)
    if wanted is None and lift is None:
        limits = _readable(found.rules, limits)
        enough = pl.col("both") >= (limits.baskets or 1)
        kept = found.rules.filter(pl.col("lift") >= limits.lift, enough)
        found = replace(found, rules=kept, least=limits.baskets or 1)
    rules, gone = _both_halves(found, _halves(baskets, limits, split))
    gone = gone.filter(pl.col("fate") == "died", pl.col("lift") >= limits.lift)
    rules, gone = (part.rename({"rule": "rule_no"}) for part in (rules, gone))
    rules = _priced(rules, frame, ITEM_WORTH.check(worth))
    nothing = who_lacks(rules.clear(), HOLDINGS.empty())
    return CrossSell(rules, gone, nothing, HOLDINGS.empty(), none_left_out(), limits, found)


def asked(found: CrossSell, holdings: pl.DataFrame) -> CrossSell:
    """``found`` with its customers, from HOLDINGS of the items in its rules."""
    held = HOLDINGS.check(holdings)
    return replace(found, customers=who_lacks(found.rules, held), holdings=held)


def _readable(rules: pl.DataFrame, limits: Thresholds) -> Thresholds:
    """More lift, up to 3, and then more baskets, until few enough rules are left to read."""
    lifts, both = rules["lift"], rules["both"]
    lift = next((lift for lift in _LIFTS if (lifts >= lift).sum() <= _READABLE), _LIFTS[-1])
    least = limits.baskets or 1
    while ((lifts >= lift) & (both >= least)).sum() > _READABLE:
        least = ceil(least * _MORE)
    return replace(limits, lift=lift, baskets=least)


def _halves(baskets: Baskets, limits: Thresholds, split: int) -> Rules | None:
    """The earlier half's rules, or None where a half has no basket.

    Fewer baskets scatter more: limits are eased, so that a rule is not lost for want of a little.
    """
    early = baskets.days < split
    if early.all() or not early.any():
        return None
    least = limits.least(baskets.count) * float(early.mean())
    eased = replace(
        limits,
        baskets=max(1, round(_EASED * least)),
        confidence=round(_EASED * limits.confidence, 6),
        lift=round(_EASED * limits.lift, 6),
    )
    return find_rules(baskets, wanted=eased, split=split)


def _both_halves(found: Rules, halves: Rules | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rules of all baskets beside their halves; and those of the earlier half alone."""
    plain = found.rules.drop(*_LATER, "fate")
    if halves is None:
        blank = [pl.lit(None, pl.Float64).alias(f"earlier_{c}") for c in ("confidence", "lift")]
        later = found.rules.select(*_LATER, "fate")
        return plain.with_columns(blank).hstack(later), found.rules.clear()
    key = [pl.col(side).list.join("\x00").alias(f"_{side}") for side in _SIDES]
    marks = [f"_{side}" for side in _SIDES]
    seen = halves.rules.with_columns(key).select(
        *marks,
        *(pl.col(c).alias(f"earlier_{c}") for c in ("confidence", "lift")),
        *(*_LATER, "fate"),
    )
    whole = plain.with_columns(key)
    rules = whole.join(seen, on=marks, how="left", maintain_order="left").drop(marks)
    gone = halves.rules.with_columns(key).join(whole, on=marks, how="anti", maintain_order="left")
    return rules.with_columns(pl.col("fate").fill_null(NEW)), gone.drop(marks)


def _priced(rules: pl.DataFrame, frame: pl.DataFrame, worth: pl.DataFrame) -> pl.DataFrame:
    """With ``value_per_basket`` of the consequents and ``extra_per_100`` contacts."""
    counts = frame.group_by("item").agg(baskets=pl.len())
    each = counts.join(worth, on="item").select("item", value=pl.col("contribution") / "baskets")
    values = dict(each.iter_rows())
    value = [sum(values.get(item, 0.0) for item in side) for side in rules["consequents"].to_list()]
    base = pl.col("confidence") / pl.col("lift")
    later = pl.col("later_confidence") * (1 - 1 / pl.col("later_lift"))
    gain = pl.when(pl.col("later_lift") > 0).then(later).otherwise(pl.col("confidence") - base)
    return rules.with_columns(value_per_basket=pl.Series(value, dtype=pl.Float64)).with_columns(
        extra_per_100=100 * gain * pl.col("value_per_basket")
    )


def _joined(rules: pl.DataFrame) -> pl.DataFrame:
    return rules.with_columns(pl.col(*_SIDES).list.join(" + "))
