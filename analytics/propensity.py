"""Who answers a contact, and how far can the model be believed?

Of earlier campaigns it is known who answered and what was known of everybody before they began. Two
models learn from it; the one that gave the better chances (log-loss) to campaigns it had not seen
is kept, and held against a rank by RFM and against no model at all. What goes with answering is
association: it says whom to ask, not why they answer.

Source: N. Levin and J. Zahavi, "Predictive Modeling Using Segmentation", Journal of Interactive
Marketing 15(2), 2001; permutation importance, L. Breiman, Machine Learning 45, 2001, pp. 5-32. How
models are tested: ``analytics.response_models``; gains and lift: ``analytics.response_gains``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import CAMPAIGN_FEATURES, KNOWN_BEFORE, TARGETED
from analytics.response_gains import (
    Lifts,
    auc,
    calibration,
    curve,
    lifts,
    log_loss,
    places,
    rfm_score,
    tenths,
)
from analytics.response_models import (
    LEAST,
    LOGISTIC,
    MODELS,
    Fitted,
    Floats,
    Fold,
    enough,
    fit,
    folds,
)

_TELLING = 0.02  # of all that the model knows: features below say too little for a sentence
_TOLD = 3  # features in sentences
_SHUFFLED = 4_000  # members of a fold on which features are shuffled


@dataclass(frozen=True)
class Propensity:
    """Who answers, tested out of sample.

    ``tested`` holds the members that were scored unseen: campaign_id, customer_id, chance (of an
    answer, 0-1), place (in the campaign, 0 best), responded. ``tenths``, ``curve``,
    ``calibration``: see :mod:`analytics.response_gains`. ``drivers``, the most telling first:
    factor, importance (its share of what the model knows, on unseen members), coefficient
    (standardised, of the logistic regression), answered and others (means). ``models``: model,
    log_loss, auc_model of each rival. ``scores``, of customers now, best first: rank, customer_id,
    answer_chance, recency_days, orders_before, revenue.
    """

    campaign: str | None
    campaigns: int
    model: str
    tested_by: str
    tested: pl.DataFrame
    models: pl.DataFrame
    tenths: pl.DataFrame
    curve: pl.DataFrame
    calibration: pl.DataFrame
    drivers: pl.DataFrame
    scores: pl.DataFrame
    lifts: Lifts

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures."""
        rows, lift = self.tested, self.lifts
        own = self.models.row(by_predicate=pl.col("rival") == self.model, named=True)
        none = self.models.row(by_predicate=pl.col("rival") == "no_model", named=True)
        rfm = self.models.row(by_predicate=pl.col("rival") == "rfm_rank", named=True)
        return {
            "response_model": self.model,
            "tested_by": self.tested_by,
            "campaigns": self.campaigns,
            "contacted": rows.height,
            "responses": int(rows["responded"].sum()),
            "response_rate": float(rows["responded"].mean()),  # type: ignore[arg-type]
            "expected_rate": float(rows["chance"].mean()),  # type: ignore[arg-type]
            "auc_model": own["auc_model"],
            "auc_rfm": rfm["auc_model"],
            "top_lift": lift.model.value,
            "top_lift_low": lift.model.low,
            "top_lift_high": lift.model.high,
            "top_lift_rfm": lift.rfm.value,
            "lift_ahead": lift.ahead.value,
            "lift_ahead_low": lift.ahead.low,
            "lift_ahead_high": lift.ahead.high,
            "log_loss": own["log_loss"],
            "log_loss_none": none["log_loss"],
            "calibrated": self.calibrated,
            "scored": self.scores.height,
        }

    @property
    def useful(self) -> bool:
        """Whether the best tenth answers more than a tenth drawn by lot."""
        return self.lifts.model.low > 1

    @property
    def calibrated(self) -> int:
        """In how many of the ten groups the expected rate lies in the interval of what came."""
        inside = pl.col("expected_rate").is_between("response_low", "response_high")
        return int(self.calibration.select(inside.sum()).item())

    def findings(self) -> list[Finding]:
        """What the model is worth; whether simple RFM does as well; chances; what goes with it."""
        told = self.summary()
        names = ("top_lift", "top_lift_low", "top_lift_high")
        lead = "find_lift" if self.useful else "find_no_lift"
        found = [_finding(lead, told, *names, good=self.useful)]
        better = self.lifts.ahead.low > 0
        key = "find_beats_rfm" if better else "find_like_rfm"
        if self.lifts.ahead.high < 0:
            key = "find_below_rfm"
        found.append(_finding(key, told, "top_lift", "top_lift_rfm", good=better or None))
        loss = ("log_loss", "log_loss_none")
        if told["log_loss"] >= told["log_loss_none"]:  # type: ignore[operator]
            found.append(_finding("find_no_chances", told, *loss, good=False))
        else:
            rates = ("calibrated", "expected_rate", "response_rate")
            found.append(_finding("find_calibrated", told, *rates))
        told_of = self.drivers.filter(pl.col("importance") >= _TELLING).head(_TOLD)
        for row in told_of.iter_rows(named=True):
            side = "more" if row["answered"] > row["others"] else "less"
            fields: dict[str, Value] = {"factor": row["factor"]}
            found.append(Finding(f"propensity.driver_{side}", fields))
        how = (
            "propensity.find_by_time"
            if self.tested_by == "time"
            else "propensity.find_by_customers"
        )
        return [*found, Finding(how, {"campaigns": self.campaigns})]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The customers now, best first, and how the model was tested."""
        return {
            "scores": self.scores,
            "tenths": self.tenths,
            "gains": self.curve,
            "calibration": self.calibration,
            "drivers": self.drivers,
            "models": self.models,
        }


def score_response(
    members: pl.DataFrame, now: pl.DataFrame, *, campaign: str | None = None, seed: int = 0
) -> Propensity:
    """Models of the answers in a TARGETED frame, tested unseen, and the chance of customers now.

    ``now`` is CAMPAIGN_FEATURES of the customers to score. With ``campaign`` that one alone is the
    test; the others are learnt from. Control groups are left out: nobody asked them. Raises
    ``NotEnoughData`` where fewer than :data:`LEAST` answered or did not.
    """
    rows = TARGETED.check(members).filter("treated").sort(TARGETED.key)
    if rows.is_empty():
        raise NotEnoughData("not_enough.no_finished_campaign")
    if campaign is not None and campaign not in rows["campaign_id"]:
        raise NotEnoughData("not_enough.no_such_campaign", campaign=campaign)
    answers = rows["responded"].to_numpy()
    if not enough(answers):
        raise NotEnoughData("not_enough.few_responses", responses=int(answers.sum()), needed=LEAST)
    parts, tested_by = folds(rows, answers, campaign=campaign, seed=seed)
    parts = [part for part in parts if enough(answers[part.learn])]
    asked = np.concatenate([part.score for part in parts]) if parts else np.zeros(0, dtype=int)
    if not 0 < answers[asked].sum() < len(asked):
        few = int(answers[asked].sum())
        raise NotEnoughData("not_enough.few_responses", responses=few, needed=LEAST)
    tested = rows[asked]
    hits = answers[asked]
    trials = {name: _tested(rows, answers, parts, name, seed) for name in MODELS}
    chances = {name: np.concatenate([c for _, c in trial]) for name, trial in trials.items()}
    losses = {name: log_loss(chance, hits) for name, chance in chances.items()}
    chosen = min(MODELS, key=lambda name: (losses[name], name))
    rfm, best = rfm_score(tested), chances[chosen]
    place, other = places(tested, best), places(tested, rfm)
    usual = np.concatenate([np.full(len(p.score), answers[p.learn].mean()) for p in parts])
    final = fit(rows, answers, chosen, seed=seed)
    return Propensity(
        campaign=campaign,
        campaigns=tested["campaign_id"].n_unique(),
        model=chosen,
        tested_by=tested_by,
        tested=tested.select("campaign_id", "customer_id", "responded").with_columns(
            chance=pl.Series(best), place=pl.Series(place)
        ),
        models=_rivals(tested, hits, chances, rfm, usual),
        tenths=tenths(place, hits),
        curve=curve(place, other, hits),
        calibration=calibration(best, hits),
        drivers=_drivers(rows, answers, parts, trials[chosen], seed),
        scores=_scores(CAMPAIGN_FEATURES.check(now), final),
        lifts=lifts(tested["customer_id"], place, other, hits, seed=seed),
    )


def _tested(
    rows: pl.DataFrame, answers: npt.NDArray[np.bool_], parts: list[Fold], name: str, seed: int
) -> list[tuple[Fitted, Floats]]:
    """The model of each fold, and the chances it gave to the members it had not seen."""
    found = []
    for part in parts:
        model = fit(rows[part.learn], answers[part.learn], name, seed=seed)
        found.append((model, model.chance(rows[part.score])))
    return found


def _rivals(
    tested: pl.DataFrame,
    hits: npt.NDArray[np.bool_],
    chances: Mapping[str, Floats],
    rfm: Floats,
    usual: Floats,
) -> pl.DataFrame:
    """Both models, the rank by RFM, which gives no chance, and the same chance for everybody."""
    rows = [
        {"rival": name, "log_loss": log_loss(chance, hits), "auc_model": auc(tested, chance, hits)}
        for name, chance in chances.items()
    ]
    rows.append({"rival": "rfm_rank", "log_loss": None, "auc_model": auc(tested, rfm, hits)})
    rows.append({"rival": "no_model", "log_loss": log_loss(usual, hits), "auc_model": 0.5})
    kinds = {"rival": pl.String(), "log_loss": pl.Float64(), "auc_model": pl.Float64()}
    return pl.DataFrame(rows, schema=kinds)


def _drivers(
    rows: pl.DataFrame,
    answers: npt.NDArray[np.bool_],
    parts: list[Fold],
    trial: list[tuple[Fitted, Floats]],
    seed: int,
) -> pl.DataFrame:
    """What the model loses on unseen members when one feature is shuffled, as a share of all."""
    rng = np.random.default_rng(seed)
    lost = dict.fromkeys(KNOWN_BEFORE, 0.0)
    for part, (model, chance) in zip(parts, trial, strict=True):
        some = np.sort(rng.permutation(len(part.score))[:_SHUFFLED])
        values, hits = model.scale.apply(rows[part.score[some]]), answers[part.score[some]]
        before = log_loss(chance[some], hits)
        for column, name in enumerate(model.scale.names):
            mixed = values.copy()
            mixed[:, column] = rng.permutation(mixed[:, column])
            lost[name] += (log_loss(model.chance_of(mixed), hits) - before) * len(hits)
    known = {name: max(lost[name], 0.0) for name in KNOWN_BEFORE}
    linear = fit(rows, answers, LOGISTIC, seed=seed)
    slopes = dict(zip(linear.scale.names, linear.model[-1].coef_[0], strict=True))
    means = [
        rows.filter(pl.Series(side)).select(pl.col(KNOWN_BEFORE).cast(pl.Float64).mean()).row(0)
        for side in (answers, ~answers)
    ]
    table = pl.DataFrame(
        {
            "factor": list(KNOWN_BEFORE),
            "importance": [v / max(sum(known.values()), 1e-12) for v in known.values()],
            "coefficient": [slopes.get(name) for name in KNOWN_BEFORE],
            "answered": means[0],
            "others": means[1],
        },
        schema_overrides=dict.fromkeys(("coefficient", "answered", "others"), pl.Float64),
    )
    return table.drop_nulls().sort("importance", "factor", descending=[True, False])


def _scores(now: pl.DataFrame, model: Fitted) -> pl.DataFrame:
    """Customers by their chance to answer, ties by customer_id."""
    chance = model.chance(now) if now.height else np.zeros(0)
    ranked = now.with_columns(answer_chance=pl.Series(chance, dtype=pl.Float64)).sort(
        "answer_chance", "customer_id", descending=[True, False]
    )
    return ranked.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).select(
        *("rank", "customer_id", "answer_chance", "recency_days", "orders_before", "revenue")
    )


def _finding(key: str, told: Mapping[str, Value], *names: str, good: bool | None = None) -> Finding:
    return Finding(f"propensity.{key}", {name: told[name] for name in names}, good=good)
