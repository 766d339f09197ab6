"""An answer in plain values: what the command line prints as JSON, and whatever else reads it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from analytics.findings import Finding, Result
from analytics.proof import Proof
from answers.answer import Answer
from words import Reader


def as_plain(answer: Answer[Result], reader: Reader) -> dict[str, Any]:
    """The answer as lists, dicts, texts and numbers; dates in ISO form, no NaN."""
    return {
        "analysis": answer.question,
        "company": answer.company.name,
        "scope": dict(answer.scope.as_fields()),
        "options": dict(answer.options.as_fields()),
        "data_version": answer.version,
        "summary": {key: _plain(value) for key, value in answer.result.summary().items()},
        "findings": _said((*answer.result.findings(), *answer.notices), reader),
        "proof": proof_as_plain(answer.proof, reader),
        "reconciliation": _totals(answer),
        "frames": {name: _rows(frame) for name, frame in answer.result.frames().items()},
    }


def _said(findings: Sequence[Finding], reader: Reader) -> list[dict[str, Any]]:
    return [
        {
            "key": finding.key,
            "fields": {name: _plain(value) for name, value in finding.fields.items()},
            "text": reader.sentence(finding.key, finding.fields),
        }
        for finding in findings
    ]


def proof_as_plain(proof: Proof | None, reader: Reader) -> dict[str, Any] | None:
    """How a forecast fared on the past; None where nothing is foretold."""
    if proof is None:
        return None
    return {
        "light": proof.light,
        "holds": proof.holds,
        "summary": {key: _plain(value) for key, value in proof.figures.items()},
        "findings": _said(proof.findings, reader),
    }


def _totals(answer: Answer[Result]) -> Mapping[str, Any]:
    parts = ("accepted", "customers", "returns_only", "anonymous", "left_out", "not_counted")
    rows = {
        name: {"lines": part.lines, "amount": str(part.amount)}
        for name in parts
        for part in (getattr(answer.totals, name),)
    }
    return {"reconciles": answer.totals.reconciles, **rows}


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [{k: _plain(v) for k, v in row.items()} for row in frame.iter_rows(named=True)]


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN has no place in JSON
        return None
    return value
