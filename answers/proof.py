"""The proof of a forecast beside the forecast: asked for once, whoever asks for the forecast."""

from collections.abc import Callable
from typing import Any

from analytics.findings import NotEnoughData
from analytics.proof import Proof, unproved
from answers.answer import Answer
from answers.progress import begun
from words import Reader

FORECAST = "forecast"
"""The step that begins when the proof is there."""


def proof_by(ask: Callable[[], Answer[Any]]) -> Proof:
    """What the backtest that ``ask`` answers says in short; where it is refused, why."""
    try:
        found: Proof = ask().result.proof()
    except NotEnoughData as problem:
        found = unproved(problem)
    begun(FORECAST)
    return found


def in_words(proof: Proof | None, reader: Reader) -> list[str]:
    """What the proof says, a sentence each, the first under its name; none without a forecast."""
    if proof is None:
        return []
    first, *others = [reader.sentence(found.key, found.fields) for found in proof.findings]
    return [f"{reader.text('export.proof')}: {first}", *others]


def caveats(answer: Answer[Any], reader: Reader) -> list[str]:
    """What must be known to trust a picture or a sheet of it: the proof in short, the notices."""
    notices = [reader.sentence(notice.key, notice.fields) for notice in answer.notices]
    return [*in_words(answer.proof, reader)[:1], *notices]
