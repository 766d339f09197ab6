"""How each way ranks items, and what it proposes to every customer, with what speaks for it."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from analytics.findings import NotEnoughData
from analytics.next_scores import SOURCES, Floats, Ints, Scores

MODEL = "weighed"
WAYS = (MODEL, "rules", "sequences", "similarity", "repeat_most", "repeat_last", "best_seller")
SHOWN = 5  # products per customer
_LIFTS = 0.1  # in log odds: below, nothing is particular to the customer
_LEAST = 1e-3  # added before a logarithm is taken
OFFER = {
    "customer_id": pl.String(),
    "rank": pl.Int64(),
    "next_chance": pl.Float64(),
    "days_taken": pl.Int64(),
}

Rank = Callable[[Mapping[str, Floats]], Floats]


def features(known: Mapping[str, Floats]) -> Floats:
    """Scores on a scale of logarithms: customers x items x sources."""
    return np.stack([np.log(known[source] + _LEAST) for source in SOURCES], axis=-1)


def ranks_of(weights: Floats) -> dict[str, Rank]:
    """How each way ranks items; what it does not tell apart is ranked by the best seller."""

    def alone(source: str) -> Rank:
        return lambda known: known[source] + 1e-9 * known["best_seller"]

    ranks = {way: alone(way) for way in WAYS if way != MODEL}

    def weighed(known: Mapping[str, Floats]) -> Floats:
        logs = (w * np.log(known[s] + _LEAST) for s, w in zip(SOURCES, weights[1:], strict=True))
        return np.asarray(sum(logs, start=weights[0]))

    return ranks | {MODEL: weighed}


def best_of(score: Floats, known: Mapping[str, Floats], most: int, *, repeats: bool) -> Ints:
    """The columns of the ``most`` best items of each row, best first; −1 where there are none."""
    score = score if repeats else np.where(known["repeat_most"] > 0, -np.inf, score)
    most = min(most, score.shape[1])
    few = np.sort(np.argpartition(-score, most - 1, axis=1)[:, :most], axis=1)
    order = np.argsort(-np.take_along_axis(score, few, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(few, order, axis=1)
    return np.where(np.isfinite(np.take_along_axis(score, best, axis=1)), best, -1)


def proposed(scores: Scores, weights: Floats, way: str, *, repeats: bool) -> pl.DataFrame:
    """The best items of every customer and what speaks for each."""
    rows, items, chances, reasons = [], [], [], []
    common, rank = _common(scores), ranks_of(weights)[way]
    for here, known in scores.blocks():
        score = rank(known)
        best = best_of(score, known, SHOWN, repeats=repeats)
        kept = best >= 0
        who, place = np.nonzero(kept)
        what = best[who, place]
        rows.append(np.column_stack([here[who], place + 1]))
        items.append(what)
        chances.append(score[who, what])
        if way == MODEL:
            above = features({k: v[who, what] for k, v in known.items()}) - common[what]
            lifts = above[:, 1:] * weights[2:]
            own = np.array(SOURCES[1:])[lifts.argmax(axis=1)]
            reasons.append(np.where(lifts.max(axis=1) > _LIFTS, own, SOURCES[0]))
        else:
            reasons.append(np.full(len(what), way))
    row, what = np.concatenate(rows), np.concatenate(items)
    frame = pl.DataFrame(
        {
            "customer_id": scores.customers.gather(row[:, 0]),
            "place": row[:, 1],
            "item": scores.items.gather(what),
            "next_chance": _chance(np.concatenate(chances), way),
            "because": np.concatenate(reasons),
        }
    )
    return _explained(frame, scores, row[:, 0], what)


def offered(scores: Scores, weights: Floats, way: str, item: str, *, repeats: bool) -> pl.DataFrame:
    """Every customer to whom ``item`` may be offered, the likeliest first."""
    place = scores.items.index_of(item)
    if place is None:
        raise NotEnoughData("not_enough.no_item", item=item)
    rank, found, taken = ranks_of(weights)[way], [], []
    for _, known in scores.blocks():
        found.append(rank({k: v[:, [place]] for k, v in known.items()})[:, 0])
        taken.append(known["repeat_most"][:, place])
    often = np.round(np.concatenate(taken) * scores.days).astype(np.int64)
    score = np.concatenate(found)
    frame = pl.DataFrame(
        {
            "customer_id": scores.customers,
            "score": score,
            "next_chance": _chance(score, way),
            "days_taken": often,
        }
    )
    frame = frame if repeats else frame.filter(days_taken=0)
    frame = frame.sort("score", "customer_id", descending=[True, False])
    frame = frame.with_row_index("rank", offset=1)
    return frame.select(pl.col(name).cast(kind) for name, kind in OFFER.items())


def _chance(score: Floats, way: str) -> pl.Series:
    """The model's score as a chance; a baseline promises none."""
    if way == MODEL:
        return pl.Series(1 / (1 + np.exp(-score)))
    return pl.Series([None] * len(score), dtype=pl.Float64)


def _common(scores: Scores) -> Floats:
    """What each source says of an item for the usual customer: items x sources."""
    size = len(scores.customers)
    some = np.unique(np.linspace(0, size - 1, min(size, 500)).astype(np.int64))
    parts = [features(known).sum(axis=0) for _, known in scores.blocks(some)]
    return np.asarray(np.sum(parts, axis=0) / len(some))


def _explained(frame: pl.DataFrame, scores: Scores, rows: Ints, items: Ints) -> pl.DataFrame:
    """With the bought item that speaks most for each proposal, where its source has one."""
    names: list[str | None] = [None] * frame.height
    for source in ("rules", "sequences", "similarity"):
        asked = np.flatnonzero(frame["because"].to_numpy() == source)
        said = scores.because(source, rows[asked], items[asked])
        for place, name in zip(asked.tolist(), said, strict=True):
            names[place] = name
    return frame.with_columns(because_item=pl.Series(names, dtype=pl.String))
