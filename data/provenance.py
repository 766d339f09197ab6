"""Where a figure comes from: what every export says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.findings import Finding
from analytics.proof import Proof
from data.companies import Company
from data.scope import Scope


@dataclass(frozen=True)
class Provenance:
    """One answer's origin: question, company at a version, settled scope and plain options."""

    question: str
    company: Company
    version: int
    scope: Scope
    options: Mapping[str, object]
    notices: tuple[Finding, ...] = ()  # assumptions, and what is left out
    proof: Proof | None = None  # of what is foretold in it
