"""The proof of a forecast beside the forecast: asked for once, whoever asks for the forecast."""

from collections.abc import Callable
from typing import Any

from analytics.findings import NotEnoughData
from analytics.proof import Proof, unproved
from answers.answer import Answer
from answers.progress import begun

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
