"""What an RFM map means, most important first."""

from typing import TYPE_CHECKING

import polars as pl

from analytics.findings import Finding, Value
from analytics.rfm_scores import BEST, MEASURES, VALUES

if TYPE_CHECKING:
    from analytics.rfm import Rfm

_MANY = 2  # the best customer is worth speaking of at twice the average


def of(result: "Rfm") -> list[Finding]:
    """The findings of ``result``: its first says which segment brings most."""
    rest = (_quiet(result), _yardstick(result), _once(result), *_ties(result), *_apart(result))
    return [finding for finding in (_first(result), *rest) if finding]


def _first(result: "Rfm") -> Finding:
    heads, best = result.customers.height, result.best
    if heads == 1:
        row = result.customers.row(0, named=True)
        named = ("recency_days", "frequency_orders", "value")
        return Finding("rfm.find_one", {key: row[key] for key in named} | {"basis": result.basis})
    fields: dict[str, Value] = {
        "segment": best["segment"],
        "customers": best["customers"],
        "share_of_customers": best["share_of_customers"],
        "basis": result.basis,
    }
    if best["share_of_value"] is None:
        return Finding("rfm.find_no_total", {**fields, "value": result.total}, good=False)
    if best["customers"] == heads:
        return Finding("rfm.find_all_in_one", fields)
    return Finding("rfm.find_best", {**fields, "share_of_value": best["share_of_value"]})


def _quiet(result: "Rfm") -> Finding | None:
    summary = result.summary()
    if not summary["quiet"]:
        return None
    fields: dict[str, Value] = {
        "quiet": summary["quiet"],
        "recency_days": result.quiet["recency_days"].min(),  # type: ignore[dict-item]
        "frequency_orders": result.quiet["frequency_orders"].min(),  # type: ignore[dict-item]
        "quiet_value": summary["quiet_value"],
        "basis": result.basis,
    }
    return Finding("rfm.find_quiet", fields, good=False)


def _yardstick(result: "Rfm") -> Finding | None:
    """The best segment's average customer against everyone's."""
    average = result.total / result.customers.height
    rows = result.segments.filter(pl.col("average_value") == pl.col("yardstick_value"))
    if rows.is_empty() or average <= 0 or rows["average_value"][0] < _MANY * average:
        return None
    fields: dict[str, Value] = {
        "segment": rows["segment"][0],
        "average_value": rows["average_value"][0],
        "value": average,
        "basis": result.basis,
    }
    return Finding("rfm.find_yardstick", fields)


def _once(result: "Rfm") -> Finding | None:
    summary = result.summary()
    if not summary["once"] or result.customers.height == 1:
        return None
    return Finding("rfm.find_once", {key: summary[key] for key in ("once", "once_share")})


def _ties(result: "Rfm") -> list[Finding]:
    """Measures in which everyone is the same, or so many that a fifth cannot be told apart."""
    heads = result.customers.height
    found = []
    for measure in MEASURES:
        if result.breaks.of(measure) or heads == 1:
            continue
        counts = result.customers[VALUES[measure]].value_counts()
        largest = int(counts["count"].max() or 0)  # type: ignore[arg-type]
        fields: dict[str, Value] = {"measure": measure, "customers": largest}
        if largest == heads:
            found.append(Finding("rfm.find_same", fields, good=False))
        elif largest * BEST > heads * 2:
            found.append(Finding("rfm.find_ties", fields | {"share": largest / heads}))
    return found


def _apart(result: "Rfm") -> list[Finding]:
    summary = result.summary()
    found = []
    if summary["returns_only"]:
        named = ("returns_only", "returns_only_value", "basis")
        found.append(Finding("rfm.find_returns_only", {key: summary[key] for key in named}))
    if summary["anonymous_value"]:
        fields = {"anonymous_value": summary["anonymous_value"], "basis": result.basis}
        found.append(Finding("rfm.find_anonymous", fields))
    return found
