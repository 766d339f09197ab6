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
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray

from analytics.findings import NotEnoughData
from analytics.frames import PURCHASES
from analytics.itemsets import Baskets
from analytics.rules import Thresholds, kept_rules
from analytics.steps import Visits, kept_steps

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SOURCES = ("best_seller", "repeat_most", "repeat_last", "rules", "sequences", "similarity")
CANDIDATES = 2_000  # items bought by most customers: the others are never proposed
_BLOCK = 250_000  # customers x items at a time: tables of 2 MB stay near the processor
_LEAST = 30  # baskets that a rule or a step must lie in
_CONFIDENCE, _FALSE = 0.01, 0.05  # of a rule or a step; share of false ones


@dataclass(frozen=True)
class Purchases:
    """A PURCHASES frame in whole numbers, which stand for texts in alphabetical order.

    ``rows``: who and what (places among ``customers`` and ``items``), day; by who, day and what.
    """

    rows: pl.DataFrame
    customers: pl.Series
    items: pl.Series

    @classmethod
    def of(cls, frame: pl.DataFrame) -> "Purchases":
        """From the frame, which is held to its contract."""
        rows = PURCHASES.check(frame)
        customers, items = (rows[c].unique().sort() for c in ("customer_id", "item"))
        coded = rows.select(
            who=_places(rows["customer_id"], customers),
            day="day",
            what=_places(rows["item"], items),
        )
        return cls(coded.sort("who", "day", "what"), customers, items)

    def before(self, day: int) -> "Purchases":
        """Only those before ``day``."""
        return replace(self, rows=self.rows.filter(pl.col("day") < day))

    def among(self, items: pl.Series) -> "Purchases":
        """Only those of ``items``, which are sorted; ``what`` is a place among these."""
        place = np.full(len(self.items), -1)
        known = items.filter(items.is_in(self.items.implode()))
        place[_places(known, self.items).to_numpy()] = _places(known, items).to_numpy()
        what = pl.Series(place[self.rows["what"].to_numpy()], dtype=pl.Int64)
        return replace(
            self, rows=self.rows.with_columns(what=what).filter(pl.col("what") >= 0), items=items
        )

    def candidates(self, most: int = CANDIDATES) -> pl.Series:
        """The items that most customers bought, at most ``most``, in alphabetical order."""
        buyer = self.rows["what"] * len(self.customers) + self.rows["who"]
        heads = (buyer.unique() // len(self.customers)).alias("what").value_counts()
        kept = heads.sort("count", "what", descending=[True, False]).head(most)
        return self.items.gather(kept["what"].sort())


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
    def of(cls, purchases: Purchases, items: pl.Series, *, day: int) -> "Scores":
        """From the purchases before ``day``; only ``items`` (sorted) count.

        Raises ``NotEnoughData`` where none of them was bought before it.
        """
        rows = purchases.before(day).among(items).rows
        if rows.is_empty():
            raise NotEnoughData("not_enough.no_purchases")
        known = rows["who"].unique().sort()
        who, when, what = (rows[c].to_numpy() for c in ("who", "day", "what"))
        who = np.searchsorted(known.to_numpy(), who)
        shape = (len(known), len(items))
        newest = when == rows.select(pl.col("day").max().over("who"))["day"].to_numpy()
        basket = np.concatenate(([0], ((np.diff(who) != 0) | (np.diff(when) != 0)).cumsum()))
        starts = np.concatenate(([0], np.flatnonzero(np.diff(basket)) + 1))
        days = np.bincount(who[starts], minlength=len(known)).astype(float)
        taken = _table(who, what, shape)
        return cls(
            purchases.customers.gather(known),
            items,
            taken,
            _table(who[newest], what[newest], shape),
            days,
            np.asarray(taken.sum(axis=0)).ravel() / days.sum(),
            _rules(basket, what, items),
            _steps(who, when, what, items),
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


def _places(values: pl.Series, among: pl.Series) -> pl.Series:
    return values.cast(pl.Enum(among)).to_physical().cast(pl.Int64)


def _table(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sp.csr_matrix:
    return sp.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()


def _rules(basket: Ints, what: Ints, items: pl.Series) -> sp.csr_matrix:
    """The confidence of every pair beyond chance, of what is bought on one day."""
    rows = pl.DataFrame({"basket": basket, "item": what, "day": np.zeros_like(basket)})
    wanted = Thresholds(confidence=_CONFIDENCE, lift=1.0, baskets=_LEAST, false_share=_FALSE)
    rules, _ = kept_rules(Baskets.coded(rows, items), wanted)
    first, then = (rules[c].list.first().to_numpy() for c in ("antecedents", "consequents"))
    return _links(first, then, rules["confidence"], len(items))


def _steps(who: Ints, day: Ints, what: Ints, items: pl.Series) -> sp.csr_matrix:
    """The confidence of every step beyond chance from one purchase day to the next."""
    visits = Visits.of(who, day, what, len(items))
    if not len(visits.gaps):
        return sp.csr_matrix((len(items), len(items)))
    steps = kept_steps(visits, least=_LEAST, confidence=_CONFIDENCE, false_share=_FALSE)
    return _links(steps["a"].to_numpy(), steps["b"].to_numpy(), steps["confidence"], len(items))


def _links(first: Ints, then: Ints, strength: pl.Series, size: int) -> sp.csr_matrix:
    return sp.coo_matrix((strength.to_numpy(), (first, then)), shape=(size, size)).tocsr()


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
