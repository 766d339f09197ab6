"""Importing as a whole: nothing lost, nothing twice, nothing changed by what is not accepted."""

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data import companies, loads
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.intake.child import Child
from data.intake.job import Job, Source
from data.intake.limits import Limits
from data.intake.recipe import Recipe, RecipeError
from data.intake.run import import_files, quarantined

HEADER = "order_id,customer_id,order_date,product_id,quantity,unit_price\n"


def lines(first: int, last: int) -> str:
    return "".join(f"O{i},C{i % 3},2025-01-{i:02d},P{i % 4},1,{i}.50\n" for i in range(first, last))


def test_the_same_file_twice_changes_nothing_and_days_add_up(shop: Any, tmp_path: Path) -> None:
    monday, tuesday, both = (tmp_path / f"{n}.csv" for n in ("monday", "tuesday", "both"))
    monday.write_text(HEADER + lines(1, 5))
    tuesday.write_text(HEADER + lines(5, 9))
    one = shop.bring("order_lines", monday)
    version = companies.version(shop.desk, shop.name)
    again = shop.bring("order_lines", monday)
    assert again.load.id == one.load.id
    assert companies.version(shop.desk, shop.name) == version
    assert shop.bring("order_lines", tuesday).rows_accepted == 4
    both.write_text(HEADER + lines(4, 10))
    overlap = shop.bring("order_lines", both)
    assert (overlap.status, overlap.problems[0].code) == ("rejected", "E_OVERLAP")
    replaced = shop.bring("order_lines", both, mode="replace")
    assert [x.id for x in loads.live(shop.desk, shop.name)] == [replaced.load.id]
    loads.undo(shop.desk, LOCAL_OWNER, shop.name, replaced.load.id)
    assert sum(x.rows_accepted for x in loads.live(shop.desk, shop.name)) == 8


def test_a_folder_of_daily_files_is_one_load(shop: Any, tmp_path: Path) -> None:
    paths = []
    for day in range(1, 4):
        paths.append(tmp_path / f"{day}.csv")
        paths[-1].write_text(HEADER + lines(day, day + 1) + f"X{day},C1,2025-02-30,P1,1,1\n")
    outcome = shop.bring("order_lines", *paths)
    assert (outcome.rows_read, outcome.rows_accepted, outcome.rows_quarantined) == (6, 3, 3)
    assert [(p.file, p.line) for p in outcome.problems if p.code == "E_DATE"] == [
        ("1.csv", 3),
        ("2.csv", 3),
        ("3.csv", 3),
    ]
    aside = quarantined(shop.desk, shop.name, outcome.load.id)
    assert aside is not None
    assert aside["order_date"].to_list() == ["2025-02-30"] * 3


def test_cost_is_of_the_unit_of_the_line_or_left_by_the_profit(shop: Any, tmp_path: Path) -> None:
    for column, values in (("unit_cost", "3"), ("line_cost", "6"), ("laba", "4")):
        path = tmp_path / f"{column}.csv"
        path.write_text(f"{HEADER[:-1]},{column}\n{column},C1,2025-01-01,P1,2,5.00,{values}\n")
        rows = shop.rows(shop.bring("order_lines", path))
        assert float(rows["line_cost"][0]) == 6.0, column


def test_words_of_the_status_can_be_given_a_meaning(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "status.csv"
    words = ("Selesai", "Batal", "Beres", "Delivered on 2025-01-02")
    body = "".join(f"O{i},C1,2025-01-01,P1,1,5.25,{word}\n" for i, word in enumerate(words))
    path.write_text(f"{HEADER[:-1]},status\n{body}")
    first = shop.bring("order_lines", path)
    assert shop.rows(first)["status"].to_list() == ["completed", "cancelled", None, "completed"]
    assert "W_CATEGORY" in first.counts
    second = shop.bring("order_lines", path, statuses={"Beres": "completed"}, mode="replace")
    assert shop.rows(second)["status"].null_count() == 0


def test_a_recipe_is_the_same_after_its_toml(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text('nota,"kolom ""x""",kapan,apa,banyak,berapa\n1,A,2025-01-01,P,2,5.25\n')
    names = ("order_id", "customer_id", "ordered_at", "product_id", "quantity", "unit_price")
    own = dict(zip(("nota", 'kolom "x"', "kapan", "apa", "banyak", "berapa"), names, strict=True))
    outcome = shop.bring("order_lines", path, columns=own, answers={"E_HEADER_ROW": "1"})
    assert outcome.rows_accepted == 1
    assert Recipe.from_toml(outcome.recipe.to_toml()) == outcome.recipe
    with pytest.raises(RecipeError, match="names no table"):
        Recipe.from_toml('table = "nothing"')


def test_a_process_that_dies_refuses_the_file_and_the_next_is_read(
    child: Child, tmp_path: Path
) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(HEADER + lines(1, 5))
    job = Job(
        (Source(str(path), path.name),),
        "order_lines",
        str(tmp_path),
        "IDR",
        0,
        "Asia/Jakarta",
        "00" * 32,
    )
    with Child() as own:
        assert own.run(job).status == "accepted"
        assert own._process is not None
        own._process.kill()
        died = own.run(job)
        assert (died.status, died.problems[0].code) == ("rejected", "E_LIMIT")
        assert own.run(job).rows_accepted == 4


def test_a_file_above_the_limit_is_refused(child: Child, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(HEADER + lines(1, 5))
    source = Source(str(path), path.name)
    job = Job((source,), "order_lines", str(tmp_path), "IDR", 0, "UTC", "00", limits=Limits(file=9))
    assert child.run(job).problems[0].code == "E_TOO_LARGE"


def test_only_who_may_import_imports(shop: Any, tmp_path: Path) -> None:
    viewer = Actor("someone", Role.VIEWER)
    with pytest.raises(Forbidden):
        import_files(shop.desk, viewer, shop.name, "order_lines", [tmp_path / "none.csv"])


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_to_a_file_no_row_is_lost(seed: int, child: Child, tmp_path: Path) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same files every time
    data = bytearray((HEADER + lines(1, 20)).encode())
    stray = [
        b",",
        b'"',
        b"\n",
        b";",
        b"\r",
        b"=",
        b"-",
        b"\xff",
        b"0" * 30,
        b"Rp ",
        b"\xe2\x80\x8b",
    ]
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                data[at:at] = dice.choice(stray)
            case 2:
                del data[at : at + dice.randint(1, 20)]
            case _:
                data[at:at] = data[at : at + 60]
    path = tmp_path / "lines.csv"
    path.write_bytes(bytes(data))
    source = Source(str(path), path.name)
    job = Job((source,), "order_lines", str(tmp_path), "IDR", 0, "Asia/Jakarta", "00" * 32)
    report = child.run(job)
    assert not any("kind" in problem.fields for problem in report.problems)
    if report.status == "accepted":
        assert report.rows_read == (report.rows_accepted or 0) + (report.rows_quarantined or 0)
        assert pl.read_parquet(tmp_path / "order_lines.parquet").height == report.rows_accepted
