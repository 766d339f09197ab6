"""Did the campaigns work, and what did they bring?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import polars as pl

from analytics.findings import NotEnoughData, WrongOption
from analytics.response import Closer, Response, chosen_campaign, measure_response
from analytics.response_contacts import Worth
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.rfm import segments_of
from data.frames.campaigns import campaign_days, campaign_frames
from data.frames.customers import customer_activity
from data.scope import Scope

_EPOCH = date(1970, 1, 1)
_YEAR = 365
LONGEST = 366
"""Days that a window may have."""


class Outcome(StrEnum):
    """The money that effects are looked at on."""

    REVENUE = "revenue"
    CONTRIBUTION = "contribution"
    PROFIT = "profit"


@dataclass(frozen=True)
class ResponseOptions(Options):
    """``campaign`` is looked into, None takes the newest that can be measured.

    ``campaign_days``: days of the window; None: the campaign's own, at most 21. ``before_days``:
    days before it that CUPED looks at; None: as many as the window. ``interval``: what intervals
    hold, 0-1. ``contact_days``: how far back earlier contacts count.
    """

    campaign: str | None = None
    basis: Outcome = Outcome.CONTRIBUTION
    campaign_days: int | None = None
    before_days: int | None = None
    cuped: bool = True
    interval: float = 0.95
    contact_days: int = 90


def response(books: Books, scope: Scope, options: ResponseOptions) -> Answer[Response]:
    """Every campaign that began in the period, and one of them looked into.

    Segments are those of the RFM map on the day before that campaign, over the year before it:
    later ones would already show what the campaign did. Raises ``NotEnoughData``, ``WrongOption``.
    """
    for name in ("campaign_days", "before_days"):
        value = getattr(options, name)
        if value is not None and not 1 <= value <= LONGEST:
            raise WrongOption(name, value, 1, LONGEST)
    scope, _ = books.settle(scope)
    found = campaign_frames(
        books.facts,
        scope,
        books.rates,
        books.sold(),
        days=options.campaign_days,
        before_days=options.before_days,
    )
    chosen = chosen_campaign(found.campaigns, found.members, options.campaign)
    window = found.campaigns.row(by_predicate=pl.col("campaign_id") == chosen, named=True)
    result = measure_response(
        found.campaigns,
        found.members,
        closer=Closer(
            chosen,
            _segments(books, scope, window),
            campaign_days(books.facts, scope, books.rates, window),
        ),
        basis=options.basis.value,
        level=options.interval,
        cuped=options.cuped,
        contact_days=options.contact_days,
        worth=_worth(books, scope),
    )
    return reply("response", books, scope, options, result)


def _segments(books: Books, scope: Scope, window: dict[str, Any]) -> pl.DataFrame | None:
    """Where customers stood on the RFM map the day before; None where nobody had ordered."""
    last = _EPOCH + timedelta(days=window["first"] - 1)
    before = replace(
        Scope(scope.company), start=last - timedelta(days=_YEAR - 1), end=last, as_of=last
    )
    try:
        return segments_of(books, before)
    except NotEnoughData:
        return None


def _worth(books: Books, scope: Scope) -> Worth:
    """What each customer of the scope brought in the year up to its last day seen."""
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    year = scope.between(scope.as_of - timedelta(days=_YEAR - 1), scope.as_of)
    rows = customer_activity(books.facts, year, books.rates).named.filter(pl.col("orders") > 0)
    contribution = pl.col("revenue") - pl.col("line_cost") - pl.col("shipping_cost") - pl.col("fee")
    known = rows.select("customer_id", contribution=contribution)
    return Worth(known, (scope.as_of - _EPOCH).days)
