"""What does each customer buy next, and is any rule for telling it better than the best seller?

What speaks for an item (:mod:`analytics.next_scores`) is weighed by a logistic model, learnt on the
next purchases of an earlier stretch of time and tried on those of a later one that it has not seen.
Beside it stand three ways that need no model: propose what sells best, what this customer took
last, what this customer takes most often. Where the model is not better than the best of these
beyond chance, that one is proposed to customers instead.

Sources: as in next_scores; hit rate at k as in G. Karypis, "Evaluation of Item-Based Top-N
Recommendation Algorithms", CIKM 2001; intervals, Wilson 1927; difference of paired shares, A.
Agresti, "Categorical Data Analysis", 3rd ed. 2013, section 11.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from analytics.findings import Finding, NotEnoughData, Value
from analytics.left_out import none_left_out, of_left_out
from analytics.next_proposals import (
    MODEL,
    OFFER,
    WAYS,
    best_of,
    features,
    offered,
    proposed,
    ranks_of,
)
from analytics.next_scores import SOURCES, Floats, Ints, Purchases, Scores
from analytics.shares import wilson

BASELINES = ("best_seller", "repeat_last", "repeat_most")
AT = (1, 5, 10)
_DECIDES = 5  # the place at which model and baseline are compared
_LEAST = 50  # customers with a next purchase, to learn from and to try on
_LEARNT = 300_000  # customers x items the weights are learnt from
_Z = 1.959963984540054
_FLAT = 1e-9  # a source that says the same of everything has no weight
_TRIED = 5_000  # customers drawn for the trial
_CUTS = (0.6, 0.8)  # of all purchase days: learnt on what follows the first, tried after the second


@dataclass(frozen=True)
class NextProduct:
    """The proof, and what is proposed.

    ``proof``: way, at, hit_rate, hit_low, hit_high. ``against``: for each baseline, the strongest
    first, the difference of hit rates at 5 (hit_gain, hit_gain_low, hit_gain_high). ``proposals``:
    customer_id, place, item, next_chance (null where a baseline proposes), because, because_item.
    ``way`` says who proposes. ``offers`` are the customers for ``item``, if one was asked for.
    """

    proof: pl.DataFrame
    against: pl.DataFrame
    proposals: pl.DataFrame
    offers: pl.DataFrame
    weights: Floats
    scores: Scores
    item: str
    way: str
    tried: int
    repeats: bool
    left_out: pl.DataFrame = field(default_factory=none_left_out)

    def offer(self, item: str) -> pl.DataFrame:
        """Every customer to whom ``item`` may be offered, the likeliest first.

        Columns customer_id, rank, next_chance, days_taken. Raises ``NotEnoughData`` for an item
        that is not among those proposed.
        """
        return offered(self.scores, self.weights, self.way, item, repeats=self.repeats)

    @property
    def beats(self) -> bool:
        """Whether the model is better than every baseline, beyond chance."""
        return self.way == MODEL

    @property
    def baseline(self) -> str:
        """The baseline with most hits at 5."""
        return str(self.against["way"][0])

    def hit(self, way: str, at: int = _DECIDES) -> float:
        """The hit rate of one way at one place."""
        return float(self.proof.filter(way=way, at=at)["hit_rate"].item())

    def summary(self) -> Mapping[str, Value]:
        """Hit rates of the model and of the best baseline."""
        return {
            "customers": len(self.scores.customers),
            "tried": self.tried,
            "candidates": len(self.scores.items),
            **{f"hit_{at}": self.hit(MODEL, at) for at in AT},
            "baseline": self.baseline,
            "baseline_hit": self.hit(self.baseline),
            "way": self.way,
        }

    def findings(self) -> list[Finding]:
        """Whether the model is worth having; what is offered to whom."""
        first = self.against.row(0, named=True)
        fields: dict[str, Value] = {
            "hit_5": self.hit(MODEL),
            "baseline": self.baseline,
            "baseline_hit": self.hit(self.baseline),
            "hit_gain_low": first["hit_gain_low"],
            "hit_gain_high": first["hit_gain_high"],
            "tried": self.tried,
        }
        found = [
            Finding("next_product.find_beats", fields, good=True)
            if self.beats
            else Finding("next_product.find_baseline", fields, good=False)
        ]
        single = self.proof.filter(
            pl.col("at") == _DECIDES, ~pl.col("way").is_in([MODEL, *BASELINES])
        )
        single = single.sort("hit_rate", "way", descending=[True, False])
        if self.beats and single["hit_rate"][0] > self.hit(MODEL):
            ahead: dict[str, Value] = {
                "way": single["way"][0],
                "hit_rate": single["hit_rate"][0],
            }
            found.append(Finding("next_product.find_single", ahead | {"hit_5": self.hit(MODEL)}))
        if self.proposals.height:
            heads = self.proposals.filter(place=1).group_by("item").len("customers")
            best = heads.sort("customers", "item", descending=[True, False]).row(0, named=True)
            found.append(Finding("next_product.find_most", best))
        if self.item:
            fields = {"item": self.item, "customers": self.offers.height}
            found.append(Finding("next_product.find_offer", fields))
        return found + of_left_out(self.left_out)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The proof, the proposals, the customers for the chosen item, and what was left out."""
        weights = pl.DataFrame({"way": SOURCES, "weight": self.weights[1:]})
        return {
            "proof": self.proof,
            "against": self.against,
            "weights": weights,
            "proposals": self.proposals,
            "offers": self.offers,
            "left_out": self.left_out,
        }


def propose(
    frame: pl.DataFrame, *, repeats: bool = False, item: str = "", seed: int = 1
) -> NextProduct:
    """What a PURCHASES frame says of each customer's next purchase.

    ``repeats``: items that a customer has bought may be proposed, and count as hits. ``item``: also
    rank customers for this one. Raises ``NotEnoughData`` where fewer than 50 customers bought again
    in the stretch that is learnt from or the one that is tried.
    """
    bought = Purchases.of(frame)
    newly = pl.col("day") != pl.col("day").shift(1).over("who")
    visits = bought.rows.filter(newly.fill_null(value=True))["day"].sort()
    if visits.is_empty():
        raise NotEnoughData("not_enough.no_purchases")
    learn, trial = (int(visits[int(len(visits) * cut)]) for cut in _CUTS)
    known = bought.before(trial).candidates()
    weights = _learnt(bought, known, learn, trial, repeats=repeats, seed=seed)
    hits = _tried(bought, known, trial, weights, repeats=repeats, seed=seed)
    tried = len(next(iter(hits.values())))
    proof, against = _proof(hits), _against(hits, repeats=repeats)
    way = MODEL if (against["hit_gain_low"] > 0).all() else str(against["way"][0])
    scores = Scores.of(bought, bought.candidates(), day=int(visits[-1]) + 1)
    offers = pl.DataFrame(schema=OFFER)
    if item:
        offers = offered(scores, weights, way, item, repeats=repeats)
    return NextProduct(
        proof=proof,
        against=against,
        proposals=proposed(scores, weights, way, repeats=repeats),
        offers=offers,
        weights=weights,
        scores=scores,
        item=item,
        way=way,
        tried=tried,
        repeats=repeats,
    )


def _next(
    bought: Purchases, scores: Scores, start: int, end: int | None, *, repeats: bool
) -> tuple[Ints, sp.csr_matrix]:
    """Who bought something that counts from ``start`` to before ``end``, and what, the first time.

    Gives rows of ``scores`` and, for each, the items: a table with one more column than items,
    which is blank.
    """
    late = bought.rows.filter(pl.col("day") >= start)
    late = late if end is None else late.filter(pl.col("day") < end)
    if not repeats:
        before = bought.before(start).rows.select("who", "what").unique()
        late = late.join(before, on=["who", "what"], how="anti")
    who = _placed(scores.customers, bought.customers, "who").rename({"place": "row"})
    late = late.join(who, on="who").filter(pl.col("day") == pl.col("day").min().over("row"))
    people = late["row"].unique().sort()
    if len(people) < _LEAST:
        raise NotEnoughData("not_enough.few_next", customers=len(people), least=_LEAST)
    known = late.join(_placed(scores.items, bought.items, "what"), on="what")
    where = (np.searchsorted(people.to_numpy(), known["row"].to_numpy()), known["place"].to_numpy())
    shape = (len(people), len(scores.items) + 1)
    truth = sp.coo_matrix((np.ones(known.height, dtype=bool), where), shape=shape)
    return people.to_numpy().astype(np.int64), truth.tocsr()


def _placed(some: pl.Series, among: pl.Series, name: str) -> pl.DataFrame:
    """The places of ``some`` texts ``among`` others (sorted) as ``name``; place: their own."""
    own = pl.DataFrame({"text": some}).with_row_index("place")
    others = pl.DataFrame({"text": among}).with_row_index(name)
    return own.join(others, on="text").select("place", pl.col(name).cast(pl.Int64))


def _drawn(size: int, most: int, seed: int) -> Ints:
    """Places of at most ``most`` of ``size``, drawn by chance, ascending."""
    if size <= most:
        return np.arange(size)
    return np.sort(np.random.default_rng(seed).choice(size, most, replace=False))


def _learnt(
    rows: Purchases, items: pl.Series, start: int, end: int, *, repeats: bool, seed: int
) -> Floats:
    """The intercept and the weight of each source, from next purchases of one stretch of time."""
    scores = Scores.of(rows, items, day=start)
    people, truth = _next(rows, scores, start, end, repeats=repeats)
    drawn = _drawn(len(people), max(_LEAST, _LEARNT // len(items)), seed)
    people, truth = people[drawn], truth[drawn, :-1]
    parts, wanted, at = [], [], 0
    for here, known in scores.blocks(people):
        keep = (known["repeat_most"] == 0) | repeats
        parts.append(features(known)[keep])
        wanted.append(truth[at : at + len(here)].toarray()[keep])
        at += len(here)
    x, y = np.concatenate(parts), np.concatenate(wanted)
    if not y.any() or y.all():
        raise NotEnoughData("not_enough.few_next", customers=0, least=_LEAST)
    spread = x.std(axis=0)
    used = spread > _FLAT
    fitted = LogisticRegression(max_iter=200).fit(x[:, used] / spread[used], y)
    weights = np.zeros(len(SOURCES) + 1)
    weights[0] = fitted.intercept_[0]
    weights[1:][used] = fitted.coef_[0] / spread[used]
    return weights


def _tried(
    rows: Purchases, items: pl.Series, trial: int, weights: Floats, *, repeats: bool, seed: int
) -> dict[str, Ints]:
    """The place of the first hit of each customer, by way; a large number where there is none."""
    scores = Scores.of(rows, items, day=trial)
    people, truth = _next(rows, scores, trial, None, repeats=repeats)
    drawn = _drawn(len(people), _TRIED, seed)
    people, truth = people[drawn], truth[drawn]
    idle = () if repeats else ("repeat_last", "repeat_most")
    places: dict[str, list[Ints]] = {way: [] for way in WAYS if way not in idle}
    ranks, at = ranks_of(weights), 0
    for here, known in scores.blocks(people):
        these = truth[at : at + len(here)].toarray()
        at += len(here)
        for way, found in places.items():
            best = best_of(ranks[way](known), known, max(AT), repeats=repeats)
            hit = np.take_along_axis(these, best, axis=1)
            found.append(np.where(hit.any(axis=1), hit.argmax(axis=1) + 1, max(AT) + 1))
    return {way: np.concatenate(found) for way, found in places.items()}


def _proof(hits: Mapping[str, Ints]) -> pl.DataFrame:
    """Hit rates with their Wilson intervals."""
    rows = []
    for way in hits:
        for at in AT:
            within = np.array([float((hits[way] <= at).sum())])
            ends = wilson(within, np.array([float(len(hits[way]))]))
            rows.append((way, at, *(float(end[0]) for end in ends)))
    return pl.DataFrame(rows, schema=["way", "at", "hit_rate", "hit_low", "hit_high"], orient="row")


def _against(hits: Mapping[str, Ints], *, repeats: bool) -> pl.DataFrame:
    """How far the model is above each baseline, on the same customers; the strongest first."""
    rows = []
    for way in BASELINES if repeats else BASELINES[:1]:
        model, other = hits[MODEL] <= _DECIDES, hits[way] <= _DECIDES
        n = len(model)
        only, lost = int((model & ~other).sum()), int((other & ~model).sum())
        gain = (only - lost) / n
        half = _Z * np.sqrt(max(only + lost - (only - lost) ** 2 / n, 0.0)) / n
        rows.append((way, float(other.mean()), gain, gain - half, gain + half))
    names = ["way", "hit_rate", "hit_gain", "hit_gain_low", "hit_gain_high"]
    found = pl.DataFrame(rows, schema=names, orient="row")
    return found.sort("hit_rate", "way", descending=[True, False])
