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
from words.figures import FIGURES, Unit, figure_of

PERSONAL = frozenset({"email", "phone", "address", "note"})  # never
NAMES = frozenset({"name"})  # not beside a customer; products and groups have names too
LONGEST = 200  # letters of a file name; folders take 255 bytes

_MONEY = frozenset({"contact_cost", "offer_cost", "fixed_cost", "worth"})  # of the options
_TIMES = frozenset({"min_lift"})
_OURS = {
    Unit.WORD,
    Unit.FIGURE,
    Unit.SEGMENT,
    Unit.PRESET,
    Unit.REST,
    Unit.MARKS,
    Unit.FEATURE,
}  # written in the reader's words


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
    about_people = _about_people(frame, provenance)
    require(actor, Right.EXPORT_ROWS if about_people else Right.SEE, company)
    if personal := sorted((PERSONAL | NAMES if by_customer else PERSONAL) & set(frame.columns)):
        raise PersonalColumn(f"{', '.join(personal)} may leave in a contact list alone")
    names = {c: _column(reader, figure_of(provenance.question, c)) for c in frame.columns}
    names |= {s: reader.text(f"export.{s}") for s in ("sheet_about", "sheet_rows")}
    content = encode(
        _in_words(frame, reader) if kind is Format.XLSX else _in_own_words(frame, reader),
        kind,
        head=head(provenance, reader, rows=frame.height),
        names=names,
        patterns=_patterns(frame, provenance),
        remarks=_remarks(provenance, reader, about_people=about_people),
    )
    if about_people:
        fields = {"what": name, "rows": frame.height, "format": kind.value}
        audit.record(workspace, actor, "export.rows", company, _details(provenance) | fields)
    file = rows_file(provenance, reader, frame, name=name, kind=kind)
    return Export(file, FORMATS[kind], content)


def may_export(actor: Actor, frame: pl.DataFrame, provenance: Provenance) -> bool:
    """Whether :func:`export_rows` would let ``actor`` take these rows along."""
    right = Right.EXPORT_ROWS if _about_people(frame, provenance) else Right.SEE
    return actor.may(right, provenance.company.name)


def export_figure(
    actor: Actor, draw: Callable[[], bytes], *, name: str, kind: str, provenance: Provenance
) -> Export:
    """A drawn chart as a file: an aggregate, free to whoever may see it."""
    require(actor, Right.SEE, provenance.company.name)
    mime = {"svg": "image/svg+xml", "png": "image/png"}[kind]
    return Export(file_name(provenance, name, kind), mime, draw())


def export_sheet(
    workspace: Workspace,
    actor: Actor,
    draw: Callable[[], bytes],
    *,
    name: str,
    provenance: Provenance,
) -> Export:
    """A printed page about one customer, masked, as PDF; it needs the right to rows and is logged.

    Raises ``Forbidden``. Nothing leaves when the log cannot be written.
    """
    company = provenance.company.name
    require(actor, Right.EXPORT_ROWS, company)
    content = draw()
    told = _details(provenance) | {"what": name, "rows": 1, "format": "pdf"}
    audit.record(workspace, actor, "export.sheet", company, told)
    return Export(file_name(provenance, name, "pdf"), "application/pdf", content)


def head(provenance: Provenance, reader: Reader, *, rows: int) -> list[tuple[str, str]]:
    """What the export says of itself: labels and texts, one a line."""
    scope, t = provenance.scope, reader.text
    filters = [*scope.channel, *scope.region, *scope.customer_type]
    if scope.segment:
        name = reader.segment_filter(scope.segment)
        filters.append(f"{t('scope.segment')} {name} ({scope.segment_version})")
    stem = provenance.question.replace("-", "_")
    options = [
        f"{reader.text(f'options.{key}')}: {_option(reader, key, value)}"
        for key, value in provenance.options.items()
        if value != ""
    ]
    return [
        (t("export.what"), t(f"{stem}.title")),
        (t("export.company"), provenance.company.title),
        (t("export.period"), f"{reader.date(scope.start)} – {reader.date(scope.end)}"),
        (t("export.as_of"), reader.date(scope.as_of)),
        (t("export.filters"), ", ".join(filters) or t("export.none")),
        (t("export.options"), "; ".join(options) or t("export.none")),
        (t("export.notices"), _notices(provenance, reader)),
        *_proof(provenance, reader),
        (t("export.currency"), provenance.company.currency),
        (t("export.version"), str(provenance.version)),
        (t("export.rows"), reader.count(rows)),
        (t("export.made_on"), reader.date(provenance.company.local(datetime.now(UTC)).date())),
        (t("export.use"), t("export.not_for_contacting")),
    ]


def rows_file(
    provenance: Provenance, reader: Reader, frame: pl.DataFrame, *, name: str, kind: Format
) -> str:
    """The name of a file of rows; customers' rows say what they are not for."""
    about_people = _about_people(frame, provenance)
    stem = f"{name}-{reader.text('export.for_analysis')}" if about_people else name
    return file_name(provenance, stem, kind.value)


def _about_people(frame: pl.DataFrame, provenance: Provenance) -> bool:
    """Whether each row is about one person: a customer, or a sales person by name."""
    return "customer_id" in frame.columns or provenance.options.get("by") == "staff"


def _patterns(frame: pl.DataFrame, provenance: Provenance) -> dict[str, str]:
    """How Excel writes the numbers of each column, by the unit of its figure."""
    decimals = provenance.company.decimals
    by_unit = {
        Unit.MONEY: "#,##0" + ("." + "0" * decimals if decimals else ""),
        Unit.SHARE: "0.0%",
        Unit.COUNT: "#,##0",
        Unit.NUMBER: "#,##0.00",
    }
    numbers = [c for c in frame.columns if frame.schema[c].is_numeric()]
    units = {c: FIGURES.get(figure_of(provenance.question, c)) for c in numbers}
    return {c: by_unit[unit] for c, unit in units.items() if unit in by_unit}


def _in_own_words(frame: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """Keys stay keys for machines, but a segment that the company named itself bears that name."""
    own = dict(reader.own)
    columns = [c for c in frame.columns if own and FIGURES.get(c) is Unit.SEGMENT]
    return frame.with_columns(pl.col(c).cast(pl.String).replace(own) for c in columns)


def _in_words(frame: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """Words of ours in the reader's language, and what is not stated said so."""
    own = [c for c in frame.columns if FIGURES.get(c) in _OURS]
    written = [
        pl.Series(c, [None if v is None else reader.figure(c, v) for v in frame[c]], pl.String)
        for c in own
    ]
    if "group" in frame.columns:
        written.append(_groups_in_words(frame, reader))
    return frame.with_columns(written)


def _groups_in_words(frame: pl.DataFrame, reader: Reader) -> pl.Series:
    """The groups by name; lines beneath them, which are no group, by what they are."""
    kinds = (
        frame["kind"] if "kind" in frame.columns else pl.repeat("group", frame.height, eager=True)
    )
    unnamed = {"group": reader.text("app.not_stated")}
    return pl.Series(
        "group",
        [
            unnamed.get(kind) or reader.word(kind) if group is None else group
            for group, kind in zip(frame["group"], kinds.cast(pl.String), strict=True)
        ],
        pl.String,
    )


def _notices(provenance: Provenance, reader: Reader) -> str:
    said = [reader.sentence(notice.key, notice.fields) for notice in provenance.notices]
    return " ".join(said) or reader.text("export.none")


def _remarks(provenance: Provenance, reader: Reader, *, about_people: bool) -> dict[str, str]:
    """What the rows are for, and how a forecast in them fared on the past, in a line each."""
    said = {"use": reader.text("export.for_analysis_only")} if about_people else {}
    for label, text in _proof(provenance, reader):
        said["proof"] = f"{label}: {text}"
    return said


def _proof(provenance: Provenance, reader: Reader) -> list[tuple[str, str]]:
    """The light of the proof and what it says; nothing where nothing is foretold."""
    proof = provenance.proof
    if proof is None:
        return []
    said = [reader.sentence(finding.key, finding.fields) for finding in proof.findings]
    light = [f"{reader.word(proof.light)}."] if proof.light else []
    return [(reader.text("export.proof"), " ".join(light + said))]


def file_name(provenance: Provenance, stem: str, ending: str) -> str:
    """Where it comes from, in letters that every system takes.

    Company, question, what, first and last day, filters, options, data version and today.
    """
    scope = provenance.scope
    today = provenance.company.local(datetime.now(UTC)).date().isoformat()
    days = [day.isoformat() for day in (scope.start, scope.end) if day]
    filters = [*scope.channel, *scope.region, *scope.customer_type, scope.segment]
    options = [f"{k}-{v}" for k, v in provenance.options.items() if v not in {None, ""}]
    what = [provenance.company.name, provenance.question, stem, *days, *filters, *options]
    origin = _plain("_".join(part for part in what if part))
    version = _plain(f"_v{provenance.version}_{today}.{ending}")
    return origin[: LONGEST - len(version)] + version


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text)


def _details(provenance: Provenance) -> dict[str, object]:
    """Where it came from, for the log: which customer is no business of it."""
    return {
        "question": provenance.question,
        "version": provenance.version,
        "scope": dict(provenance.scope.as_fields()),
        "options": {k: v for k, v in provenance.options.items() if k != "customer_id"},
    }


def _column(reader: Reader, column: str) -> str:
    return reader.name(column) if reader.has(f"figures.{column}") else column


def _option(reader: Reader, key: str, value: object) -> str:
    """What was chosen; what was left to the data is automatic, as on the page."""
    if value is None:
        return reader.text("options.automatic")
    if isinstance(value, bool):
        return reader.text("app.yes" if value else "app.no")
    if isinstance(value, int | float) and key in _MONEY:
        return reader.money(value)
    if isinstance(value, float):
        return reader.share(value) if value <= 1 and key not in _TIMES else reader.number(value)
    if isinstance(value, str) and reader.has(f"words.{value}"):
        return reader.text(f"words.{value}")
    return reader.word(str(value)) if reader.has(f"figures.{value}") else str(value)
