"""Which open opportunities look like those that were won?

Logistic regression of won against lost on what was known when an opportunity was opened: who sells,
what, to which type of customer, for how much, and whether they had bought before. It is used only
where it told the newest opportunities that ended better than one win rate for all would have.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

Floats = npt.NDArray[np.float64]

LEAST = 100  # that ended, for a score
LEAST_EACH = 20  # won, and lost, on either side of the test
HELD = 0.3  # the newest that ended, by which the score is tested
_SURE = 1.645  # standard errors the gain must lie above 0: 95 %, one-sided
_LEAST_KIND = 10  # opportunities of a kind to count as one
_NAMED = ["staff", "category", "customer_type"]


@dataclass(frozen=True)
class Score:
    """``relative``: each row's chance to be won against the mean of those that ended; all 1 where
    ``used`` is false. ``auc``: of the newest that ended, those of the test, how often a won one
    stood above a lost one; None where there are too few for a test.
    """

    relative: Floats
    used: bool
    auc: float | None
    tested: int


def score(rows: pl.DataFrame) -> Score:
    """Score the rows of an OPPORTUNITIES frame by those of them that ended."""
    ended = rows.filter(pl.col("outcome").is_not_null()).sort("closed", "opportunity_id")
    cut = round(ended.height * (1 - HELD))
    older, newer = ended.head(cut), ended.slice(cut)
    none = np.ones(rows.height)
    if ended.height < LEAST or min(_rarer(older), _rarer(newer)) < LEAST_EACH:
        return Score(none, used=False, auc=None, tested=0)
    won = _won(newer)
    chance = _model(older).predict_proba(_inputs(newer))[:, 1]
    gain = _loss(won, np.full(len(won), _won(older).mean())) - _loss(won, chance)
    auc = float(roc_auc_score(won, chance))
    if gain.mean() <= _SURE * gain.std(ddof=1) / np.sqrt(len(gain)):
        return Score(none, used=False, auc=auc, tested=newer.height)
    chance = _model(ended).predict_proba(_inputs(rows))[:, 1]
    return Score(chance / _won(ended).mean(), used=True, auc=auc, tested=newer.height)


def _model(ended: pl.DataFrame) -> Pipeline:
    kinds = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=_LEAST_KIND)
    columns = make_column_transformer(
        (kinds, _NAMED), (StandardScaler(), ["size"]), remainder="passthrough"
    )
    # Ridge on scaled columns: with some twenty of a seller, a rate is drawn towards the others'.
    model = make_pipeline(columns, LogisticRegression(C=0.5, max_iter=500))
    return model.fit(_inputs(ended), _won(ended))


def _inputs(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        *[pl.col(name).fill_null("") for name in _NAMED],
        size=pl.col("amount").clip(lower_bound=0).log1p(),
        bought_before="bought_before",
    )


def _won(rows: pl.DataFrame) -> Floats:
    return (rows["outcome"] == "won").cast(pl.Float64).to_numpy()


def _rarer(rows: pl.DataFrame) -> int:
    won = int(_won(rows).sum())
    return min(won, rows.height - won)


def _loss(won: Floats, chance: Floats) -> Floats:
    """The logarithmic loss of each."""
    sure = np.clip(chance, 1e-9, 1 - 1e-9)
    loss: Floats = -np.log(np.where(won > 0, sure, 1 - sure))
    return loss
