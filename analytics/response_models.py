"""Models of who answers a contact, and how they are tested: always on campaigns they have not seen.

A logistic regression on logged, standardised features, and gradient boosting of shallow trees. They
are tested forwards in time: each block of campaigns is scored by models fitted on campaigns that
had ended before the block began. A company with one campaign, or none early enough, is tested by
customers in five parts instead: nobody's answer is scored by a model that has seen it.

Source: D. R. Cox, Journal of the Royal Statistical Society B 20, 1958; J. H. Friedman, Annals of
Statistics 29, 2001, pp. 1189-1232; of testing forwards, L. J. Tashman, International Journal of
Forecasting 16, 2000, pp. 437-450.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.frames import KNOWN_BEFORE

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

LEAST = 50
"""Answers, and people without one, that a model must have seen."""

LOGISTIC, BOOSTING = "logistic", "boosting"
MODELS = (LOGISTIC, BOOSTING)
PARTS = 5
_ALIKE = 0.97  # correlation beyond which two features are one, and neither could be read
_MONEY = ("revenue", "gross_margin", "contribution")


@dataclass(frozen=True)
class Fold:
    """Rows to learn from and rows to score; no customer of a campaign is in both."""

    learn: Places
    score: Places


@dataclass(frozen=True)
class Scale:
    """How features become numbers of one size: the usual size of money, the middle of blanks."""

    usual: Mapping[str, float]
    middle: Mapping[str, float]

    @classmethod
    def of(cls, members: pl.DataFrame) -> "Scale":
        """Learnt from these members alone; a feature that says what an earlier one does is left."""
        usual = {c: _size(members[c]) for c in _MONEY}
        columns = cls(usual, dict.fromkeys(KNOWN_BEFORE, 0.0))._columns(members)
        middle = {
            c: float(np.nanmean(v)) if np.isfinite(v).any() else 0.0 for c, v in columns.items()
        }
        filled = {c: np.where(np.isnan(v), middle[c], v) for c, v in columns.items()}
        kept: list[str] = []
        for name, values in filled.items():
            if np.ptp(values) > 0 and not any(_alike(values, filled[other]) for other in kept):
                kept.append(name)
        return cls(usual, {name: middle[name] for name in kept or KNOWN_BEFORE[:1]})

    @property
    def names(self) -> tuple[str, ...]:
        """The features that are used, in the order of their columns."""
        return tuple(self.middle)

    def apply(self, members: pl.DataFrame) -> Floats:
        """Members x features, no blanks."""
        columns = self._columns(members)
        return np.column_stack(
            [np.where(np.isnan(v), self.middle[c], v) for c, v in columns.items()]
        )

    def _columns(self, members: pl.DataFrame) -> dict[str, Floats]:
        found = {}
        for name in self.middle:
            values = members[name].cast(pl.Float64).fill_null(np.nan).to_numpy().astype(float)
            if name in _MONEY:
                found[name] = np.arcsinh(values / self.usual[name])
            else:
                found[name] = (
                    values if name == "discount_share" else np.log1p(np.maximum(values, 0))
                )
        return found


@dataclass(frozen=True)
class Fitted:
    """A fitted model: :meth:`chance` of an answer for members it may never have seen."""

    name: str
    scale: Scale
    model: Any

    def chance(self, members: pl.DataFrame) -> Floats:
        """The chance of an answer, 0-1, in the order of the frame."""
        return self.chance_of(self.scale.apply(members))

    def chance_of(self, values: Floats) -> Floats:
        """The same of features that are scaled already."""
        with threadpool_limits(1, user_api="openmp"):
            return np.asarray(self.model.predict_proba(values)[:, 1], dtype=float)


def fit(members: pl.DataFrame, answers: npt.NDArray[np.bool_], name: str, *, seed: int) -> Fitted:
    """The model ``name`` fitted on these members, sorted by key first."""
    order = members.with_row_index("place").sort("campaign_id", "customer_id")["place"].to_numpy()
    rows = members[order]
    scale = Scale.of(rows)
    with threadpool_limits(
        1, user_api="openmp"
    ):  # small trees: threads that wait for each other cost more
        model = _model(name, seed).fit(scale.apply(rows), answers[order])
    return Fitted(name, scale, model)


def _model(name: str, seed: int) -> Pipeline | HistGradientBoostingClassifier:
    if name == LOGISTIC:
        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000))
    return HistGradientBoostingClassifier(
        max_iter=60,
        max_leaf_nodes=8,
        min_samples_leaf=40,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )


def folds(
    members: pl.DataFrame, answers: npt.NDArray[np.bool_], *, campaign: str | None, seed: int
) -> tuple[list[Fold], str]:
    """How the models are tested, and by what: ``time`` or ``customers``.

    ``members`` in any order. With ``campaign`` its members alone are scored.
    """
    ahead = list(_forwards(members, answers, campaign))
    if ahead:
        return ahead, "time"
    asked = (
        members["campaign_id"].to_numpy() == campaign if campaign else np.ones(len(members), bool)
    )
    part = customer_parts(members["customer_id"], seed=seed)
    found = [
        Fold(np.flatnonzero(asked & (part != n)), np.flatnonzero(asked & (part == n)))
        for n in range(PARTS)
    ]
    return [fold for fold in found if len(fold.score) and len(set(answers[fold.learn])) > 1], (
        "customers"
    )


def customer_parts(customers: pl.Series, *, seed: int) -> Places:
    """One of :data:`PARTS` parts for each row: the same for all rows of a customer."""
    known, place = np.unique(customers.to_numpy(), return_inverse=True)
    return np.asarray(np.random.default_rng(seed).permutation(len(known)) % PARTS)[place]


def _forwards(
    members: pl.DataFrame, answers: npt.NDArray[np.bool_], campaign: str | None
) -> Iterator[Fold]:
    """Blocks of campaigns in order of time, each with the rows that were known before it."""
    starts = members["start_day"].to_numpy()
    ends = members["end_day"].to_numpy()
    names = members["campaign_id"].to_numpy()
    order = members.select("start_day", "campaign_id").unique().sort("start_day", "campaign_id")
    usable = [
        name
        for day, name in order.rows()
        if enough(answers[ends < day]) and campaign in (None, name)
    ]
    for block in np.array_split(np.array(usable, dtype=object), min(PARTS, max(len(usable), 1))):
        score = np.flatnonzero(np.isin(names, block.tolist()))
        if len(score):
            yield Fold(np.flatnonzero(ends < starts[score].min()), score)


def enough(answers: npt.NDArray[np.bool_]) -> bool:
    """Whether a model can learn from these: :data:`LEAST` with and without an answer."""
    return min(int(answers.sum()), int((~answers).sum())) >= LEAST


def _alike(one: Floats, other: Floats) -> bool:
    return abs(float(np.corrcoef(one, other)[0, 1])) > _ALIKE


def _size(values: pl.Series) -> float:
    """The usual size of an amount, above 0."""
    sizes = values.abs()
    found = sizes.filter(sizes > 0).median()
    return float(found) if isinstance(found, int | float) and found > 0 else 1.0
