"""What leaves the house, by whom, with its origin on it; a line in the log comes first."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from data import audit
from data.actor import Actor, Right, require
from data.provenance import Provenance
from data.workspace import Workspace
from exports.formats import FORMATS, Format, encode
from words import Reader

PERSONAL = frozenset({"email", "phone", "address", "note"})  # never
NAMES = frozenset({"name"})  # not beside a customer; products and groups have names too
LONGEST = 200  # letters of a file name; folders take 255 bytes


@dataclass(frozen=True)
class Export:
    """A file on its way out."""

    file_name: str
    mime: str
    content: bytes


class PersonalColumn(PermissionError):
    """A personal column was about to leave by a way that may not carry any."""


def export_rows(
    workspace: Workspace,
    actor: Actor,
    frame: pl.DataFrame,
    *,
    name: str,
    kind: Format,
    provenance: Provenance,
    reader: Reader,
) -> Export:
    """Rows of an analysis as a file; rows with customer ids need the right to them and are logged.

    Raises ``Forbidden``, :class:`PersonalColumn`, :class:`exports.formats.TooLong`. Nothing leaves
    when the log cannot be written.
    """
    company = provenance.company.name
    by_customer = "customer_id" in frame.columns
    require(actor, Right.EXPORT_ROWS if by_customer else Right.SEE, company)
    if personal := sorted((PERSONAL | NAMES if by_customer else PERSONAL) & set(frame.columns)):
        raise PersonalColumn(f"{', '.join(personal)} may leave in a contact list alone")
    names = {c: _column(reader, c) for c in frame.columns}
    names |= {s: reader.text(f"export.{s}") for s in ("sheet_about", "sheet_rows")}
    content = encode(frame, kind, head=head(provenance, reader, rows=frame.height), names=names)
    if by_customer:
        fields = {"what": name, "rows": frame.height, "format": kind.value}
        audit.record(workspace, actor, "export.rows", company, _details(provenance) | fields)
    stem = f"{name}-{reader.text('export.for_analysis')}" if by_customer else name
    return Export(file_name(provenance, stem, kind.value), FORMATS[kind], content)


def export_figure(
    actor: Actor, draw: Callable[[], bytes], *, name: str, kind: str, provenance: Provenance
) -> Export:
    """A drawn chart as a file: an aggregate, free to whoever may see it."""
    require(actor, Right.SEE, provenance.company.name)
    mime = {"svg": "image/svg+xml", "png": "image/png"}[kind]
    return Export(file_name(provenance, name, kind), mime, draw())


def head(provenance: Provenance, reader: Reader, *, rows: int) -> list[tuple[str, str]]:
    """What the export says of itself: labels and texts, one a line."""
    scope, t = provenance.scope, reader.text
    filters = [*scope.channel, *scope.region, *scope.customer_type]
    filters += [scope.segment] if scope.segment else []
    stem = provenance.question.replace("-", "_")
    options = [
        f"{reader.text(f'options.{key}')}: {_option(reader, value)}"
        for key, value in provenance.options.items()
    ]
    return [
        (t("export.what"), t(f"{stem}.title")),
        (t("export.company"), provenance.company.title),
        (t("export.period"), f"{reader.date(scope.start)} – {reader.date(scope.end)}"),
        (t("export.as_of"), reader.date(scope.as_of)),
        (t("export.filters"), ", ".join(filters) or t("export.none")),
        (t("export.options"), "; ".join(options) or t("export.none")),
        (t("export.currency"), provenance.company.currency),
        (t("export.version"), str(provenance.version)),
        (t("export.rows"), reader.count(rows)),
        (t("export.made_on"), reader.date(datetime.now(UTC).astimezone().date())),
        (t("export.use"), t("export.not_for_contacting")),
    ]


def file_name(provenance: Provenance, stem: str, ending: str) -> str:
    """Where it comes from, in letters that every system takes.

    Company, question, what, first and last day, filters, options, data version and today.
    """
    scope = provenance.scope
    today = datetime.now(UTC).astimezone().date().isoformat()
    days = [day.isoformat() for day in (scope.start, scope.end) if day]
    filters = [*scope.channel, *scope.region, *scope.customer_type, scope.segment]
    options = [f"{key}-{value}" for key, value in provenance.options.items()]
    what = [provenance.company.name, provenance.question, stem, *days, *filters, *options]
    origin = _plain("_".join(part for part in what if part))
    version = _plain(f"_v{provenance.version}_{today}.{ending}")
    return origin[: LONGEST - len(version)] + version


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text)


def _details(provenance: Provenance) -> dict[str, object]:
    return {
        "question": provenance.question,
        "version": provenance.version,
        "scope": dict(provenance.scope.as_fields()),
        "options": dict(provenance.options),
    }


def _column(reader: Reader, column: str) -> str:
    return reader.name(column) if reader.has(f"figures.{column}") else column


def _option(reader: Reader, value: object) -> str:
    if isinstance(value, bool):
        return reader.text("app.yes" if value else "app.no")
    if isinstance(value, float):
        return reader.share(value)
    if isinstance(value, str) and reader.has(f"words.{value}"):
        return reader.text(f"words.{value}")
    return reader.word(str(value)) if reader.has(f"figures.{value}") else str(value)
