"""All about one customer on one page: worth, rhythm, segment, service, and what lies open.

What other analyses say of everybody is cut to one: the four bases with the place among all
(:mod:`analytics.bases`), the scores of RFM (:mod:`analytics.rfm`), the customer's own rhythm
(:mod:`analytics.save_list`). Names and contacts are masked here; the result holds none. Whoever
objects to profiling is shown by what happened alone: no score, no segment, nothing foretold.

Sources: those of the analyses named; of the single view, F. Buttle and S. Maklan, "Customer
Relationship Management", 4th edition, Routledge, 2019, chapter 11.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from analytics import customer_findings
from analytics.bases import BASES, ServiceRates, add_bases
from analytics.contact_points import emails, phones
from analytics.customer_outlook import Outlook
from analytics.customer_tables import (
    campaigns_of,
    contacts_of,
    orders_of,
    record_of,
    traits_of,
    values_of,
)
from analytics.customer_timeline import timeline, with_segments
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import (
    CONSENTS,
    CUSTOMER_ACTIVITY,
    CUSTOMER_CAMPAIGNS,
    CUSTOMER_DAYS,
    CUSTOMER_ORDERS,
    CUSTOMER_RECORD,
    CUSTOMER_TRAITS,
    INTERACTIONS,
)
from analytics.save_list import rhythms

STALE_DAYS = 730  # contacts verified longer ago count as old
_EPOCH = date(1970, 1, 1).toordinal()
_SCORES = ("recency_score", "frequency_score", "monetary_score")
_MEASURES = ("recency_days", "frequency_orders", "monetary")


@dataclass(frozen=True)
class Rhythm:
    """``state``: no_rhythm (fewer than three gaps between order days), on_time, due (silent for
    longer than the usual gap), overdue (longer than the limit). Days are whole days."""

    state: str
    first_day: date | None
    last_day: date | None
    recency_days: int | None
    usual_gap_days: float | None
    limit_days: float | None

    @property
    def due_day(self) -> date | None:
        """The day on which the next order is usual."""
        if self.last_day is None or self.usual_gap_days is None:
            return None
        return date.fromordinal(self.last_day.toordinal() + round(self.usual_gap_days))


@dataclass(frozen=True)
class Customer:
    """One customer as of a day.

    ``record``: record_field, record_value; personal ones masked, yes and no for flags, days as
    2025-03-31. ``values``: basis, value (money of the period), rank (1 is best; null without an
    order in the period), customers (with an order in it). ``orders``, newest first: day, order_id,
    channel, lines, returns, returned_value and the four bases (before contacts and campaigns).
    ``contacts``, newest first: day, interaction_id, touch_point, contact_kind, topic, department,
    solved (solved, issue_open, issue_unknown), satisfaction_mark (1-5). ``campaigns``,
    newest first: campaign_id, campaign_name, touch_point, arm, contacted_on, responded_on,
    response_amount.
    ``traits``: trait_domain, trait, trait_value, recorded_on. ``timeline``, newest first: see
    :mod:`analytics.customer_timeline`.

    ``contacts_known``: whether the company records any; without, what lies open is unknown.
    ``bought`` counts the orders of the period, ``ever`` all up to the day.
    ``standing``: segment, scores and measures of RFM; empty without an order in the period.
    ``warnings``: what is wrong with the record. ``outlook``: what other analyses foretell.
    """

    customer_id: str
    record: pl.DataFrame
    values: pl.DataFrame
    orders: pl.DataFrame
    contacts: pl.DataFrame
    campaigns: pl.DataFrame
    traits: pl.DataFrame
    timeline: pl.DataFrame
    rhythm: Rhythm
    standing: Mapping[str, Value]
    bought: int
    ever: int
    warnings: tuple[Finding, ...]
    objects: bool
    contacts_known: bool = True
    outlook: Outlook | None = None

    def value(self, basis: str) -> Mapping[str, Value]:
        """The row of ``values`` of one basis."""
        return self.values.row(by_predicate=pl.col("basis") == basis, named=True)

    @property
    def open_issues(self) -> int | None:
        """Requests and complaints that are not solved; None where nobody records any."""
        open_ = self.contacts.filter(solved="issue_open").height
        return open_ if self.contacts_known else None

    def summary(self) -> Mapping[str, Value]:
        """The customer in single figures; blank where it is not known."""
        profit = self.value("profit")
        return {
            "customer_id": self.customer_id,
            **{basis: self.value(basis)["value"] for basis in BASES},
            "rank_profit": profit["rank"],
            "rank_revenue": self.value("revenue")["rank"],
            "customers": profit["customers"],
            "orders": self.bought,
            "first_day": self.rhythm.first_day,
            "last_day": self.rhythm.last_day,
            "recency_days": self.rhythm.recency_days,
            "usual_gap_days": self.rhythm.usual_gap_days,
            "limit_days": self.rhythm.limit_days,
            "due_day": self.rhythm.due_day,
            "segment": self.standing.get("segment"),
            "open_issues": self.open_issues,
            **(self.outlook.summary() if self.outlook else {}),
        }

    def findings(self) -> list[Finding]:
        """What this customer is worth, what is due and open, and why we say so."""
        return customer_findings.of(self)

    def _foretold(self) -> Mapping[str, pl.DataFrame]:
        """The tables that come from other analyses."""
        ahead = self.outlook
        return {"proposals": ahead.proposals, "segments": ahead.segments} if ahead else {}

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables, each with the customer's number: rows about a person."""
        frames = {
            "record": self.record,
            "values": self.values,
            "orders": self.orders,
            "contacts": self.contacts,
            "campaigns": self.campaigns,
            "traits": self.traits,
            "timeline": self.timeline,
            **self._foretold(),
        }
        who = pl.lit(self.customer_id).alias("customer_id")
        return {name: frame.select(who, pl.all()) for name, frame in frames.items()}


@dataclass(frozen=True)
class Known:
    """The frames of one customer, by their contracts: CUSTOMER_RECORD, CUSTOMER_ORDERS,
    CUSTOMER_DAYS, INTERACTIONS (None: the company records none), CUSTOMER_CAMPAIGNS,
    CUSTOMER_TRAITS."""

    record: pl.DataFrame
    orders: pl.DataFrame
    days: pl.DataFrame
    contacts: pl.DataFrame | None
    campaigns: pl.DataFrame
    traits: pl.DataFrame


def view_customer(
    customer_id: str,
    known: Known,
    everybody: pl.DataFrame,
    *,
    as_of: int,
    rates: ServiceRates,
    standing: Mapping[str, Value] | None = None,
    region: str = "ID",
) -> Customer:
    """One customer as of the day number ``as_of``, beside ``everybody`` (CUSTOMER_ACTIVITY).

    ``standing``: the customer's row of :class:`analytics.rfm.Rfm`. ``region``: the country whose
    telephone numbers are written without its code. Raises ``NotEnoughData`` where no frame knows
    the customer.
    """
    record = CUSTOMER_RECORD.check(known.record)
    orders = add_bases(CUSTOMER_ORDERS.check(known.orders), rates)
    contacts = INTERACTIONS.check(
        INTERACTIONS.empty() if known.contacts is None else known.contacts
    )
    campaigns = CUSTOMER_CAMPAIGNS.check(known.campaigns)
    traits = CUSTOMER_TRAITS.check(known.traits)
    if all(frame.is_empty() for frame in (record, orders, contacts, campaigns, traits)):
        raise NotEnoughData("not_enough.no_such_customer", customer_id=customer_id)
    objects = bool(record["objects_to_profiling"].fill_null(value=False).any())
    activity = add_bases(CUSTOMER_ACTIVITY.check(everybody), rates)
    bought = activity.filter(customer_id=customer_id)["orders"].sum()
    scored = {} if objects or standing is None else standing
    rows = contacts_of(contacts)
    return Customer(
        customer_id=customer_id,
        record=record_of(record),
        values=values_of(activity, customer_id),
        orders=orders_of(orders),
        contacts=rows,
        campaigns=campaigns_of(campaigns),
        traits=traits_of(traits),
        timeline=timeline(orders, rows, campaigns),
        rhythm=_rhythm(known.days, as_of),
        standing={k: scored[k] for k in ("segment", *_SCORES, *_MEASURES) if k in scored},
        bought=int(bought),
        ever=int(orders["orders"].sum()),
        warnings=_warnings(record, as_of, region),
        objects=objects,
        contacts_known=known.contacts is not None,
    )


def with_outlook(found: Customer, outlook: Outlook | None) -> Customer:
    """The customer with what is foretold and the changes of segment among what happened; nothing
    for whoever objects to profiling."""
    if found.objects or outlook is None:
        return found
    told = with_segments(found.timeline, outlook.segments)
    return replace(found, outlook=outlook, timeline=told)


def _rhythm(frame: pl.DataFrame, as_of: int) -> Rhythm:
    days = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    if days.is_empty():
        return Rhythm("no_rhythm", None, None, None, None, None)
    first, last = (date.fromordinal(int(day) + _EPOCH) for day in _ends(days["day"]))
    silent = as_of + _EPOCH - last.toordinal()
    known = rhythms(days)
    if known.is_empty():
        return Rhythm("no_rhythm", first, last, silent, None, None)
    usual, limit = (float(known[name][0]) for name in ("usual_gap_days", "limit_days"))
    state = "overdue" if silent > limit else "due" if silent > usual else "on_time"
    return Rhythm(state, first, last, silent, usual, limit)


def _ends(days: pl.Series) -> tuple[int, int]:
    ordered = days.sort()
    return int(ordered[0]), int(ordered[-1])


def _warnings(record: pl.DataFrame, as_of: int, region: str) -> tuple[Finding, ...]:
    """What is missing or wrong in the record; nothing of it is told."""
    if record.is_empty():
        return (Finding("customer.find_no_record", good=False),)
    row, found = record.row(0, named=True), []
    mail = emails(record["email"])["state"][0]
    number = phones(record["phone"], region)["state"][0]
    if mail in ("blank", "masked") and number in ("blank", "masked"):
        found.append("customer.find_unreachable")
    found += ["customer.find_bad_email"] if mail == "invalid" else []
    found += ["customer.find_bad_phone"] if number == "invalid" else []
    if not any(row[consent] for consent in CONSENTS):
        found.append("customer.find_no_consent")
    elif row["consent_recorded_at"] is None or row["consent_source"] is None:
        found.append("customer.find_unproven_consent")
    told = [Finding(key, good=False) for key in found]
    verified = row["last_verified_on"]
    if verified is not None and as_of + _EPOCH - verified.toordinal() > STALE_DAYS:
        fields: Mapping[str, Value] = {"last_verified_on": verified}
        told.append(Finding("customer.find_stale", fields, good=False))
    return tuple(told)
