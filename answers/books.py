"""The books of one company, opened at one version: facts, rates, and what they span."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.bases import ServiceRates
from analytics.findings import NotEnoughData
from data import companies, rates
from data.actor import Actor, Right, require
from data.companies import Company
from data.frames import Facts, open_facts
from data.frames.baskets import with_baskets
from data.frames.choices import choices, extra_costs
from data.frames.groups import Dimension, available
from data.frames.span import Span, span
from data.rates import Rates
from data.scope import Period, Scope, settle
from data.workspace import Workspace

_TRIES = 5


@dataclass(frozen=True)
class Books:
    """One company at one version, as every question reads it.

    ``span`` is None where nothing was sold yet; ``choices`` are the values that the filters of a
    scope can take; ``dimensions`` what sales can be grouped by; ``extra_costs`` which of
    acquisition and campaigns cost anything in the data.
    """

    company: Company
    facts: Facts
    rates: Rates
    span: Span | None
    choices: Mapping[str, tuple[str, ...]]
    dimensions: tuple[Dimension, ...]
    extra_costs: frozenset[str]

    @property
    def version(self) -> int:
        """The version of the company's data."""
        return self.company.version

    @property
    def service_rates(self) -> ServiceRates:
        """The rates an analysis applies to counts, in plain numbers."""
        return ServiceRates(
            order=float(self.rates.order),
            line=float(self.rates.line),
            return_=float(self.rates.return_),
            delivery=float(self.rates.delivery),
        )

    def settle(self, scope: Scope) -> tuple[Scope, Period]:
        """Fill in the dates ``scope`` leaves open. ``NotEnoughData`` where nothing was sold."""
        if self.span is None:
            raise NotEnoughData("not_enough.no_order_lines")
        return settle(scope, self.span.first, self.span.last)


def open_books(workspace: Workspace, actor: Actor, company: str) -> Books:
    """Open a company's books at its newest version.

    Raises ``Forbidden``, :class:`data.companies.NoSuchCompanyError`.
    """
    require(actor, Right.SEE, company)
    for _ in range(_TRIES):
        before = companies.get(workspace, company)
        known = rates.read(workspace, company)
        if companies.version(workspace, company) == before.version:
            break
    facts = with_baskets(open_facts(workspace, company, before.version), known)
    return Books(
        company=before,
        facts=facts,
        rates=known,
        span=_span(facts),
        choices=choices(facts),
        dimensions=tuple(available(facts)),
        extra_costs=extra_costs(facts),
    )


def _span(facts: Facts) -> Span | None:
    try:
        return span(facts)
    except NotEnoughData:
        return None
