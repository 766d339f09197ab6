"""What speaks for each item as a customer's next: their habits, rules, sequences, similar items.

Every score is a table of customers by items, made from purchase days before a given day alone:
how usual an item is, how often this customer takes it, whether it was in their last purchase, what
rules promise from what they usually take, what follows their last purchase, and how alike it is
(cosine of buyers) to what they have bought.

Sources: rules and sequences as in :mod:`analytics.rules` and :mod:`analytics.sequences`; item
similarity, G. Linden, B. Smith and J. York, "Amazon.com Recommendations: Item-to-Item
Collaborative Filtering", IEEE Internet Computing 7(1), 2003.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray

from analytics.findings import NotEnoughData
from analytics.rules import Thresholds, find_rules
from analytics.sequences import find_sequences

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SOURCES = ("best_seller", "repeat_most", "repeat_last", "rules", "sequences", "similarity")
CANDIDATES = 2_000  # items bought by most customers: the others are never proposed
_BLOCK = 2_000_000  # customers x items at a time
_LEAST = 30  # baskets that a rule or a step must lie in


@dataclass(frozen=True)
class Scores:
    """What is known of customers before ``day``; rows and columns as ``customers`` and ``items``.

    ``taken`` counts the purchase days that hold an item, ``last`` marks those of the last one.
    ``follows`` holds the chance that an item lies beside another (rules), ``after`` that it comes
    next (sequences), ``alike`` the cosine of their buyers.
    """

    customers: pl.Series
    items: pl.Series
    taken: sp.csr_matrix
    last: sp.csr_matrix
    days: Floats
    usual: Floats
    follows: sp.csr_matrix
    after: sp.csr_matrix
    alike: Floats

    @classmethod
    def of(cls, purchases: pl.DataFrame, items: pl.Series, *, day: int) -> "Scores":
        """From a PURCHASES frame, of the days before ``day``; only ``items`` (sorted) count.

        Raises ``NotEnoughData`` where none of them was bought before it.
        """
        rows = purchases.filter(pl.col("day") < day, pl.col("item").is_in(items.implode()))
        rows = rows.sort("customer_id", "day", "item")
        if rows.is_empty():
            raise NotEnoughData("not_enough.no_purchases")
        customers = rows["customer_id"].unique().sort()
        place = {
            "who": _places(rows["customer_id"], customers),
            "what": _places(rows["item"], items),
        }
        shape = (len(customers), len(items))
        taken = _table(place["who"], place["what"], shape)
        newest = (
            rows["day"] == rows.select(pl.col("day").max().over("customer_id"))["day"]
        ).to_numpy()
        last = _table(place["who"][newest], place["what"][newest], shape)
        visits = rows.group_by("customer_id").agg(pl.col("day").n_unique()).sort("customer_id")
        days = visits["day"].to_numpy().astype(float)
        usual = np.asarray(taken.sum(axis=0)).ravel() / days.sum()
        return cls(
            customers,
            items,
            taken,
            last,
            days,
            usual,
            _rules(rows, items),
            _steps(rows, items, day),
            _cosine(taken),
        )

    def blocks(self, rows: Ints | None = None) -> Iterator[tuple[Ints, dict[str, Floats]]]:
        """The scores of the customers at ``rows`` (None: all), some customers at a time.

        Gives their rows, and a table of customers by items for each of :data:`SOURCES`.
        """
        rows = np.arange(len(self.customers)) if rows is None else rows
        step = max(1, _BLOCK // max(len(self.items), 1))
        for start in range(0, len(rows), step):
            here = rows[start : start + step]
            yield here, self._scored(here)

    def _scored(self, rows: Ints) -> dict[str, Floats]:
        taken, last = self.taken[rows], self.last[rows]
        often = np.asarray(taken.todense(), dtype=float) / self.days[rows, None]
        bought = np.asarray((taken > 0).todense(), dtype=float)
        size = np.sqrt(np.maximum(bought.sum(axis=1, keepdims=True), 1.0))
        return {
            "best_seller": np.broadcast_to(self.usual, often.shape),
            "repeat_most": often,
            "repeat_last": np.asarray(last.todense(), dtype=float),
            "rules": np.asarray(self.follows.T.dot(often.T)).T,
            "sequences": _any_of(last, self.after),
            "similarity": bought @ self.alike / size,
        }

    def because(self, source: str, rows: Ints, items: Ints) -> list[str | None]:
        """For each pair of a row and an item, the bought item that speaks most for it."""
        held = self.last if source == "sequences" else self.taken
        links = {"rules": self.follows, "sequences": self.after}.get(source)
        names = self.items.to_list()
        said: list[str | None] = [None] * len(rows)
        for item in np.unique(items).tolist():
            places = np.flatnonzero(items == item)
            strength = self.alike[:, item] if links is None else links[:, [item]].toarray().ravel()
            known = held[rows[places]].minimum(1).multiply(strength).tocsr()
            best, most = known.argmax(axis=1), known.max(axis=1).toarray().ravel()
            for place, other, power in zip(places, np.asarray(best).ravel(), most, strict=True):
                said[place] = names[other] if power > 0 else None
        return said


def candidates(purchases: pl.DataFrame, most: int = CANDIDATES) -> pl.Series:
    """The items that most customers bought, at most ``most``, in alphabetical order."""
    heads = purchases.group_by("item").agg(pl.col("customer_id").n_unique())
    kept = heads.sort("customer_id", "item", descending=[True, False]).head(most)
    return kept["item"].sort()


def _places(values: pl.Series, among: pl.Series) -> Ints:
    return values.cast(pl.Enum(among)).to_physical().to_numpy().astype(np.int64)


def _table(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sp.csr_matrix:
    return sp.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()


def _rules(rows: pl.DataFrame, items: pl.Series) -> sp.csr_matrix:
    """The confidence of every pair beyond chance, of what is bought on one day."""
    baskets = rows.select(
        basket=pl.struct("customer_id", "day").rank("dense").cast(pl.Int64), item="item", day="day"
    )
    wanted = Thresholds(confidence=0.01, lift=1.0, baskets=_LEAST)
    rules = find_rules(baskets, wanted=wanted).rules
    return _links(
        rules["antecedents"].list.first(),
        rules["consequents"].list.first(),
        rules["confidence"],
        items,
    )


def _steps(rows: pl.DataFrame, items: pl.Series, day: int) -> sp.csr_matrix:
    """The confidence of every step beyond chance from one purchase day to the next."""
    try:
        steps = find_sequences(rows, as_of=day, least=_LEAST, confidence=0.01).steps
    except NotEnoughData:
        return sp.csr_matrix((len(items), len(items)))
    return _links(steps["item"], steps["next_item"], steps["confidence"], items)


def _links(
    first: pl.Series, then: pl.Series, strength: pl.Series, items: pl.Series
) -> sp.csr_matrix:
    size = (len(items), len(items))
    where = (_places(first, items), _places(then, items))
    return sp.coo_matrix((strength.to_numpy(), where), shape=size).tocsr()


def _any_of(held: sp.csr_matrix, chance: sp.csr_matrix) -> Floats:
    """The chance that at least one of what is held leads to each item, each for itself."""
    fails = chance.copy()
    fails.data = np.log1p(-np.minimum(fails.data, 0.999))
    return np.asarray(-np.expm1((held @ fails).todense()))


def _cosine(taken: sp.csr_matrix) -> Floats:
    """How alike the buyers of two items are; an item is not compared with itself."""
    bought = (taken > 0).astype(np.float64)
    together = np.asarray((bought.T @ bought).todense())
    size = np.sqrt(np.maximum(np.diag(together), 1.0))
    alike = together / size[:, None] / size[None, :]
    np.fill_diagonal(alike, 0.0)
    return alike
