"""Made-up baskets and purchases, seeded: what goes together, what died, what follows."""

import datetime as dt
from functools import cache

import numpy as np
import polars as pl

from analytics.cross_sell import CrossSell, asked, cross_sell
from analytics.findings import Result
from analytics.frames import BASKETS, HOLDINGS, ITEM_WORTH, PURCHASES
from analytics.sequences import Sequences, find_sequences

DAYS, MIDDLE = 400, 200
ITEMS = [f"item {n:02}" for n in range(12)]


@cache
def baskets(size: int = 3_000, seed: int = 1, *, died: bool = True) -> pl.DataFrame:
    """BASKETS: tea brings cups, ink brings paper in the first half alone, the rest is chance."""
    rng = np.random.default_rng(seed)
    day = np.arange(size) * DAYS // size
    rows = {(n, ITEMS[i]) for n in range(size) for i in rng.choice(12, 2, replace=False)}
    for first, then, last in (("tea", "cups", DAYS), ("ink", "paper", MIDDLE if died else DAYS)):
        has = np.flatnonzero(rng.random(size) < 0.15)
        rows |= {(n, first) for n in has.tolist()}
        also = np.where(np.isin(np.arange(size), has) & (day < last), 0.6, 0.12)
        rows |= {(n, then) for n in np.flatnonzero(rng.random(size) < also).tolist()}
    frame = pl.DataFrame(sorted(rows), schema=["basket", "item"], orient="row")
    return frame.with_columns(day=pl.Series(day).gather(frame["basket"])).cast(
        dict(BASKETS.columns)
    )


def worth(frame: pl.DataFrame, each: float = 10.0) -> pl.DataFrame:
    """ITEM_WORTH: every basket with an item brings ``each`` of it."""
    sums = frame.group_by("item").agg(contribution=pl.len() * each).sort("item")
    return sums.cast(dict(ITEM_WORTH.columns))


def holdings(customers: int = 60) -> pl.DataFrame:
    """HOLDINGS: all have tea, every second one cups, every third ink."""
    rows = []
    for n in range(customers):
        who, bought = f"C{n:03}", dt.date(2025, 1, 1 + n % 28)
        day = (bought - dt.date(1970, 1, 1)).days
        has = ["tea", *(["cups"] if n % 2 else []), *(["ink"] if n % 3 == 0 else [])]
        rows += [(who, item, 1 + n % 5, day) for item in has]
    return pl.DataFrame(rows, schema=list(HOLDINGS.columns), orient="row").cast(
        dict(HOLDINGS.columns)
    )


@cache
def rules(*, died: bool = True) -> CrossSell:
    """The rules of these baskets, with their customers."""
    frame = baskets(died=died)
    return asked(cross_sell(frame, worth(frame), split=MIDDLE), holdings())


def no_rules() -> CrossSell:
    """Two baskets that have nothing in common."""
    rows = [(0, "a", 1), (1, "b", 9)]
    frame = pl.DataFrame(rows, schema=["basket", "item", "day"], orient="row")
    frame = frame.cast(dict(BASKETS.columns))
    return cross_sell(frame, worth(frame), split=5)


def untested() -> CrossSell:
    """All on one day: there is no later half."""
    frame = baskets()
    return cross_sell(frame.with_columns(day=pl.lit(1, pl.Int64)), worth(frame), split=2)


def capped() -> CrossSell:
    """A basket of 300 items."""
    many = pl.DataFrame({"item": [f"x{n}" for n in range(300)]})
    rows = many.with_columns(basket=pl.lit(-1, pl.Int64), day=pl.lit(0, pl.Int64))
    frame = pl.concat([baskets(), rows.select("basket", "item", "day")])
    found = cross_sell(frame, worth(frame), split=MIDDLE)
    left_out = pl.DataFrame({"product_id": ["POST"], "name": ["Postage"]})
    return CrossSell(**{**vars(found), "left_out": left_out, "gone": rules().rules.head(1)})


@cache
def sequences() -> Sequences:
    """Printers are followed by ink after 10 to 20 days, and some wait for it."""
    rows = []
    for n in range(80):
        who = f"C{n:03}"
        rows += [(who, 0, "pens"), (who, 30, "printer"), (who, 40 + n % 11, "ink")]
        rows += [(who, 80, "paper"), (who, 100, "pens"), (who, 130, "paper")]
    for n in range(20):
        rows += [(f"D{n:03}", 0, "pens"), (f"D{n:03}", 100 + n, "printer")]
    frame = pl.DataFrame(sorted(rows), schema=list(PURCHASES.columns), orient="row")
    frame = frame.cast(dict(PURCHASES.columns))
    return find_sequences(frame, as_of=130, least=10, worth=worth(frame))


def no_sequences() -> Sequences:
    """Two purchases of one customer."""
    frame = pl.DataFrame(
        [("A", 1, "x"), ("A", 5, "y")], schema=list(PURCHASES.columns), orient="row"
    )
    return find_sequences(frame.cast(dict(PURCHASES.columns)), as_of=9, least=2)


def every() -> list[Result]:
    """One result of each kind, good and bad."""
    return [
        rules(),
        rules(died=False),
        no_rules(),
        untested(),
        capped(),
        sequences(),
        no_sequences(),
    ]
