"""Two models of what a contact changes, fitted on some customers of a campaign, told for others.

*Two models*: the chance to order if contacted less the chance if left alone, a logistic regression
of each arm. *Class transformation*: one logistic regression of Z = 1 for a treated member who
ordered or a control member who did not, each arm weighing alike; uplift is 2·P(Z) − 1.

Source: B. Hansotia and B. Rukstales, Journal of Interactive Marketing 16(3), 2002; M. Jaskowski and
S. Jaroszewicz, "Uplift Modeling for Clinical Trial Data", ICML Workshop 2012.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from analytics.qini import Qini, qini
from analytics.response_models import PARTS, Scale, customer_parts

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TWO_MODELS, CLASS = "two_models", "class_transformation"
METHODS = (TWO_MODELS, CLASS)
_PENALTY = 0.1  # C: arms are small, and a difference of two chances is easily overfitted

Told = Callable[[pl.DataFrame], Floats]


@dataclass(frozen=True)
class Unseen:
    """What each method told of members it had not seen, in the order of customer_id."""

    scores: Mapping[str, Floats]
    curves: Mapping[str, Qini]

    @property
    def method(self) -> str:
        """The method whose ranking has the larger Qini coefficient."""
        return max(METHODS, key=lambda name: (self.curves[name].coefficient, name == TWO_MODELS))

    @property
    def best(self) -> Floats:
        """Its scores."""
        return self.scores[self.method]


def fit_uplift(members: pl.DataFrame, method: str) -> Told:
    """The ``method`` fitted on members of one campaign (of TARGETED), both arms."""
    rows = members.sort("customer_id")
    scale = Scale.of(rows)
    plain = StandardScaler().fit(scale.apply(rows))
    values = plain.transform(scale.apply(rows))
    arm, hits = rows["treated"].to_numpy(), rows["ordered"].to_numpy()
    if method == CLASS:
        share = arm.mean()
        weight = np.where(arm, 1 / share, 1 / (1 - share))
        weight /= weight.mean()
        model = _chance(values, arm == hits, weight)
        return lambda asked: 2 * model(plain.transform(scale.apply(asked))) - 1
    if_asked, if_not = (_chance(values[side], hits[side], None) for side in (arm, ~arm))

    def told(asked: pl.DataFrame) -> Floats:
        known = plain.transform(scale.apply(asked))
        return np.asarray(if_asked(known) - if_not(known))

    return told


def unseen_uplift(members: pl.DataFrame, *, seed: int) -> Unseen:
    """Both methods on one campaign, in five parts by customer, each told by the other four."""
    rows = members.sort("customer_id")
    part = customer_parts(rows["customer_id"], seed=seed)
    arm, hits = rows["treated"].to_numpy(), rows["ordered"].to_numpy()
    scores = {name: np.zeros(rows.height) for name in METHODS}
    for number in range(PARTS):
        learn, asked = rows.filter(part != number), rows.filter(part == number)
        for name in METHODS if asked.height else ():
            scores[name][part == number] = fit_uplift(learn, name)(asked)
    return Unseen(scores, {name: qini(s, hits, arm, seed=seed) for name, s in scores.items()})


def _chance(values: Floats, hits: Flags, weight: Floats | None) -> Callable[[Floats], Floats]:
    """A logistic regression; where all did the same, that."""
    if hits.all() or not hits.any():
        return lambda asked: np.full(len(asked), float(hits.all()))
    model = LogisticRegression(C=_PENALTY, max_iter=1_000).fit(values, hits, sample_weight=weight)
    return lambda asked: np.asarray(model.predict_proba(asked)[:, 1], dtype=float)
