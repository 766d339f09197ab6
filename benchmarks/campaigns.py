"""Response, who answers and uplift on a million lines, beside bare pandas and scikit-learn."""

import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.frames import KNOWN_BEFORE
from analytics.propensity import score_response
from analytics.response import measure_response
from analytics.targeted import join_targeted
from analytics.uplift import measure_uplift
from benchmarks.measuring import ROUNDS, interleaved, load, machine, table, write
from data.conform import conform
from data.facts import Facts
from data.frames.campaign_features import campaign_features, features_now
from data.frames.campaigns import campaign_frames
from data.frames.lines import EPOCH_ORDINAL
from data.frames.span import span
from data.rates import Rates
from data.samples.toko_nusantara import generate
from data.scope import Scope, settle
from data.tables import TABLES

LINES = 1_000_000
PARTS = 5
ABOUT = """Toko Nusantara's twelve campaigns. *Response* begins at the Parquet files: members by arm
with what they bought in the campaign's days and before, effects with intervals, CUPED, balance and
fatigue; pandas reads the same columns and gives the two means of orders, nothing else, and they are
equal. *Who answers* and *uplift* begin at the features of the members, in memory on both sides: our
two models are tested on later campaigns (uplift: in five parts), with gains, calibration, Qini and
their bands by bootstrap; scikit-learn fits and predicts the same kinds of model in five parts and
once more for all, scikit-uplift's two models in five parts with its Qini area, and nothing is drawn
again. There the same people are counted; the figures are compared in the tests. Medians, each run
in a process of its own, the two sides in turn."""
_TABLES = ("order_lines", "products", "customers", "interactions", "campaigns", "campaign_members")


def prepare(folder: Path, lines: int) -> None:
    """The tables as files, and the features of members (targeted) and of customers now."""
    made = generate(lines=lines)
    for name in _TABLES:
        rows = conform(TABLES[name], made.tables[name]).drop(*TABLES[name].personal)
        rows.write_parquet(folder / f"{name}.parquet")
    facts, scope, known = _opened(folder)
    found = campaign_frames(facts, scope, Rates(), known)
    features = campaign_features(facts, scope, Rates())
    as_of = known.last.toordinal() - EPOCH_ORDINAL
    members = join_targeted(found.campaigns, found.members, features, as_of=as_of)
    members.write_parquet(folder / "targeted.parquet")
    features_now(facts, scope, Rates()).write_parquet(folder / "now.parquet")


def _opened(folder: Path) -> tuple[Facts, Scope, Any]:
    facts = Facts({name: [folder / f"{name}.parquet"] for name in _TABLES})
    known = span(facts)
    scope, _ = settle(Scope("toko"), *known)
    return facts, scope, known


def response(folder: str) -> dict[str, list[float]]:
    """Orders of a member by campaign: of those contacted, and of the control group."""
    facts, scope, known = _opened(Path(folder))
    found = campaign_frames(facts, scope, Rates(), known)
    result = measure_response(found.campaigns, found.members)
    told = result.effects["campaign_id"].unique()
    arms = found.members.filter(pl.col("campaign_id").is_in(told.implode()))  # before CUPED
    alone = pl.col("arm") == "control"
    means = arms.group_by("campaign_id").agg(
        pl.col("orders").filter(~alone).mean().round(9),
        control=pl.col("orders").filter(alone).mean().round(9),
    )
    return {name: [treated, control] for name, treated, control in means.rows()}


def response_pandas(folder: str) -> dict[str, list[float]]:
    """The same by pandas: orders between the first and the last day, by arm."""
    home = Path(folder)
    read = ["order_id", "customer_id", "day", "quantity", "status"]
    lines = pd.read_parquet(home / "order_lines.parquet", columns=read)
    lines = lines[lines["status"].fillna("completed") != "cancelled"]
    orders = lines.groupby(["order_id", "customer_id"], as_index=False).agg(
        quantity=("quantity", "sum"), day=("day", "min")
    )
    orders = orders[orders["quantity"] > 0]
    members = pd.read_parquet(home / "campaign_members.parquet")
    campaigns = pd.read_parquet(home / "campaigns.parquet")
    found = {}
    for one in campaigns.itertuples():
        mine = members[members["campaign_id"] == one.campaign_id]
        inside = orders["day"].between(one.starts_day, one.ends_day)
        counts = orders.loc[inside, "customer_id"].value_counts()
        ordered = mine["customer_id"].map(counts).fillna(0)
        alone = mine["arm"] == "control"
        if alone.any():
            arms = (ordered[~alone], ordered[alone])
            found[str(one.campaign_id)] = [round(float(arm.mean()), 9) for arm in arms]
    return found


def answers(folder: str) -> int:
    """Customers with a chance to answer."""
    members, now = _features(folder)
    return score_response(members, now).scores.height


def answers_sklearn(folder: str) -> int:
    """The same two models by scikit-learn alone."""
    members, now = (frame.to_pandas() for frame in _features(folder))
    asked = members[members["treated"]]
    values, hits = _matrix(asked), asked["responded"].to_numpy()
    with threadpool_limits(1, user_api="openmp"):  # as ours: threads that wait cost more
        for model in (_logistic(), _boosting()):
            cross_val_predict(model, values, hits, cv=PARTS, method="predict_proba")
    chance = _logistic().fit(values, hits).predict_proba(_matrix(now))[:, 1]
    return len(np.argsort(-chance, kind="stable"))


def uplift(folder: str) -> int:
    """Members whose uplift was told unseen."""
    members, now = _features(folder)
    return measure_uplift(members, now).members


def uplift_sklift(folder: str) -> int:
    """The same two methods by scikit-uplift, in five parts, with its area."""
    from sklift.metrics import qini_auc_score  # noqa: PLC0415 - importing it warns
    from sklift.models import ClassTransformation, TwoModels  # noqa: PLC0415 - as above

    warnings.simplefilter("ignore")
    members = _features(folder)[0].to_pandas()
    latest = members.groupby("campaign_id").agg(
        control=("treated", lambda arm: not arm.all()), start=("start_day", "max")
    )
    name = latest.reset_index().sort_values(["control", "start", "campaign_id"])["campaign_id"]
    rows = members[members["campaign_id"] == name.iloc[-1]].sort_values("customer_id")
    values, hits = _matrix(rows), rows["ordered"].astype(int).to_numpy()
    arm = rows["treated"].astype(int).to_numpy()
    part = np.random.default_rng(0).permutation(len(rows)) % PARTS
    makers: tuple[Callable[[], Any], ...] = (
        lambda: TwoModels(_logistic(), _logistic()),
        lambda: ClassTransformation(_logistic()),
    )
    for make in makers:
        told = np.zeros(len(rows))
        for number in range(PARTS):
            learn = part != number
            model = make().fit(values[learn], hits[learn], arm[learn])
            told[~learn] = model.predict(values[~learn])
        qini_auc_score(hits, told, arm)
    return len(rows)


def _features(folder: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    home = Path(folder)
    return pl.read_parquet(home / "targeted.parquet"), pl.read_parquet(home / "now.parquet")


def _matrix(rows: "pd.DataFrame") -> np.ndarray[Any, Any]:
    found: np.ndarray[Any, Any] = rows[list(KNOWN_BEFORE)].fillna(0).to_numpy(dtype=float)
    return found


def _logistic() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000))


def _boosting() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=8, min_samples_leaf=40, l2_regularization=1.0,
        early_stopping=False, random_state=0,
    )  # fmt: skip


STEPS = {
    "response": (response, response_pandas),
    "who answers": (answers, answers_sklearn),
    "uplift": (uplift, uplift_sklift),
}


def _agree(mine: Any, other: Any) -> bool:
    """Equal; of campaigns those alone that are large enough for us to state a mean."""
    if isinstance(mine, dict):
        return all(other[name] == means for name, means in mine.items())
    return bool(mine == other)


def main(lines: int = LINES, rounds: int = ROUNDS, steps: Sequence[str] = tuple(STEPS)) -> str:
    """Measure all, write the table; gives its text. Raises ``ValueError`` where they disagree."""
    busy = load()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), lines)
        for name in steps:
            ours, peer = STEPS[name]
            found = interleaved({"ours": (ours, [folder]), "peer": (peer, [folder])}, rounds)
            mine, other = found["ours"], found["peer"]
            if not _agree(mine.answer, other.answer):
                raise ValueError(f"{name}: the two roads disagree: {mine.answer}, {other.answer}")
            rows.append(
                (
                    name,
                    *(f"{cost.cpu:.2f}" for cost in (mine, other)),
                    f"{other.cpu / mine.cpu:.1f}",
                    *(f"{cost.memory:.0f}" for cost in (mine, other)),
                )
            )
    head = ("step", "ours, CPU s", "peer, CPU s", "peer ÷ ours", "ours, MiB", "peer, MiB")
    text = table(head, rows)
    sizes = f"{lines:,} order lines, {rounds} rounds. {busy}"
    versions = machine("polars", "pandas", "scikit-learn", "scikit-uplift")
    write("campaigns", "# Campaigns", ABOUT, sizes, text, versions)
    return text


if __name__ == "__main__":
    print(main())
