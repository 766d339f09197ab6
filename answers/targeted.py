"""What questions about contacting read: finished campaigns with what was known before, and now."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from analytics.depth import Costs
from analytics.targeted import join_targeted
from answers.books import Books
from data.frames.campaign_features import begun, campaign_features, features_now
from data.frames.campaigns import campaign_frames
from data.frames.lines import EPOCH_ORDINAL
from data.scope import Scope


def campaign_names(books: Books, scope: Scope) -> Mapping[str, str]:
    """The campaigns that began in the period, newest first: their names by id."""
    scope, _ = books.settle(scope)
    return dict(begun(books.facts, scope).rows())


class Contacts(NamedTuple):
    """``members``: TARGETED, maybe empty; ``campaigns``: CAMPAIGNS; ``now``: CAMPAIGN_FEATURES."""

    members: pl.DataFrame
    campaigns: pl.DataFrame
    now: pl.DataFrame


def contacts(books: Books, scope: Scope) -> Contacts:
    """The campaigns of the settled scope that are over, and its customers on ``as_of``.

    A contact is of the whole customer: channel and region choose what was bought in a campaign's
    days, never what was known before.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call Books.settle first")
    found = campaign_frames(books.facts, scope, books.rates, books.sold())
    features = campaign_features(books.facts, scope, books.rates)
    as_of = scope.as_of.toordinal() - EPOCH_ORDINAL
    members = join_targeted(found.campaigns, found.members, features, as_of=as_of)
    return Contacts(members, found.campaigns, features_now(books.facts, scope, books.rates))


def costs_of(
    found: Contacts,
    campaign: str | None,
    *,
    contact: float | None,
    offer: float,
    fixed: float | None,
) -> Costs:
    """The costs given, else those on record for the campaign, else 0."""
    row = found.campaigns.filter(campaign_id=campaign or "")
    known = {c: row[c][0] if row.height else None for c in ("contact_cost", "fixed_cost")}
    return Costs(
        contact=known["contact_cost"] or 0.0 if contact is None else contact,
        offer=offer,
        fixed=known["fixed_cost"] or 0.0 if fixed is None else fixed,
    )
