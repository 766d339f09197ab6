"""What the proof of a forecast says in short: it goes wherever the forecast goes.

On a page, in the text and the JSON of a command, at the head of a file: amounts that are foretold
are never told without how such amounts fared on this company's own past.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from analytics.findings import Finding, NotEnoughData, Result, Value

_HOLD = ("green", "amber")


@dataclass(frozen=True)
class Proof:
    """``light``: green, amber, red; None where the forecast could not be tested, or knows no light.

    ``figures``: the errors beside the best simple rule's, and the coverage, by key; shares 0-1.
    ``findings``: what the test says, in the order to be read.
    """

    light: str | None
    figures: Mapping[str, Value]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether what it is of may be shown in the place of what came last."""
        return self.light in _HOLD

    def figure(self, key: str) -> Value:
        """One of the figures; None where there was no test."""
        return self.figures.get(key)


def unproved(problem: NotEnoughData) -> Proof:
    """The proof that is none: the data cannot test the forecast, and ``problem`` says why."""
    why = Finding(problem.key, problem.fields, good=False)
    return Proof(None, {}, (Finding("lifetime.find_unproved", good=False), why))


@runtime_checkable
class Foretold(Protocol):
    """A result that is a forecast through and through."""

    def instead(self, proof: Proof) -> Result:
        """What stands in its place where ``proof`` does not hold."""
        ...


@runtime_checkable
class Tested(Protocol):
    """A result that tests what it foretells by itself."""

    def proof_of(self, frame: str) -> Proof | None:
        """How what ``frame`` foretells fared on the past; None where it foretells nothing."""
        ...
