"""The books of one company, opened at one version: facts, rates, and what they span."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from analytics.bases import ServiceRates
from analytics.findings import NotEnoughData
from analytics.rfm_settings import RfmSettings
from data import companies, loads, merges, rates, segments
from data.actor import Actor, Right, require
from data.companies import Company
from data.frames import Facts, open_facts
from data.frames.baskets import with_baskets
from data.frames.choices import campaign_names, choices, extra_costs
from data.frames.cohorts import CohortBy, cohort_groups
from data.frames.groups import Dimension, available
from data.frames.span import Span, contract_span, line_span, span
from data.load import Load
from data.rates import Rates
from data.scope import Period, Scope, settle
from data.segments import SavedSegment
from data.workspace import Workspace
from words.reader import CAMPAIGN

_TRIES = 5


class Instead(Enum):
    """What a question stands on where nothing was sold."""

    NOTHING = "nothing"
    CONTRACTS = "contracts"
    RECORDS = "records"  # of customers, products or whatever is loaded


@dataclass(frozen=True)
class Books:
    """One company at one version, as every question reads it.

    ``span`` is None where nothing was sold yet, ``contract_span`` where no contract began,
    ``record_span`` (the days of any lines, else that of the newest load) where something was sold,
    so that nobody asks for it, or nothing but order lines is loaded;
    ``choices`` are the values that the filters of a scope can take; ``dimensions`` what sales can
    be grouped by, ``cohort_groups`` what customers can; ``extra_costs`` which of acquisition and
    campaigns cost anything in the data. ``campaigns`` are their names by id. ``segments`` are the
    saved segments, archived ones too, ``rfm`` how the company reads its RFM. ``loads`` are those
    that are live, and ``merged`` says how many records are read under another number.
    """

    company: Company
    facts: Facts
    rates: Rates
    span: Span | None
    contract_span: Span | None
    record_span: Span | None
    choices: Mapping[str, tuple[str, ...]]
    dimensions: tuple[Dimension, ...]
    cohort_groups: tuple[CohortBy, ...]
    extra_costs: frozenset[str]
    campaigns: Mapping[str, str]
    segments: tuple[SavedSegment, ...]
    rfm: RfmSettings
    loads: tuple[Load, ...]
    merged: int

    @property
    def version(self) -> int:
        """The version of the company's data."""
        return self.company.version

    @property
    def country(self) -> str:
        """Two letters of the country whose time zone the company keeps; ID where it has none."""
        return self.company.country

    @property
    def service_rates(self) -> ServiceRates:
        """The rates an analysis applies to counts, in plain numbers."""
        return self.rates.service

    def sold(self, instead: Instead = Instead.NOTHING) -> Span:
        """First and last day of sales; where nothing was sold, of what stands in ``instead``.

        ``NotEnoughData`` where there is neither, and why.
        """
        other = {Instead.CONTRACTS: self.contract_span, Instead.RECORDS: self.record_span}
        found = self.span or other.get(instead)
        if found is None:
            lines = self.facts.has("order_lines")
            raise NotEnoughData(f"not_enough.{'no_orders' if lines else 'no_order_lines'}")
        return found

    def settle(self, scope: Scope, instead: Instead = Instead.NOTHING) -> tuple[Scope, Period]:
        """Fill in the dates ``scope`` leaves open as :meth:`sold` does, or refuse as it does."""
        first, last = self.sold(instead)
        scope, period = settle(scope, first, last)
        return replace(scope, segment_version=self.segment_mark(scope.segment)), period

    def own_names(self, language: str) -> tuple[tuple[str, str], ...]:
        """The company's own names, by key: of the segments of its RFM map, and of its campaigns."""
        named = [(s.key, dict(s.names).get(language, "")) for s in self.rfm.table.segments]
        named += [(f"{CAMPAIGN}{one}", name) for one, name in self.campaigns.items()]
        return tuple((key, name) for key, name in named if name)

    def segment_of(self, name: str) -> SavedSegment | None:
        """The saved segment of that name, whatever the case of its letters."""
        wanted = name.strip().casefold()
        return next((s for s in self.segments if s.name.casefold() == wanted), None)

    def segment_mark(self, name: str | None) -> str | None:
        """Which definition a segment's name stands for; None where it names none."""
        if name is None:
            return None
        if name.startswith(segments.RFM_PREFIX):
            known = name.removeprefix(segments.RFM_PREFIX) in self.rfm.table.keys
            return f"{segments.RFM_PREFIX}{self.rfm.mark}" if known else None
        found = self.segment_of(name)
        return found.mark if found else None


def open_books(workspace: Workspace, actor: Actor, company: str) -> Books:
    """Open a company's books at its newest version.

    Raises ``Forbidden``, :class:`data.companies.NoSuchCompanyError`.
    """
    require(actor, Right.SEE, company)
    for _ in range(_TRIES):
        before = companies.get(workspace, company)
        known = rates.read(workspace, company)
        saved = tuple(segments.listing(workspace, actor, company))
        rfm = segments.rfm_settings(workspace, company)
        if companies.version(workspace, company) == before.version:
            break
    facts = with_baskets(open_facts(workspace, company, before.version), known)
    live = tuple(loads.live(workspace, company, before.version))
    sales = _span(facts)
    return Books(
        company=before,
        facts=facts,
        rates=known,
        span=sales,
        contract_span=contract_span(facts),
        record_span=None if sales else _record_span(before, facts, live),
        choices=choices(facts),
        dimensions=tuple(available(facts)),
        cohort_groups=cohort_groups(facts),
        extra_costs=extra_costs(facts),
        campaigns=campaign_names(facts),
        segments=saved,
        rfm=rfm,
        loads=live,
        merged=merges.count(workspace, company, before.version),
    )


def _record_span(company: Company, facts: Facts, live: Sequence[Load]) -> Span | None:
    other = [load for load in live if load.table_name != "order_lines"]
    if not other:
        return None
    day = company.local(other[-1].loaded_at).date()
    return line_span(facts) or Span(day, day)


def _span(facts: Facts) -> Span | None:
    try:
        return span(facts)
    except NotEnoughData:
        return None
