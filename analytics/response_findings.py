"""What the campaigns say in sentences, and what stands against believing it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from analytics.effects import LEAST, holm
from analytics.findings import Finding, Value
from analytics.response_contacts import TOO_OFTEN, TOO_RARELY

if TYPE_CHECKING:
    from analytics.response import Response

_SURE = 0.05


def findings_of(result: "Response") -> list[Finding]:
    """The first says what all campaigns did; the others look at one, and at what is in doubt."""
    return [
        _together(result),
        *_chosen(result),
        *_doubts(result),
        *_worn(result),
        *_wrongly(result),
    ]


def _together(result: "Response") -> Finding:
    """What all campaigns brought; without any control group, who answered and no more."""
    summary = result.summary()
    if summary["with_control"]:
        worked = _surely_more(result.campaigns)
        fields: dict[str, Value] = {"with_control": summary["with_control"], "worked": worked}
        by = _compared_by(result.campaigns)
        if summary["incremental_profit"] is None:
            return Finding(f"response.find_answers_alone{by}", fields)
        money = {k: summary[k] for k in _MONEY}
        # fewer than were measured: where too few bought, the answers have an effect and money none
        told = result.campaigns["incremental_profit"].drop_nulls().len()
        fields = {**fields, "campaigns": told, **money}
        return Finding(f"response.find_together{by}", fields, good=_good(money))
    few = summary["response_rate"] is None
    names = ("contacted", "responded") if few else ("contacted", "responded", "response_rate")
    key = "response.find_no_effect_few" if few else "response.find_no_effect"
    return Finding(key, {name: summary[name] for name in names})


_MONEY = ("incremental_profit", "incremental_low", "incremental_high")
_BY = {("ordered",): "_ordered", ("ordered", "recorded"): "_either"}


def _compared_by(rows: pl.DataFrame) -> str:
    """The ending of a sentence by what the arms of measured campaigns were compared by.

    Nothing for answers; who ordered has not answered, and is not said to have.
    """
    known = rows.filter(pl.col("effect").is_not_null())
    return _BY.get(tuple(sorted(known["hit_by"].unique())), "")


def _good(money: Mapping[str, Any]) -> bool | None:
    """Whether it is surely a gain, surely a loss, or neither."""
    if money["incremental_low"] > 0:
        return True
    return False if money["incremental_high"] < 0 else None


def _surely_more(rows: pl.DataFrame) -> int:
    """Campaigns that surely had more answers or orders, adjusted for looking at all of them."""
    known = rows.filter(pl.col("effect").is_not_null())
    raised = holm(known["p_value"].to_list())
    return sum(p < _SURE and e > 0 for p, e in zip(raised, known["effect"], strict=True))


def _chosen(result: "Response") -> list[Finding]:
    """The campaign looked into: what it changed and brought, or why nothing is said of it."""
    row = result.row()
    about: dict[str, Any] = {"campaign": row["name"] or row["campaign_id"]}
    match row["state"]:
        case "no_control":
            return [Finding("response.find_how_to")]
        case "few_members":
            return [Finding("response.find_few", about | {"least": LEAST})]
        case "cut":
            return [Finding("response.find_cut_one", about)]
    found = []
    by = _compared_by(result.campaigns.filter(campaign_id=result.chosen))
    answers = result.effects.filter(campaign_id=result.chosen, arm="all", figure="response_rate")
    for one in answers.iter_rows(named=True):
        sure = one["low"] > 0 or one["high"] < 0
        good = one["mean_difference"] > 0 if sure else None
        said = {True: "more", False: "fewer", None: "same"}[good]
        fields = {
            "treated_rate": one["treated_mean"],
            "control_rate": one["control_mean"],
            "response_effect": abs(one["mean_difference"]) if sure else one["mean_difference"],
            "effect_low": one["low"],
            "effect_high": one["high"],
        }
        found.append(Finding(f"response.find_{said}{by}", about | fields, good=good))
    if row["incremental_profit"] is not None:
        money = {k: row[k] for k in _MONEY}
        good = _good(money)
        said = {True: "gain", False: "loss", None: "open"}[good]
        found.append(Finding(f"response.find_{said}", about | money, good=good))
    return found


def _doubts(result: "Response") -> list[Finding]:
    """Arms that differed before, and campaigns that the edges of the data cut."""
    rows, found = result.campaigns, []
    uneven = rows.filter(balanced="no").sort("starts", "campaign_id")
    if uneven.height:
        first = uneven["name"][0] or uneven["campaign_id"][0]
        fields: dict[str, Value] = {"campaigns": uneven.height, "campaign": first}
        found.append(Finding("response.find_uneven", fields, good=False))
    if cut := rows.filter(pl.col("cut") != "within").height:
        found.append(Finding("response.find_cut", {"campaigns": cut}))
    if not rows["campaign_spend"].drop_nulls().len():
        found.append(Finding("response.find_no_cost"))
    if 0 < (alone := rows.filter(state="no_control").height) < rows.height:
        found.append(Finding("response.find_some_alone", {"campaigns": alone}))
    return found


def _worn(result: "Response") -> list[Finding]:
    """Who was contacted often answers less, or more: said where the intervals do not touch."""
    rows = result.contacts.drop_nulls("response_rate")
    if rows.height < 2:
        return []
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    less = last["response_high"] < first["response_low"]
    more = last["response_low"] > first["response_high"]
    if not (less or more):
        return []
    fields: dict[str, Value] = {
        "earlier_contacts": last["earlier_contacts"],
        "response_rate": last["response_rate"],
        "first_rate": first["response_rate"],
        "contact_days": result.contact_days,
    }
    return [Finding("response.find_worn" if less else "response.find_keen", fields)]


def _wrongly(result: "Response") -> list[Finding]:
    """How many customers are contacted too often, and how many too rarely."""
    heads = dict(result.people.group_by("how_contacted").len().iter_rows())
    return [
        Finding(
            f"response.find_{kind}",
            {"customers": heads[kind], "contact_days": result.contact_days},
        )
        for kind in (TOO_RARELY, TOO_OFTEN)
        if kind in heads
    ]
