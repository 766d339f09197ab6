"""What leaves: by whom, with its origin on it, never a person, never without a line in the log."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from sqlalchemy.exc import OperationalError

from analytics.findings import Finding
from analytics.proof import Proof
from data import audit
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.provenance import Provenance
from data.workspace import Workspace
from exports import Export, Format, export_figure, export_rows
from exports.formats import SHEET_ROWS, TooLong, encode
from exports.out import PersonalColumn, file_name, head
from tests import zones
from words import Reader

READER = Reader("en", "IDR", 0)
INDONESIAN = Reader("id", "IDR", 0)
MAY_EXPORT = (
    LOCAL_OWNER,
    Actor("m", Role.MARKETER),
    Actor("a", Role.ADMINISTRATOR),
    Actor("i", Role.INSTRUCTOR),
    Actor("s", Role.STUDENT, frozenset({"kiosk"})),
)


class Desk:
    """Exports of one company, as one test needs them."""

    def __init__(self, workspace: Workspace, provenance: Provenance) -> None:
        self.workspace, self.provenance = workspace, provenance

    def rows(
        self,
        frame: pl.DataFrame,
        kind: Format = Format.CSV,
        *,
        actor: Actor = LOCAL_OWNER,
        reader: Reader = READER,
    ) -> Export:
        return export_rows(
            self.workspace,
            actor,
            frame,
            name="customers",
            kind=kind,
            provenance=self.provenance,
            reader=reader,
        )


@pytest.fixture
def desk(workspace: Workspace, provenance: Provenance) -> Desk:
    return Desk(workspace, provenance)


def test_a_csv_for_spreadsheets(desk: Desk, rows: pl.DataFrame) -> None:
    export = desk.rows(rows)
    assert export.mime == "text/csv"
    assert export.content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(export.content.decode("utf-8-sig"))))
    assert read[0] == ["rank", "customer_id", "tier", "profit", "for analysis, not for contacting"]
    assert {row[4] for row in read[1:]} == {""}
    assert [row[1] for row in read[1:]] == [
        "'=1+1",
        "''=1+1",
        "007",
        "https://x.example",
        "  é_x0041_",
    ]
    assert [row[3] for row in read[1:]] == ["1234.5", "-0.5", "0.0", "-1000000000.0", ""]


def test_a_workbook_holds_texts_and_numbers_and_no_formula(desk: Desk, rows: pl.DataFrame) -> None:
    content = desk.rows(rows, Format.XLSX).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["About", "Rows"]
    sheet = book["Rows"]
    cells = list(sheet.iter_rows(min_row=2))
    assert [c.value for c in sheet[1]] == ["Rank", "Customer", "Tier", "Profit"]
    assert [row[1].value for row in cells] == rows["customer_id"].to_list()
    assert {cell.data_type for row in cells for cell in (row[1], row[2])} == {"s"}
    assert {row[3].data_type for row in cells} == {"n"}
    assert [row[3].value for row in cells] == rows["profit"].to_list()
    assert not [c for row in book["About"].iter_rows() for c in row if c.data_type == "f"]
    assert not [c for row in cells for c in row if c.hyperlink]


@pytest.mark.parametrize("reader", [READER, INDONESIAN], ids=["en", "id"])
def test_the_first_sheet_says_where_it_comes_from(
    desk: Desk, rows: pl.DataFrame, reader: Reader
) -> None:
    content = desk.rows(rows, Format.XLSX, reader=reader).content
    about = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    said = {row[0].value: row[1].value for row in about.iter_rows()}

    def text(key: str) -> str:
        return str(said[reader.text(f"export.{key}")])

    assert text("what") == reader.text("profit.title")
    assert text("company") == "Kiosk Bu Sri"
    december = {"en": "31 Dec 2025", "id": "31 Des 2025"}[reader.language]
    assert text("period") == f"1 Jan 2025 – {december}"
    assert text("filters") == "=web/../"
    assert reader.name("gross_margin") in text("options")
    assert "80%" in text("options")
    assert reader.text("app.yes") in text("options")
    assert (text("currency"), text("version"), text("rows")) == ("IDR", "7", "5")
    assert text("use") == reader.text("export.not_for_contacting")


@pytest.mark.parametrize(("reader", "left"), [(READER, "Automatic"), (INDONESIAN, "Otomatis")])
def test_options_are_said_as_they_are_meant(
    provenance: Provenance, reader: Reader, left: str
) -> None:
    """Money is no share, what was left to the data is no None, what was left blank is nothing."""
    options = {"campaign": None, "contact_cost": 250.0, "min_lift": 1.0, "min_support": 0.005}
    asked = replace(provenance, options=options | {"offer_cost": 0, "item": ""})
    told = dict(head(asked, reader, rows=1))[reader.text("export.options")]

    values = [part.partition(": ")[2] for part in told.split("; ")]
    assert values[:2] == [left, reader.money(250)]
    assert values[2:] == [reader.number(1.0), reader.share(0.005), reader.money(0)]
    assert not {"None", "item"} & set(re.split("[_-]", file_name(asked, "rows", "csv")))


def test_a_parquet_file_is_the_frame(desk: Desk, rows: pl.DataFrame) -> None:
    back = pl.read_parquet(io.BytesIO(desk.rows(rows, Format.PARQUET).content))
    assert back.rows() == rows.rows()
    about = pl.read_parquet_metadata(io.BytesIO(desk.rows(rows, Format.PARQUET).content))
    assert about["use"] == "for analysis, not for contacting"
    assert back.schema["profit"] == pl.Float64


@pytest.mark.parametrize("reader", [READER, INDONESIAN], ids=["en", "id"])
def test_what_is_foretold_leaves_with_its_proof(
    desk: Desk, rows: pl.DataFrame, reader: Reader
) -> None:
    """On the first sheet, at the end of a CSV's header, in the metadata of Parquet."""
    told = (Finding("backtest.find_rule"), Finding("lifetime.find_unproved"))
    proof = Proof("red", {}, told)
    made = Desk(desk.workspace, replace(desk.provenance, proof=proof))
    said = " ".join([f"{reader.word('red')}.", *(reader.sentence(f.key, f.fields) for f in told)])
    label = reader.text("export.proof")

    sheet = made.rows(rows, Format.XLSX, reader=reader).content
    about = openpyxl.load_workbook(io.BytesIO(sheet)).worksheets[0]
    assert {row[0].value: row[1].value for row in about.iter_rows()}[label] == said
    text = made.rows(rows, reader=reader).content.decode("utf-8-sig")
    header = next(csv.reader(io.StringIO(text)))
    assert header[-2:] == [reader.text("export.for_analysis_only"), f"{label}: {said}"]
    back = made.rows(rows, Format.PARQUET, reader=reader).content
    assert pl.read_parquet_metadata(io.BytesIO(back))["proof"] == f"{label}: {said}"


@pytest.mark.parametrize("kind", list(Format))
def test_no_rows_are_a_file_too(desk: Desk, rows: pl.DataFrame, kind: Format) -> None:
    assert desk.rows(rows.clear(), kind).content


@pytest.mark.parametrize("column", ["name", "email", "phone", "address", "note"])
def test_a_person_never_leaves_by_this_way(desk: Desk, rows: pl.DataFrame, column: str) -> None:
    with pytest.raises(PersonalColumn, match=column):
        desk.rows(rows.with_columns(pl.lit("x").alias(column)))


@pytest.mark.parametrize("column", ["email", "phone", "address", "note"])
def test_nor_without_a_customer_number(desk: Desk, column: str) -> None:
    with pytest.raises(PersonalColumn, match=column):
        desk.rows(pl.DataFrame({column: ["x"], "revenue": [1.0]}))


def test_products_have_names(desk: Desk) -> None:
    assert desk.rows(pl.DataFrame({"group": ["P1"], "name": ["Tea"]})).content


def test_a_viewer_takes_figures_and_no_rows(desk: Desk, rows: pl.DataFrame) -> None:
    viewer = Actor("v", Role.VIEWER)
    with pytest.raises(Forbidden):
        desk.rows(rows, actor=viewer)
    assert desk.rows(rows.drop("customer_id"), actor=viewer).content
    assert export_figure(
        viewer, lambda: b"<svg/>", name="curve", kind="svg", provenance=desk.provenance
    ) == Export(file_name(desk.provenance, "curve", "svg"), "image/svg+xml", b"<svg/>")
    assert audit.entries(desk.workspace)[0].action == "company.create"


@pytest.mark.parametrize("actor", MAY_EXPORT, ids=lambda actor: actor.role)
def test_who_may_export_is_logged(desk: Desk, rows: pl.DataFrame, actor: Actor) -> None:
    desk.rows(rows, actor=actor)
    entry = audit.entries(desk.workspace)[0]
    assert (entry.actor, entry.action, entry.company) == (actor.id, "export.rows", "kiosk")
    details = dict(entry.details)
    assert (details["what"], details["rows"], details["format"]) == ("customers", 5, "csv")
    assert details["version"] == 7
    assert details["scope"]["channel"] == ["=web/../"]
    assert details["options"]["basis"] == "gross_margin"
    assert audit.verify(desk.workspace) == 2


@pytest.mark.parametrize("actor", [*MAY_EXPORT[1:], Actor("v", Role.VIEWER)], ids=lambda a: a.role)
def test_nobody_exports_another_company(desk: Desk, rows: pl.DataFrame, actor: Actor) -> None:
    elsewhere = replace(actor, companies=frozenset({"other"}))
    with pytest.raises(Forbidden):
        desk.rows(rows, actor=elsewhere)
    with pytest.raises(Forbidden):
        desk.rows(rows.drop("customer_id"), actor=elsewhere)
    drawn: list[str] = []

    def draw() -> bytes:
        drawn.append("curve")
        return b""

    with pytest.raises(Forbidden):
        export_figure(
            elsewhere,
            draw,
            name="curve",
            kind="png",
            provenance=desk.provenance,
        )
    assert drawn == []


def test_nothing_leaves_when_the_log_cannot_be_written(desk: Desk, rows: pl.DataFrame) -> None:
    """SQLite itself refuses to write on this connection."""
    with desk.workspace.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(OperationalError, match="readonly"):
        desk.rows(rows)
    assert desk.rows(rows.drop("customer_id")).content


def test_a_refused_export_leaves_no_line(desk: Desk, rows: pl.DataFrame) -> None:
    with pytest.raises(PersonalColumn):
        desk.rows(rows.with_columns(name=pl.lit("x")))
    assert len(audit.entries(desk.workspace)) == 1


def test_a_sheet_that_is_too_short_is_refused(rows: pl.DataFrame) -> None:
    tall = pl.DataFrame({"rank": pl.int_range(SHEET_ROWS + 1, eager=True)})
    with pytest.raises(TooLong, match="1,048,576 rows"):
        encode(tall, Format.XLSX, head=[], names={}, patterns={})


def test_file_names_are_safe_and_say_where_they_come_from(provenance: Provenance) -> None:
    name = file_name(provenance, "customers", "csv")
    parts = ("kiosk_profit_customers_2025-01-01_2025-12-31", "web", "basis-gross_margin", "_v7_")
    assert all(part in name for part in parts)
    assert re.fullmatch(r"[A-Za-z0-9._-]+\.csv", name)
    assert ".." not in Path(name).parts
    assert "/" not in name


def test_a_file_name_fits_any_folder(provenance: Provenance, tmp_path: Path) -> None:
    many = replace(provenance.scope, region=tuple(f"Wilayah {i} é" for i in range(200)))
    name = file_name(replace(provenance, scope=many), "../../etc/passwd\n", "xlsx")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_bytes(b"")
    assert [file.name for file in (tmp_path / "out").iterdir()] == [name]
    assert re.search(r"_v7_\d{4}-\d\d-\d\d\.xlsx$", name)


def test_a_segment_of_the_companys_own_bears_its_name(desk: Desk) -> None:
    """In a CSV keys stay keys, so that programs can read them; what was renamed is as renamed."""
    frame = pl.DataFrame({"customer_id": ["C1", "C2"], "segment": ["champions", "loyal"]})
    own = replace(INDONESIAN, own=(("champions", "Pelanggan Emas"),))

    text = desk.rows(frame, reader=own).content.decode("utf-8-sig")
    assert "Pelanggan Emas" in text
    assert "loyal" in text
    assert "champions" not in text
    assert "champions" in desk.rows(frame, reader=INDONESIAN).content.decode("utf-8-sig")


def test_it_was_made_on_the_day_where_the_company_is(provenance: Provenance) -> None:
    company = replace(provenance.company, timezone=zones.COMPANY)
    with zones.server_far_away():
        before, asked = zones.there(), replace(provenance, company=company)
        told = dict(head(asked, READER, rows=1))[READER.text("export.made_on")]
        name = file_name(asked, "rows", "csv")
    days = {before, zones.there()}
    assert told in {READER.date(date.fromisoformat(day)) for day in days}
    assert name.removesuffix(".csv").rpartition("_")[2] in days
