"""What a target list brought: measured as the campaign it became, against its own control group."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analytics.response import Response
from answers.answer import Answer
from answers.books import Books, open_books
from answers.registry import ask
from answers.response import LONGEST, Outcome, ResponseOptions
from data import lists
from data.actor import Actor, Right, require
from data.frames.campaigns import MOST_DAYS, started_on
from data.list_results import bring_back, left_on, refuse_known
from data.scope import Scope
from data.target_list import ListError, ListState, TargetList
from data.workspace import Workspace
from words import Reader

_PROFIT = ("incremental_profit", "incremental_low", "incremental_high")
_EACH = ("value_effect", "value_effect_low", "value_effect_high")


@dataclass(frozen=True)
class Measured:
    """The list as it is now, the answer on its campaign, and how many days were looked at.

    ``wanted`` days were meant to be: fewer are there while sales still come in.
    """

    target_list: TargetList
    answer: Answer[Response]
    days: int
    wanted: int

    @property
    def told(self) -> dict[str, Any]:
        """What the log keeps of it: how it was measured, and what came out."""
        row = self.row
        return {
            "basis": self.answer.result.basis,
            "days": self.days,
            "version": self.answer.version,
            **{key: row[key] for key in ("state", *_PROFIT, *_EACH)},
        }

    @property
    def row(self) -> dict[str, Any]:
        """The campaign's row of the response, as :class:`analytics.response.Response` says."""
        return self.answer.result.row()

    @property
    def arms(self) -> list[dict[str, Any]]:
        """What each treatment, and all together, changed against the control group: on response,
        orders and every basis. Nothing without a control group.
        """
        effects = self.answer.result.effects.filter(campaign_id=self.answer.result.chosen)
        return effects.drop("campaign_id").to_dicts()


def measure(
    workspace: Workspace,
    actor: Actor,
    list_id: str,
    *,
    basis: Outcome = Outcome.PROFIT,
    days: int | None = None,
) -> Measured:
    """Measure a list that was sent out, by assigned arm, over ``days`` from its first contact.

    By default as many as the list was planned for, at most those that there are sales of. A list
    whose results were never brought back becomes a campaign as of the day it was sent out. Raises
    ``Forbidden``, ``NotEnoughData``, ``WrongOption``, :class:`data.target_list.ListError`.
    """
    one = lists.get(workspace, actor, list_id)
    require(actor, Right.DRAFT, one.company)
    if one.state not in (ListState.EXPORTED, ListState.MEASURED):
        raise ListError("contacts.not_exported", name=one.name)
    books = open_books(workspace, actor, one.company)
    wanted = days or planned(one)
    there = days_since(workspace, books, one)
    if there < 1:
        raise ListError("contacts.too_early", name=one.name)
    if (began := started_on(books.facts, one.campaign_id)) is not None:
        refuse_known(workspace, one, began)  # kept before such days were refused, or loaded
    else:
        bring_back(workspace, actor, list_id)
        books = open_books(workspace, actor, one.company)
    looked = wanted if days else min(wanted, there, LONGEST)
    options = ResponseOptions(campaign=one.campaign_id, basis=basis, campaign_days=looked)
    answer: Answer[Response] = ask(books, actor, "response", Scope(one.company), options)
    if answer.result.row()["state"] == "cut":
        raise ListError("contacts.too_early", name=one.name)
    found = Measured(one, answer, looked, wanted)
    return replace(found, target_list=lists.mark_measured(workspace, actor, list_id, found.told))


def planned(one: TargetList) -> int:
    """How many days after its first contact a list was meant to be measured by."""
    return int(one.conditions.get("window", MOST_DAYS))


def days_since(workspace: Workspace, books: Books, one: TargetList) -> int:
    """How many days of sales there are from the campaign's first day on."""
    first = started_on(books.facts, one.campaign_id) or left_on(workspace, one)
    return (books.sold().last - first).days + 1


def sentences(told: Mapping[str, Any], reader: Reader) -> list[str]:
    """What the list brought, and what stands against saying so; ``told`` as :attr:`Measured.told`.

    Logs of earlier versions hold no figures for each member.
    """
    days = reader.count(told["days"])
    if told["incremental_profit"] is None:
        return [reader.text(f"contacts.no_effect_{told['state']}", days=days)]
    value, low, high = (told[key] for key in _PROFIT)
    said = [
        reader.text("contacts.incremental", **_money(reader, value, low, high)),
        reader.text("contacts.sure" if low > 0 or high < 0 else "contacts.unsure"),
    ]
    if told.get("value_effect") is not None:
        fields = _money(reader, *(told[key] for key in _EACH))
        name = reader.name(told["basis"])
        said.append(reader.text("contacts.per_member", basis=name, days=days, **fields))
    return said


def by_arm(measured: Measured, reader: Reader) -> list[str]:
    """The same of each arm on every figure, a line each."""
    said = []
    for row in measured.arms:
        name, figure = row["arm"], row["figure"]
        arm = reader.text("response.all_treatments") if name == "all" else name
        ends = {key: reader.figure(figure, row[key]) for key in ("mean_difference", "low", "high")}
        unnamed = reader.text("response.unnamed_arm")
        said.append(
            reader.text("contacts.arm_line", arm=arm or unnamed, figure=reader.name(figure), **ends)
        )
    return said


def _money(reader: Reader, value: float, low: float, high: float) -> dict[str, str]:
    money = {"value": value, "low": low, "high": high}
    return {name: reader.money(amount) for name, amount in money.items()}
