"""Month by month: who moved between the ends of two months that follow each other."""

import numpy as np
import polars as pl

from analytics.standings import NOWHERE, Standings

MONTHS = {"month": pl.Date} | dict.fromkeys(
    ("moved_up", "moved_down", "joined", "stayed"), pl.Int64
)
HEADS = {"month": pl.Date, "segment": pl.String, "customers": pl.Int64, "profit": pl.Float64}


def month_moves(stood: Standings) -> pl.DataFrame:
    """month (its end), moved_up, moved_down, joined, stayed: heads since the end of the month
    before. As each standing looks back over its window, a move may be one in or out of it."""
    rows = []
    for at in range(1, len(stood.ends)):
        before, after = stood.places[:, at - 1], stood.places[:, at]
        was = before != NOWHERE
        counts = (was & (after < before), was & (after > before), ~was & (after != NOWHERE))
        same = was & (after == before)
        rows.append((stood.ends[at], *(int(part.sum()) for part in (*counts, same))))
    return pl.DataFrame(rows, schema=MONTHS, orient="row")


def month_heads(stood: Standings) -> pl.DataFrame:
    """month (its end), segment, customers who stand in it, profit they brought in that month."""
    rows = []
    for at, end in enumerate(stood.ends):
        here = stood.places[:, at]
        inside = here != NOWHERE
        places, size = here[inside].astype(int), len(stood.segments)
        heads = np.bincount(places, minlength=size)
        money = np.bincount(places, weights=stood.profit[inside, at], minlength=size)
        rows += [
            (end, name, int(heads[number]), round(float(money[number]), 6))
            for number, name in enumerate(stood.segments)
        ]
    return pl.DataFrame(rows, schema=HEADS, orient="row")
