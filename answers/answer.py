"""What comes back from a question: the result, and everything it depends on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum
from typing import Generic, TypeVar

from analytics.findings import Finding, Result
from analytics.proof import Foretold, Proof, Tested
from data.companies import Company
from data.frames.totals import Totals
from data.provenance import Provenance
from data.scope import Scope

R_co = TypeVar("R_co", bound=Result, covariant=True)


@dataclass(frozen=True)
class Options:
    """The options of one question: a frozen dataclass of plain values, each with a default.

    Its field names are the names in the URL, on the command line and in ``[options]`` of the
    catalogue of words.
    """

    def as_fields(self) -> Mapping[str, object]:
        """The options in plain values, for JSON, the URL and the head of an export."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: v.value if isinstance(v, Enum) else v for k, v in values.items()}


@dataclass(frozen=True)
class Answer(Generic[R_co]):
    """A result with what it was asked about; ``scope`` is settled, ``version`` the data's.

    ``notices`` say what the reader must know to trust it: assumptions, costs left out.
    ``totals`` reconcile the lines it speaks of with all that were accepted. ``windows``: the first
    and last day of those frames of the result that cover other days than the scope. ``proof``: of
    the forecast in it, if there is one.
    """

    question: str
    company: Company
    scope: Scope
    options: Options
    version: int
    result: R_co
    notices: tuple[Finding, ...]
    totals: Totals
    windows: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    proof: Proof | None = None

    @property
    def told(self) -> Result:
        """The result as it is read aloud: without a forecast that failed its proof, or has none."""
        if self.proof is None or self.proof.holds or not isinstance(self.result, Foretold):
            return self.result
        return self.result.instead(self.proof)

    @property
    def provenance(self) -> Provenance:
        """Where the figures come from, for an export."""
        return Provenance(
            self.question,
            self.company,
            self.version,
            self.scope,
            self.options.as_fields(),
            self.notices,
            self.proof,
        )

    def origin(self, frame: str) -> Provenance:
        """Where the figures of one frame come from: the days that it covers, its own proof."""
        known = self.provenance
        if known.proof is None and isinstance(self.result, Tested):
            known = replace(known, proof=self.result.proof_of(frame))
        if frame not in self.windows:
            return known
        return replace(known, scope=self.scope.between(*self.windows[frame]))
