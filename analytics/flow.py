"""Are customers gained faster than they are lost? Opening + new + won back - lapsed = closing.

A customer is *active* at the end of a day if the last order is at most ``lapse`` days ago. New: the
first order of the data lies in the month; won back: not active at the start of the month, although
known, and active at its end; lapsed: active at the start, or new, and not active at the end. The
same statement is kept in margin: that of each customer's last twelve months.

Source: the customer-flow statement of M. McCarthy, P. Fader and B. Hardie, "Valuing
Subscription-Based Businesses Using Publicly Disclosed Customer Data", Journal of Marketing 81(1),
2017, with a lapse rule in place of a contract's end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import polars as pl

from analytics.findings import Finding, NotEnoughData, Value
from analytics.flow_forecast import Forecast, forecast
from analytics.frames import CUSTOMER_DAYS
from analytics.proof import Proof

_USUAL = 0.9  # of those who came back, this share came back within the lapse rule
_SHORTEST = 30
_GAPS = 30  # fewer gaps than these teach nothing
_YEAR = 12
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Flow:
    """``months``: month, opening, new, won_back, lapsed, closing; opening_margin, new_margin,
    won_back_margin, change_margin (of those who stayed), lapsed_margin, closing_margin; complete.

    ``settled`` is the first month of which the data before it cover the lapse rule.
    ``full`` is the first month before which the data hold twelve whole months, so that the margin
    of twelve months is one. ``outlook`` in heads and ``outlook_margin``, which learns from the
    months since ``full`` alone, are None where there are too few months to test a forecast.
    """

    months: pl.DataFrame
    lapse_days: int
    learnt: bool
    settled: date
    full: date
    outlook: Forecast | None
    outlook_margin: Forecast | None

    def shown(self, *, money: bool = False) -> pl.DataFrame:
        """The months from the settled one on; with ``money`` those of whole margin, if any."""
        months = self.months.filter(pl.col("month") >= self.settled)
        whole = months.filter(pl.col("month") >= self.full)
        return whole if money and whole.height else months

    def summary(self) -> Mapping[str, Value]:
        """The last twelve complete months together."""
        year = self.shown().filter("complete").tail(_YEAR)
        lost, start = int(year["lapsed"].sum()), year["opening"]
        return {
            "flow_months": year.height,
            "opening": int(start[0]) if year.height else None,
            "new": int(year["new"].sum()),
            "won_back": int(year["won_back"].sum()),
            "lapsed": lost,
            "closing": int(year["closing"][-1]) if year.height else None,
            "lapse_rate": lost / int(start.sum()) if int(start.sum()) else None,
            "lapse_days": self.lapse_days,
            "closing_margin": float(year["closing_margin"][-1]) if year.height else None,
            "lapsed_margin": float(year["lapsed_margin"].sum()),
            "new_margin": float(year["new_margin"].sum()),
        }

    def findings(self) -> list[Finding]:
        """Growing or shrinking; what was lost against what was won; what is to be expected."""
        summary = self.summary()
        if summary["closing"] is None:
            return [Finding("flow.find_short", {"lapse_days": self.lapse_days})]
        names = ("opening", "closing", "new", "won_back", "lapsed", "flow_months")
        grown = self.shown().filter("complete").tail(_YEAR)
        change = int(grown["closing"][-1]) - int(grown["opening"][0])
        key = "flow.find_grown" if change > 0 else "flow.find_shrunk"
        good = change > 0 if change else None
        key = key if change else "flow.find_same"
        found = [Finding(key, {name: summary[name] for name in names}, good=good)]
        money: dict[str, Value] = {
            "lapsed_margin": summary["lapsed_margin"],
            "new_margin": summary["new_margin"],
        }
        found.append(Finding("flow.find_margin", money))
        for ahead in (self.outlook, self.outlook_margin):
            found += ahead.findings() if ahead else []
        return found

    def proof_of(self, frame: str) -> Proof | None:
        """How the forecast in ``frame`` fared; the statement itself foretells nothing."""
        for ahead in (self.outlook, self.outlook_margin):
            if ahead and frame in ahead.frames():
                return Proof(None, {}, (ahead.findings()[-1],))
        return None

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The statement by month, and the forecast with its proof."""
        more: dict[str, pl.DataFrame] = {}
        for ahead in (self.outlook, self.outlook_margin):
            more |= ahead.frames() if ahead else {}
        whole = pl.when("complete").then(pl.lit("yes")).otherwise(pl.lit("no"))
        return {"flow": self.shown().with_columns(complete=whole), **more}


def usual_gap(frame: pl.DataFrame) -> int | None:
    """The days within which nine of ten who order again do so; None where too few did."""
    rows = CUSTOMER_DAYS.check(frame).sort("customer_id", "day")
    gaps = rows.select(pl.col("day").diff().over("customer_id")).to_series().drop_nulls()
    if len(gaps) < _GAPS:
        return None
    place = ceil(Fraction(str(_USUAL)) * len(gaps)) - 1
    return max(_SHORTEST, int(gaps.sort()[place]))


def flow(
    frame: pl.DataFrame, *, first: date, as_of: date, lapse: int | None = None, ahead: int = 6
) -> Flow:
    """The statement by month of a CUSTOMER_DAYS frame, up to ``as_of``.

    ``first`` is the first day of the data; ``lapse`` in days, else learnt from the gaps; ``ahead``
    months are forecast. Raises ``ValueError`` for a lapse below 1, ``NotEnoughData`` where nobody
    ordered or too few did so twice for a rule to be learnt.
    """
    if lapse is not None and lapse < 1:
        raise ValueError(f"a customer cannot lapse after {lapse} days")
    last = (as_of - EPOCH).days
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= last)
    days = lapse or usual_gap(rows)
    if days is None:
        raise NotEnoughData("not_enough.no_gaps", gaps=_GAPS)
    states = _states(rows, as_of, days)
    months = _statement(states).with_columns(complete=pl.col("month") < _first_open(as_of))
    settled = _next(first + timedelta(days=days))
    complete = months.filter("complete", pl.col("month") >= settled)
    full = max(settled, _after_a_year(first))
    outlook = forecast(complete, ahead=ahead)
    in_margin = forecast(complete.filter(pl.col("month") >= full), ahead=ahead, money=True)
    return Flow(months, days, lapse is None, settled, full, outlook, in_margin)


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _after_a_year(first: date) -> date:
    """The first month before which there are twelve whole months of data."""
    begun = first if first.day == 1 else _next(first)
    return begun.replace(year=begun.year + 1)


def _first_open(as_of: date) -> date:
    """The first month that is not over at the end of ``as_of``."""
    tomorrow = as_of + timedelta(days=1)
    return tomorrow.replace(day=1)


def _states(rows: pl.DataFrame, as_of: date, lapse: int) -> pl.DataFrame:
    """Each customer at the end of each month since the first order: active or not, and the margin.

    The last month ends at ``as_of``.
    """
    when = pl.from_epoch("day", time_unit="d").cast(pl.Date).dt.truncate("1mo")
    monthly = rows.group_by("customer_id", month=when).agg(
        pl.col("day").max(), pl.col("margin").sum()
    )
    whole = pl.date_ranges(pl.col("month").min(), pl.lit(as_of.replace(day=1)), "1mo")
    grid = monthly.group_by("customer_id").agg(month=whole.first()).explode("month")
    running = pl.col("margin").fill_null(0.0).cum_sum().over("customer_id")
    end = pl.min_horizontal(pl.col("month").dt.month_end(), pl.lit(as_of)).cast(pl.Int32)
    return (
        grid.join(monthly, on=["customer_id", "month"], how="left")
        .sort("customer_id", "month")
        .with_columns(
            last=pl.col("day").forward_fill().over("customer_id"),
            running=running,
            age=pl.int_range(pl.len()).over("customer_id"),
        )
        .with_columns(
            active=end.cast(pl.Int64) - pl.col("last") <= lapse,
            value=pl.col("running")
            - pl.col("running").shift(_YEAR).over("customer_id").fill_null(0.0),
        )
        .with_columns(
            was=pl.col("active").shift(1).over("customer_id").fill_null(value=False),
            had=pl.col("value").shift(1).over("customer_id").fill_null(0.0),
        )
    )


def _statement(states: pl.DataFrame) -> pl.DataFrame:
    """Heads and margin of each month by what happened to each customer."""
    new, was, active = pl.col("age") == 0, pl.col("was"), pl.col("active")
    won, lost, stayed = ~new & ~was & active, was & ~active, was & active
    value, had = pl.col("value"), pl.col("had")
    return (
        states.group_by("month")
        .agg(
            opening=was.sum().cast(pl.Int64),
            new=new.sum().cast(pl.Int64),
            won_back=won.sum().cast(pl.Int64),
            lapsed=(lost | (new & ~active)).sum().cast(pl.Int64),
            closing=active.sum().cast(pl.Int64),
            opening_margin=had.filter(was).sum(),
            new_margin=value.filter(new & active).sum(),
            won_back_margin=value.filter(won).sum(),
            change_margin=(value - had).filter(stayed).sum(),
            lapsed_margin=had.filter(lost).sum(),
            closing_margin=value.filter(active).sum(),
        )
        .sort("month")
    )
