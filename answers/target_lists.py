"""Target lists: whom a marketer means, who of them may be contacted, and the list that is kept.

A plan follows from what is wanted, the data and the other lists; it is worked out anew for every
look, and once more before a list is frozen.
"""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analytics.findings import NotEnoughData
from analytics.lifetime.value import Lifetime
from analytics.proof import Proof
from analytics.suppression import Suppression
from analytics.target_lists import CLTV, TargetLists, plan_list
from answers.answer import Answer
from answers.books import Books, open_books
from answers.lifetime import LifetimeOptions
from answers.registry import Asked, ask
from answers.segments import customers_of
from answers.target_list_wanted import Source, SourceKind, Wanted, wanted_of
from data import contactable, drafts, lists
from data.actor import Actor, Right, require
from data.frames import segments
from data.frames.consent import known
from data.frames.targets import targets
from data.lists import ListError, ListState, NewList, TargetList
from data.scope import Scope
from data.workspace import Workspace


@dataclass(frozen=True)
class Plan:
    """A list as it would be now; ``scope`` is settled, ``version`` and ``mark`` say when.

    ``proof``: of the lifetime values it counts by, if it does.
    """

    wanted: Wanted
    scope: Scope
    result: TargetLists
    version: int
    mark: int
    proof: Proof | None = None


@dataclass(frozen=True)
class About:
    """What people say of a list."""

    name: str
    purpose: str = ""
    note: str = ""
    owner: str = ""


def plan(
    workspace: Workspace, actor: Actor, books: Books, wanted: Wanted, *, asked: Asked = ask
) -> Plan:
    """Work a list out. Raises ``Forbidden``, ``NotEnoughData`` where nothing was sold yet.

    Or where the list counts by lifetime values that cannot be told, or were not proved. And
    ``ScopeError``, ``NoSuchDraftError`` or :class:`ListError` for a segment, draft or list that is
    not there.
    """
    company = books.company.name
    require(actor, Right.SEE, company)
    scope, period = books.settle(Scope(company, as_of=wanted.as_of))
    _check_excluded(workspace, actor, company, wanted.exclude)
    mark = lists.mark(workspace, books.company)
    suppression = contactable.among(
        workspace,
        actor,
        contactable.Asking(
            books.facts,
            company,
            wanted.rules,
            period.as_of,
            until=period.as_of if period.as_of < books.sold().last else None,
            exclude=wanted.exclude,
        ),
        _meant(workspace, actor, books, scope, wanted.source),
    )
    told = targets(
        books.facts,
        scope,
        books.rates,
        books.service_rates,
        order=wanted.order,
        window=wanted.window,
        rfm=books.rfm,
    )
    suppression = _without_record(suppression, told)
    by_value = wanted.terms.worth == CLTV
    ahead, proof = _ahead(books, actor, scope, asked) if by_value else (None, None)
    result = plan_list(suppression, told, wanted.terms, ahead=ahead)
    return Plan(wanted, scope, result, books.version, mark, proof)


def _ahead(books: Books, actor: Actor, scope: Scope, asked: Asked) -> tuple[pl.DataFrame, Proof]:
    """Each customer's lifetime value of the next 12 months, if it held in the months before."""
    whole = Scope(scope.company, as_of=scope.as_of)
    whole, _ = books.settle(whole)
    found: Answer[Lifetime] = asked(books, actor, "lifetime", whole, LifetimeOptions(horizon=12))
    proof = found.proof
    if proof is None or proof.light == "red":
        raise NotEnoughData("not_enough.unproved_value")
    if not proof.holds:
        raise NotEnoughData(proof.findings[-1].key, **proof.findings[-1].fields)
    return found.result.customers.select("customer_id", worth="value_ahead"), proof


def keep(
    workspace: Workspace,
    actor: Actor,
    books: Books,
    planned: Plan,
    about: About,
    *,
    replaces: str | None = None,
) -> TargetList:
    """Keep a plan as a draft of a target list. Raises :class:`ListError`."""
    terms, result = planned.wanted.terms, planned.result
    left_out = dict(result.suppression.counts)
    if result.over_budget:
        left_out["budget"] = result.over_budget
    new = NewList(
        about.name,
        planned.wanted.rules.touch_point,
        result.arms.members,
        found=result.suppression.found,
        company_version=planned.version,
        ledger_mark=planned.mark,
        left_out=left_out,
        scope=planned.scope.as_fields(),
        conditions=planned.wanted.as_json(),
        purpose=about.purpose,
        note=about.note,
        owner=about.owner,
        control_share=_exact(terms.control_share),
        seed=terms.seed,
        strata=terms.strata,
        contact_cost=_exact(terms.contact_cost),
        fixed_cost=_exact(terms.fixed_cost),
        expected_profit=_exact(result.expected_profit),
    )
    return lists.build(workspace, actor, books.company.name, new, replaces=replaces)


def freeze(workspace: Workspace, actor: Actor, list_id: str) -> TargetList:
    """Freeze a draft on what is known now; where data or other lists moved on, it is built anew.

    Raises :class:`ListError`.
    """
    draft = lists.get(workspace, actor, list_id)
    require(actor, Right.DRAFT, draft.company)
    books = open_books(workspace, actor, draft.company)
    moved = (books.version, lists.mark(workspace, books.company))
    stale = moved != (draft.company_version, draft.ledger_mark)
    if stale and draft.state is ListState.DRAFT and "source" in draft.conditions:
        about = About(draft.name, draft.purpose, draft.note, draft.owner)
        planned = plan(workspace, actor, books, wanted_of(draft))
        keep(workspace, actor, books, planned, about, replaces=list_id)
    return lists.freeze(workspace, actor, list_id)


def _meant(
    workspace: Workspace, actor: Actor, books: Books, scope: Scope, source: Source
) -> pl.Series:
    """The customers that the source names, before anybody is asked whether they may be."""
    match source.kind:
        case SourceKind.DRAFT:
            found = drafts.get(workspace, actor, source.name)
            if found.company != books.company.name:
                raise drafts.NoSuchDraftError(source.name)
            ids = drafts.members(workspace, actor, source.name)
            return pl.Series("customer_id", ids, dtype=pl.String)
        case SourceKind.SEGMENT:
            return customers_of(books, scope, source.name)["customer_id"]
        case SourceKind.CONDITIONS:
            asked = (books.facts, scope, books.rates, books.service_rates)
            chosen = segments.members(
                *asked, wanted=source.conditions, days=source.days, rfm=books.rfm
            )
            return chosen["customer_id"]
        case _:
            return known(books.facts)["customer_id"]


def _without_record(found: Suppression, told: pl.DataFrame) -> Suppression:
    """Whoever is in the data only after the as-of date is not known yet."""
    later = found.kept.join(told, on="customer_id", how="anti")
    if later.is_empty():
        return found
    added = later.select("customer_id", reason=pl.lit("unknown"))
    left_out = pl.concat([found.left_out, added]).sort("customer_id")
    return Suppression(found.kept.join(later, on="customer_id", how="anti"), left_out)


def _check_excluded(
    workspace: Workspace, actor: Actor, company: str, list_ids: tuple[str, ...]
) -> None:
    """Lists that are left out were frozen: a draft may still change."""
    for number in list_ids:
        one = lists.get(workspace, actor, number)
        if one.company != company:
            raise lists.NoSuchListError(number)
        if one.frozen_at is None:
            raise ListError("target_lists.exclude_draft", name=one.name)


def _exact(number: float) -> Decimal:
    return Decimal(str(round(number, 4)))
