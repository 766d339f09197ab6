"""Who is this customer: worth, rhythm, service, consent, and what comes next?"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from analytics.customer import Customer, Known, view_customer, with_outlook
from analytics.customer_outlook import foretell
from analytics.findings import NotEnoughData
from answers.answer import Answer, Options
from answers.backtest import BacktestOptions, backtest
from answers.books import Books
from answers.duplicates import DuplicatesOptions, duplicates
from answers.lifetime import LifetimeOptions, day_number, lifetime
from answers.migration import MigrationOptions, migration
from answers.next_product import NextProductOptions, next_product
from answers.reply import reply
from answers.rfm import placed
from data import audit
from data.actor import Actor, Right, require
from data.frames import customer as frames
from data.frames.customers import customer_activity
from data.scope import Scope
from data.workspace import Workspace

Ask = Callable[[str, Options], Answer[Any]]

PARTS: Mapping[str, Options] = {
    "lifetime": LifetimeOptions(),
    "backtest": BacktestOptions(),
    "migration": MigrationOptions(),
    "next-product": NextProductOptions(),
    "duplicates": DuplicatesOptions(),
}
"""The questions that an outlook is cut from, as they are asked by default."""

_DIRECTLY: Mapping[str, Callable[[Books, Scope, Any], Answer[Any]]] = {
    "lifetime": lifetime,
    "backtest": backtest,
    "migration": migration,
    "next-product": next_product,
    "duplicates": duplicates,
}


@dataclass(frozen=True)
class CustomerOptions(Options):
    """``customer_id``: whom. ``outlook``: also what is foretold, which takes a while."""

    customer_id: str = ""
    outlook: bool = False


def customer(books: Books, scope: Scope, options: CustomerOptions) -> Answer[Customer]:
    """One customer up to ``as_of``, with the place among the scope's customers in its period.

    Names and contacts are masked; :func:`reveal` shows them. Raises ``NotEnoughData`` where no
    customer is named, or none has that number.
    """
    scope, _ = books.settle(scope)
    if not options.customer_id.strip():
        raise NotEnoughData("not_enough.no_customer_chosen")
    who = frames.number_of(books.facts, options.customer_id.strip())
    if not frames.is_known(books.facts, who):
        raise NotEnoughData("not_enough.no_such_customer", customer_id=who)
    facts, rates = books.facts, books.rates
    recorded = facts.has("interactions")  # without, no contact is not that there was none
    known = Known(
        record=frames.record(facts, who),
        orders=frames.orders(facts, scope, rates, who),
        days=frames.days(facts, scope, rates, who),
        contacts=frames.contacts(facts, scope, rates, who) if recorded else None,
        campaigns=frames.campaigns(facts, scope, who),
        traits=frames.traits(facts, scope, who),
    )
    everybody = customer_activity(facts, scope, rates).named
    result = view_customer(
        who,
        known,
        everybody,
        as_of=day_number(scope),
        rates=books.service_rates,
        standing=_standing(books, scope, everybody, who),
        region=books.country,
    )
    if options.outlook:
        asked = replace(options, customer_id=who)
        told = reply("customer", books, scope, asked, result)
        return _foretold(told, lambda name, its: _DIRECTLY[name](books, scope, its))
    return reply("customer", books, scope, replace(options, customer_id=who), result)


def with_parts(answer: Answer[Customer], ask: Ask) -> Answer[Customer]:
    """The answer with its outlook, whose questions ``ask`` answers: from a cache, say."""
    result = answer.result
    if result.objects:
        return answer
    told = CustomerOptions(result.customer_id, outlook=True)  # exports say what was asked
    return _foretold(replace(answer, options=told), ask)


def reveal(
    workspace: Workspace, actor: Actor, books: Books, scope: Scope, customer_id: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The record as it is, and interaction_id and note of the contacts, for this look alone.

    Needs the right to it and is logged, or fails; the log holds a digest of the number. Raises
    ``Forbidden``.
    """
    company = books.company.name
    require(actor, Right.SEE, company)
    require(actor, Right.REVEAL, company)
    scope, _ = books.settle(scope)
    who = frames.number_of(books.facts, customer_id)
    digest = hashlib.sha256(who.encode()).hexdigest()
    details = {"for": "customer", "customers": 1, "ids": digest}
    audit.record(workspace, actor, "people.reveal", company, details)
    return frames.record(books.facts, who), frames.notes(books.facts, scope, who)


def _standing(
    books: Books, scope: Scope, everybody: pl.DataFrame, who: str
) -> Mapping[str, Any] | None:
    """The customer's row of the company's RFM; None without an order in the period."""
    try:
        found = placed(books, scope, books.rfm, activity=everybody)
    except NotEnoughData:
        return None
    mine = found.customers.filter(customer_id=who)
    if mine.is_empty():
        return None
    return mine.with_columns(pl.col("segment").cast(pl.String)).row(0, named=True)


def _foretold(answer: Answer[Customer], ask: Ask) -> Answer[Customer]:
    """The answer with what each part says, and the proof; who has not enough data says nothing."""
    found: dict[str, Any] = {}
    for name, options in PARTS.items():
        try:
            found[name] = ask(name, options).result
        except NotEnoughData:
            found[name] = None
    outlook = foretell(
        answer.result.customer_id,
        lifetime=found["lifetime"],
        proof=found["backtest"],
        migration=found["migration"],
        next_product=found["next-product"],
        duplicates=found["duplicates"],
    )
    proof = found["backtest"].proof() if outlook.ahead else None
    return replace(answer, result=with_outlook(answer.result, outlook), proof=proof)
