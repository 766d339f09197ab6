"""Made-up customers who come, stay and leave, seeded: cohorts and a statement of some years."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from analytics.findings import Result
from analytics.flow import EPOCH, Flow, flow
from analytics.flow_forecast import Forecast, forecast
from analytics.frames import COHORT_ACTIVITY, CUSTOMER_DAYS, WINNING_COSTS
from analytics.keeping import Keeping, compare_costs
from analytics.retention import Retention, follow
from analytics.save_list import SaveList, find_slipping
from data.samples.toko_nusantara import generate
from tests import buyers

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 14)


def days(customers: int = 400, seed: int = 1) -> pl.DataFrame:
    """CUSTOMER_DAYS: each comes on some day and orders about monthly, more or less, until leaving.

    How often one orders and how soon one leaves differs from customer to customer.
    """
    rng = np.random.default_rng(seed)
    zero, end = (FIRST - EPOCH).days, (LAST - EPOCH).days
    rows = []
    for i in range(customers):
        day = zero + int(rng.integers(0, 1_076))
        worth, leaves = float(rng.gamma(4, 25)), rng.beta(0.8, 6)
        usual = 90 / rng.gamma(3)
        while day <= end:
            rows.append((f"C{i:04}", day, 1, worth, worth * 0.4))
            if rng.random() < leaves:
                break
            day += 1 + int(rng.exponential(usual))
    return pl.DataFrame(rows, schema=dict(CUSTOMER_DAYS.columns), orient="row")


def cohorts(frame: pl.DataFrame, groups: int = 1) -> pl.DataFrame:
    """COHORT_ACTIVITY of CUSTOMER_DAYS; of more than one group, by the customer's number."""
    month = pl.from_epoch("day", time_unit="d").cast(pl.Date).dt.truncate("1mo")
    number = pl.col("customer_id").str.tail(1).cast(pl.Int64) % groups
    name = number.cast(pl.String) if groups > 1 else pl.lit(None, dtype=pl.String)
    rows = frame.with_columns(month=month, group=name)
    rows = rows.with_columns(cohort=pl.col("month").min().over("customer_id"))
    return (
        rows.group_by("group", "cohort", "month")
        .agg(
            heads=pl.col("customer_id").n_unique().cast(pl.Int64),
            orders=pl.col("orders").sum(),
            revenue=pl.col("revenue").sum(),
            margin=pl.col("margin").sum(),
        )
        .select(*COHORT_ACTIVITY.columns)
        .sort("group", "cohort", "month")
    )


def retention(groups: int = 1) -> Retention:
    """400 customers followed to the middle of December 2025."""
    return follow(cohorts(days(), groups), first=FIRST, as_of=LAST)


def statement(lapse: int | None = 60) -> Flow:
    """The customer-flow statement of the same customers."""
    return flow(days(), first=FIRST, as_of=LAST, lapse=lapse)


class Planted(NamedTuple):
    """CUSTOMER_DAYS of Toko Nusantara, and who of its customers is truly still one (alive)."""

    days: pl.DataFrame
    truth: pl.DataFrame


@cache
def nusantara() -> Planted:
    """Toko Nusantara with 1,500 customers."""
    company = generate(1_500, 1)
    lines = company.tables["order_lines"].filter(
        pl.col("customer_id").is_not_null(),
        pl.col("status").is_null() | (pl.col("status") != "cancelled"),
    )
    orders = lines.group_by("customer_id", "order_id").agg(
        pl.col("quantity", "amount", "line_cost").sum(), pl.col("ordered_at").min()
    )
    frame = (
        orders.filter(pl.col("quantity") > 0)
        .with_columns(day=pl.col("ordered_at").dt.epoch("d").cast(pl.Int64))
        .group_by("customer_id", "day")
        .agg(
            orders=pl.len().cast(pl.Int64),
            revenue=pl.col("amount").cast(pl.Float64).sum(),
            margin=(pl.col("amount") - pl.col("line_cost")).cast(pl.Float64).sum(),
        )
        .sort("customer_id", "day")
    )
    return Planted(frame, company.truth.customers.select("customer_id", "alive"))


def kept_books(new: Callable[[int], float], months: int = 34, seed: int = 3) -> pl.DataFrame:
    """A statement of complete months: 9 % of 2,000 and more lapse, ``new`` of a month are won."""
    random = np.random.default_rng(seed)
    rows, opening = [], 2_000
    for m in range(months):
        won, lapsed = int(random.poisson(new(m))), int(random.binomial(opening, 0.09))
        closing = opening + won - lapsed
        rows.append((date(2020 + m // 12, m % 12 + 1, 1), opening, won, 0, lapsed, closing))
        opening = closing
    names = ["month", "opening", "new", "won_back", "lapsed", "closing"]
    return pl.DataFrame(rows, schema=names, orient="row")


def growing() -> Forecast:
    """The forecast of a base that wins more than it loses, month after month."""
    found = forecast(kept_books(lambda _: 500.0), ahead=6)
    assert found is not None
    return found


def slipping() -> SaveList:
    """The save list of the 400 customers."""
    return find_slipping(days(), as_of=(LAST - EPOCH).days, lapse=60)


@cache
def late() -> SaveList:
    """A save list of 600 customers of whom nobody leaves (model NBD)."""
    steady = buyers.days(600, process=buyers.PURE | {"a": 1e-6, "b": 1.0})
    return find_slipping(steady, as_of=buyers.last_day(), model="nbd")


def costs(*rows: tuple[str, str, float, int]) -> Keeping:
    """Winning against keeping, of these costs or of some of each kind."""
    usual = (
        ("win", "acquisition_cost", 900.0, 30),
        ("win", "campaign_cost", 300.0, 30),
        ("keep", "campaign_cost", 100.0, 80),
        ("keep", "contact_cost", 700.0, 80),
    )
    schema = dict(WINNING_COSTS.columns)
    return compare_costs(pl.DataFrame(rows or usual, schema=schema, orient="row"))


def every() -> list[Result]:
    """Whatever these analyses can say, in results."""
    random = np.random.default_rng(9)
    newer: list[Result] = []
    for loyal_first in (True, False):
        rows = []
        for i in range(3_000):
            start = int(random.integers(0, 24))
            stays = 0.6 if (start < 16) == loyal_first else 0.2
            rows += [
                (f"c{i}", (date(2023 + m // 12, m % 12 + 1, 7) - EPOCH).days, 1, 1.0, 0.5)
                for m in range(start, 24)
                if m == start or random.random() < stays
            ]
        frame = pl.DataFrame(rows, schema=dict(CUSTOMER_DAYS.columns), orient="row")
        months = {"first": date(2023, 1, 1), "as_of": date(2024, 12, 31)}
        newer.append(follow(cohorts(frame), **months))
        newer.append(flow(frame, **months, lapse=45))
    one = days().filter(pl.col("customer_id").str.ends_with("1"))
    groups = pl.concat([cohorts(one).with_columns(group=pl.lit("a")), _once()])
    early = days().filter(pl.col("day") < (date(2023, 3, 1) - EPOCH).days)
    soon = {"first": FIRST, "as_of": date(2023, 2, 20)}
    few = bought_late()
    first = pl.col("day").min().over("customer_id")
    nobody_new = days().filter(first < (date(2024, 1, 1) - EPOCH).days)
    steady = pl.DataFrame(
        [("c", n, 1, 1.0, 0.5) for n in range((FIRST - EPOCH).days, (LAST - EPOCH).days, 20)],
        schema=dict(CUSTOMER_DAYS.columns),
        orient="row",
    )
    alike = costs(("win", "acquisition_cost", 900.0, 30), ("keep", "contact_cost", 600.0, 20))
    return [
        flow(steady, first=FIRST, as_of=LAST),
        alike,
        *newer,
        follow(groups, first=FIRST, as_of=LAST),
        follow(cohorts(early), **soon),
        flow(early, **soon, lapse=90),
        statement(),
        replace(statement(), outlook=growing()),
        flow(nobody_new, first=FIRST, as_of=LAST, lapse=60),
        slipping(),
        find_slipping(few, as_of=56, lapse=30),
        find_slipping(few, as_of=41, lapse=30),
        late(),
        find_slipping(days(), as_of=(LAST - EPOCH).days, lapse=60, believed=False),
        replace(slipping(), customers=slipping().customers.clear()),
        costs(),
        costs(("win", "acquisition_cost", 9.0, 3)),
        costs(("keep", "contact_cost", 9.0, 3)),
    ]


def bought_late() -> pl.DataFrame:
    """Two customers on the days 0, 10, 20 and 40."""
    rows = [(who, day, 1, 20.0, 10.0) for who in "ab" for day in (0, 10, 20, 40)]
    return pl.DataFrame(rows, schema=dict(CUSTOMER_DAYS.columns), orient="row")


def _once() -> pl.DataFrame:
    """A group of customers who all come once and never again."""
    first = cohorts(days()).filter(pl.col("cohort") == pl.col("month"))
    return first.with_columns(group=pl.lit("b"))
