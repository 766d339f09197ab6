"""In which order would a model have contacted the members of one campaign, without having seen it?

By the chance of an answer, learnt from the treated of campaigns that had ended before, else from
other customers of the same one; members of the control group are ranked by the same models.
"""

import numpy as np
import polars as pl

from analytics.findings import NotEnoughData
from analytics.response_gains import log_loss
from analytics.response_models import LEAST, MODELS, Floats, enough, fit, folds


def unseen_chances(
    members: pl.DataFrame, campaign: str, *, seed: int
) -> tuple[pl.DataFrame, Floats, str]:
    """The rows of ``campaign`` in a TARGETED frame, their chance of an answer, and how tested.

    Raises ``NotEnoughData`` where fewer than :data:`LEAST` answered or did not in what was known.
    """
    rows = members.sort("campaign_id", "customer_id")
    treated, answers = rows["treated"].to_numpy(), rows["responded"].to_numpy()
    parts, tested_by = folds(rows, answers & treated, campaign=campaign, seed=seed)
    learnt = [part.learn[treated[part.learn]] for part in parts]
    if not parts or not all(enough(answers[learn]) for learn in learnt):
        few = max((int(answers[learn].sum()) for learn in learnt), default=0)
        raise NotEnoughData("not_enough.few_responses", responses=few, needed=LEAST)
    best: tuple[float, Floats] | None = None
    score = np.concatenate([part.score for part in parts])
    asked = treated[score]
    for name in MODELS:
        chance = np.concatenate(
            [
                fit(rows[learn], answers[learn], name, seed=seed).chance(rows[part.score])
                for part, learn in zip(parts, learnt, strict=True)
            ]
        )
        loss = log_loss(chance[asked], answers[score][asked])
        if best is None or loss < best[0]:
            best = loss, chance
    assert best is not None  # noqa: S101 - MODELS is not empty
    order = np.argsort(score)
    return rows[score[order]], best[1][order], tested_by
