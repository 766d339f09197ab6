"""What reaches us at which touch point, what does it take, and how does it end?"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import polars as pl

from analytics.findings import NotEnoughData, WrongOption
from analytics.issues import Rule
from analytics.profit import rank_customers
from analytics.touch_points import SELF_SERVICE, Days, TouchPoints, read_contacts
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.rfm import RfmOptions, rfm
from data.frames.customers import customer_activity
from data.frames.interactions import first_contact, interactions
from data.frames.lines import EPOCH_ORDINAL
from data.scope import Scope

LONGEST = 365  # days within which an issue may come back


class ContactsBy(StrEnum):
    """What contacts are put in groups by."""

    TOUCH_POINT = "touch_point"
    KIND = "kind"
    TOPIC = "topic"
    DEPARTMENT = "department"
    STAFF = "staff_id"
    HOUR = "hour"
    WEEKDAY = "weekday"
    SEGMENT = "segment"
    TIER = "tier"


@dataclass(frozen=True)
class TouchPointsOptions(Options):
    """``repeat_days``: within which a contact of one customer repeats another, on the
    ``same_topic`` or on any. ``self_service``: touch points with commas, "none"
    for none. ``deflection``: the share of simple contacts that a page of answers would spare.
    """

    contacts_by: ContactsBy = ContactsBy.TOUCH_POINT
    repeat_days: int = 7
    same_topic: bool = True
    self_service: str = ",".join(SELF_SERVICE)
    deflection: float = 0.3


def touch_points(books: Books, scope: Scope, options: TouchPointsOptions) -> Answer[TouchPoints]:
    """Contacts of the scope's customers in its period, and in the period before."""
    if not 1 <= options.repeat_days <= LONGEST:
        raise WrongOption("repeat_days", options.repeat_days, 1, LONGEST)
    scope, period = books.settle(scope)
    reach = period.before().start
    since = reach - timedelta(days=options.repeat_days)
    rows = interactions(books.facts, scope, books.rates, since=since)
    first = first_contact(books.facts)
    compared = first is not None and first <= reach
    start, end, as_of, before = (
        day.toordinal() - EPOCH_ORDINAL for day in (period.start, period.end, period.as_of, reach)
    )
    days = Days(start, end, as_of, before if compared else None)
    result = read_contacts(
        rows,
        days,
        by=options.contacts_by.value,
        groups=_standing(books, scope, options.contacts_by),
        rule=Rule(options.repeat_days, options.same_topic),
        self_service=_names(options.self_service),
        deflection=options.deflection,
    )
    return reply("touch-points", books, scope, options, result)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in text.split(",") if name.strip())


def _standing(books: Books, scope: Scope, by: ContactsBy) -> pl.DataFrame | None:
    """Segment and tier of the period's customers, where they are asked for."""
    if by not in (ContactsBy.SEGMENT, ContactsBy.TIER):
        return None
    blank = pl.lit(None, dtype=pl.String)
    try:
        if by is ContactsBy.SEGMENT:
            placed = rfm(books, scope, RfmOptions()).result.customers
            named = pl.col("segment").cast(pl.String)
            return placed.select("customer_id", segment=named, tier=blank)
        activity = customer_activity(books.facts, scope, books.rates).named
        ranked = rank_customers(activity, rates=books.service_rates).customers
        tier = pl.col("tier").cast(pl.String)
        return ranked.select("customer_id", segment=blank, tier=tier)
    except NotEnoughData:
        return None
