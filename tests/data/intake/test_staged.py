"""An import in two steps: looked at, then loaded; watched, and called off."""

import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data import audit, companies, loads
from data.actor import LOCAL_OWNER
from data.companies import CompanyError, NewCompany
from data.intake.child import Child
from data.intake.outcome import Outcome, Wishes
from data.intake.staged import Prepared, likely_tables, prepare
from data.intake.watch import STEPS, Progress, Watch

HEADER = "order_id,customer_id,order_date,product_id,quantity,unit_price,status\n"
ROWS = """\
O1,C1,2025-01-01,P1,2,5.50,paid
O2,C2,2025-02-30,P1,1,5.50,paid
O3,,2025-01-03,P2,1,1.25,beres
"""


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(HEADER + ROWS)
    return path


def made_ready(shop: Any, path: Path, **options: Any) -> Prepared:
    child = options.pop("child", shop.child)
    return prepare(shop.desk, LOCAL_OWNER, shop.name, "order_lines", [path], child=child, **options)


def test_what_was_guessed_is_shown_before_anything_is_loaded(shop: Any, sales: Path) -> None:
    with made_ready(shop, sales) as ready:
        about = ready.outcome.about
        assert (ready.outcome.status, ready.outcome.load) == ("accepted", None)
        assert companies.version(shop.desk, shop.name) == 0
        assert ready.accepted(1)["order_id"].to_list() == ["O1"]
        assert ready.quarantined()["problem_code"].to_list() == ["E_DATE"]
        by_part = {one["part"]: one for one in about["columns"]}
        assert (by_part["ordered_at"]["column"], by_part["ordered_at"]["reason"]) == (
            "order_date",
            "name",
        )
        formats = {one["part"]: one["format"] for one in about["formats"]}
        assert formats == {"ordered_at": "iso", "quantity": "dot", "unit_price": "dot"}
        assert about["files"] == [
            {
                "file": "sales.csv",
                "rows": 3,
                "encoding": "utf-8",
                "delimiter": ",",
                "header": "1",
            }
        ]
        assert about["statuses"] == [
            {"word": "paid", "meaning": "completed", "rows": 2},
            {"word": "beres", "meaning": None, "rows": 1},
        ]
        assert about["customers"]["customers"] == 2
        done = ready.load()
        assert done.load is not None
    assert (done.rows_accepted, done.rows_quarantined) == (2, 1)
    assert [x.id for x in loads.live(shop.desk, shop.name)] == [done.load.id]
    assert list((shop.desk.home / "incoming").iterdir()) == []


def test_a_question_comes_with_what_is_known(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(HEADER + "O1,C1,01/02/2025,P1,2,5.50,paid\n")
    with made_ready(shop, path) as ready:
        assert ready.outcome.status == "question"
        assert ready.outcome.problems[0].code == "E_AMBIGUOUS_DATE"
        assert len(ready.outcome.about["columns"]) == 7
        assert ready.load().status == "question"
        assert ready.accepted().is_empty()


def test_a_new_company_is_made_only_when_its_rows_are_loaded(shop: Any, sales: Path) -> None:
    new = NewCompany("Brand new", "USD", 2, "UTC")
    options = {"child": shop.child, "new": new}
    with prepare(shop.desk, LOCAL_OWNER, "brand-new", "order_lines", [sales], **options) as ready:
        assert "brand-new" not in companies.names(shop.desk)
        assert ready.load().load is not None
    assert companies.get(shop.desk, "brand-new").currency == "USD"


def test_a_refused_load_makes_no_company(shop: Any, sales: Path, tmp_path: Path) -> None:
    options = {"child": shop.child, "new": NewCompany("Newer", "USD", 2, "UTC")}
    people = tmp_path / "people.csv"
    people.write_text("customer_id,name\nC1,Ani\n")
    far = (date(1999, 1, 1), date(1999, 1, 2))
    for table, path, period, code in (
        ("order_lines", sales, far, "E_PERIOD"),
        ("customers", people, None, "E_NO_DAY"),
    ):
        with prepare(shop.desk, LOCAL_OWNER, "refused", table, [path], **options) as ready:
            refused = ready.load("period", period=period)
            assert [problem.code for problem in refused.problems] == [code]
            assert "refused" not in companies.names(shop.desk)
    assert [entry.action for entry in audit.entries(shop.desk, "refused")] == []


def test_the_second_who_makes_a_company_of_one_name_is_told_so(shop: Any, sales: Path) -> None:
    options = {"child": shop.child, "new": NewCompany("Newer", "USD", 2, "UTC")}
    first, second = (
        prepare(shop.desk, LOCAL_OWNER, "raced", "order_lines", [sales], **options)
        for _ in range(2)
    )
    with first, second:
        assert first.load().load is not None
        with pytest.raises(CompanyError, match="already"):
            second.load()
    assert len(loads.live(shop.desk, "raced")) == 1
    assert second.outcome.load is None


def test_what_was_read_is_gone_without_being_loaded(shop: Any, sales: Path) -> None:
    ready = made_ready(shop, sales)
    ready.close()
    ready.close()
    assert list((shop.desk.home / "incoming").iterdir()) == []
    assert companies.version(shop.desk, shop.name) == 0


def test_the_likeliest_table_comes_first_with_its_reasons(shop: Any, tmp_path: Path) -> None:
    wanted = {
        "order_lines": HEADER + ROWS,
        "customers": "Nama Lengkap,Surel,Kota\nAni,ani@example.com,Medan\n",
        "products": "SKU,Nama Produk,Kategori,Harga\nB1,Batik,Kain,5000\n",
    }
    for table, text in wanted.items():
        path = tmp_path / f"{table}.csv"
        path.write_text(text)
        found = likely_tables(shop.desk, LOCAL_OWNER, [path], child=shop.child)
        first = found.about["tables"][0]
        assert (first["table"], first["missing"]) == (table, [])
        assert first["sure"] == 1
    wrong = shop.bring("order_lines", tmp_path / "products.csv")
    assert wrong.status == "rejected"
    assert wrong.about["tables"][0]["table"] == "products"


def test_what_a_company_has_answered_is_not_asked_when_its_next_file_is_looked_into(
    shop: Any, tmp_path: Path
) -> None:
    path = tmp_path / "april.csv"
    path.write_text("Shop,April,,,,,\nsaid,the owner,of it,all,,,\n" + HEADER + ROWS)
    asked = likely_tables(shop.desk, LOCAL_OWNER, [path], child=shop.child)
    assert [problem.code for problem in asked.problems] == ["E_HEADER_ROW"]
    with made_ready(shop, path, wishes=Wishes(answers={"E_HEADER_ROW": "3"})) as ready:
        assert ready.load().status == "accepted"

    path.write_text(path.read_text().replace("April", "May").replace("2025-01", "2025-05"))
    found = likely_tables(shop.desk, LOCAL_OWNER, [path], company=shop.name, child=shop.child)
    assert (found.status, found.about["tables"][0]["table"]) == ("accepted", "order_lines")
    other = likely_tables(shop.desk, LOCAL_OWNER, [path], child=shop.child)
    assert other.status == "question"


def test_a_file_that_was_looked_into_is_opened_once_unless_it_changes(
    shop: Any, sales: Path
) -> None:
    written = sales.stat()

    def put(order: str) -> None:
        sales.write_text((HEADER + ROWS).replace("O1", order))

    def brought(*, looked: bool) -> tuple[str, str]:
        if looked:
            put("O1")
            os.utime(sales, ns=(written.st_atime_ns, written.st_mtime_ns))
            likely_tables(shop.desk, LOCAL_OWNER, [sales], child=shop.child)
            put("O9")
            os.utime(sales, ns=(written.st_atime_ns, written.st_mtime_ns))
        with made_ready(shop, sales) as ready:
            return ready.accepted(1)["order_id"][0], ready._report.digests[0]

    first, second = brought(looked=True), brought(looked=False)
    assert (first[0], second[0]) == ("O1", "O9")  # as it was looked into; and only that once
    assert first[1] != second[1]  # the digest is of what was read
    put("O1")
    likely_tables(shop.desk, LOCAL_OWNER, [sales], child=shop.child)
    put("O22")
    assert brought(looked=False)[0] == "O22"


def test_a_database_of_several_tables_asks_which_before_one_is_guessed(
    shop: Any, tmp_path: Path
) -> None:
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("create table Invoice (InvoiceId, CustomerId, InvoiceDate, Total)")
        made.execute("create table Customer (CustomerId, Email, City)")
        made.execute("insert into Customer values (1, 'ani@example.com', 'Medan')")
    found = likely_tables(shop.desk, LOCAL_OWNER, [path], child=shop.child)
    assert found.status == "question"
    (asked,) = found.problems
    assert (asked.code, asked.fields["choices"]) == ("E_SHEET", "Customer, Invoice")
    wishes = Wishes(answers={"E_SHEET": "Customer"})
    chosen = likely_tables(shop.desk, LOCAL_OWNER, [path], wishes=wishes, child=shop.child)
    assert chosen.about["tables"][0]["table"] == "customers"


def test_progress_goes_through_all_steps_in_order(shop: Any, sales: Path) -> None:
    said: list[Progress] = []
    shares: list[float] = []

    def tell(progress: Progress) -> None:
        said.append(progress)
        shares.append(watch.share)

    watch = Watch(tell)
    with made_ready(shop, sales, watch=watch) as ready:
        assert ready.load().status == "accepted"
    assert list(dict.fromkeys(one.step for one in said)) == list(STEPS)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert watch.seconds_left == 0


@pytest.mark.parametrize("step", ["read", "columns", "write"])
def test_an_import_called_off_leaves_nothing(step: str, shop: Any, sales: Path) -> None:
    def tell(progress: Progress) -> None:
        if progress.step == step:
            watch.cancel()

    watch = Watch(tell)
    with Child() as own, made_ready(shop, sales, watch=watch, child=own) as ready:
        assert ready.outcome == Outcome("cancelled", None, None, None, ())
        assert ready.load().status == "cancelled"
        again = made_ready(shop, sales, child=own)  # the next import is read as ever
        assert again.outcome.rows_read == 3
        again.close()
    assert companies.version(shop.desk, shop.name) == 0
    assert list((shop.desk.home / "incoming").iterdir()) == []


def test_called_off_before_it_began_or_before_it_was_loaded(shop: Any, sales: Path) -> None:
    early = Watch()
    early.cancel()
    with Child() as own, made_ready(shop, sales, watch=early, child=own) as ready:
        assert ready.outcome.status == "cancelled"
    late = Watch()
    with made_ready(shop, sales, watch=late) as ready:
        assert ready.outcome.status == "accepted"
        late.cancel()
        assert ready.load().status == "cancelled"
    assert companies.version(shop.desk, shop.name) == 0


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("E_HEADER_ROW", "third"),
        ("E_HEADER_ROW", "0"),
        ("E_HEADER_ROW", "900"),
        ("E_DELIMITER", ";;"),
        ("E_DELIMITER", '"'),
        ("E_ENCODING", "nothing"),
        ("E_ENCODING", "rot13"),
        ("E_ENCODING", "\x00"),
    ],
)
def test_an_answer_that_is_none_is_asked_for_again(
    code: str, answer: str, shop: Any, sales: Path
) -> None:
    outcome = shop.bring("order_lines", sales, answers={code: answer})
    assert (outcome.status, outcome.problems[0].code) == ("question", code)


def test_a_sheet_that_is_not_there_is_asked_for_again(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "sales.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("a.csv", "b.csv"):
            packed.writestr(name, HEADER + ROWS)
    asked = shop.bring("order_lines", path, answers={"E_SHEET": "c.csv"})
    assert (asked.status, asked.problems[0].fields["choices"]) == ("question", "a.csv, b.csv")
    assert shop.bring("order_lines", path, answers={"E_SHEET": "b.csv"}).rows_read == 3


def test_a_tab_may_be_named(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text((HEADER + ROWS).replace(",", "\t"))
    assert shop.bring("order_lines", path, answers={"E_DELIMITER": "tab"}).rows_read == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills otherwise.")
def test_a_reader_ends_with_the_process_that_started_it() -> None:
    begin = (
        "import time\n"
        "from data.intake.child import Child\n"
        "print(Child()._start().pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", begin]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert parent.stdout is not None
    reader = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    for _ in range(100):
        try:
            os.kill(reader, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("The reading process goes on alone.")
