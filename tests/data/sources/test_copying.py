"""The quick way out of PostgreSQL says what the careful one says, of every kind of value."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import make_url, text

from data import companies
from data.intake.columnar import TYPED
from data.intake.recipe import Recipe
from data.intake.watch import Progress, Watch
from data.sources import copying
from data.sources.connecting import SourceError
from data.sources.database import CalledOff, Marks, reading, stretch, write
from data.sources.settings import SourceTable
from data.workspace import Workspace
from tests.data.sources.databases import Shop, bring, safe

KINDS = """
create table kinds as
select * from (values
 ('a,"b"'::text, 'Ünïcode 例'::varchar(20), 'ab'::char(4), true, 1::smallint, 2147483647,
  9007199254740993, 12345678901234.567800::numeric, 0.1::float8, 1e-7::float4, date '2025-02-28',
  timestamp '2025-01-31 23:59:59', timestamptz '2025-01-01 20:00:00.25+00', time '07:05',
  '2b1d3c4e-0000-4000-8000-000000000001'::uuid, 1),
 (E'two\\nlines', '', '', false, -1::smallint, -2147483648, -1, -0.5, 1e20, 'NaN',
  date '1999-12-31', timestamp '2025-01-31 00:00:00.5', timestamptz '2025-07-01 00:00:00+02',
  time '23:59:59', '2b1d3c4e-0000-4000-8000-000000000002', 2),
 ('\\.', null, null, null, null, null, null, null, null, null, null, null, null, null, null, 3),
 ('tab' || chr(9) || ' ', '''=1', '-', true, 0::smallint, 0, 0, 'NaN', '-Infinity', 100,
  date '2024-02-29', timestamp '2025-03-30 02:30:00', timestamptz '1900-01-01 00:00:00+00',
  time '00:00', null, 4)
) as rows (words, "Nama Toko", padded, truth, small, whole, large, exact, rough, short, day,
  moment, "100%", clock, mark, place)
"""


pytestmark = pytest.mark.parametrize("shop", ["postgresql"], indirect=True)


def extract(
    shop: Shop, path: Path, query: str, *, watch: Watch | None = None, **more: object
) -> tuple[pa.Table, bool]:
    """The rows of a query as they come to the intake, and whether they came the quick way."""
    given = {"incremental": None, "mode": "replace", "look_back_days": 0, **more}
    source = SourceTable("order_lines", query, None, recipe=Recipe("order_lines"), **given)  # type: ignore[arg-type]
    url = make_url(shop.engine.url)
    with reading(url) as connection:
        told, asked = stretch(source, connection, None)
        quick = copying.kinds(connection, asked) is not None
        marks = Marks(source.incremental, told.newest) if source.incremental else Marks()
        write(connection, asked, path, told, marks, "Asia/Jakarta", watch or Watch())
    return pq.read_table(path), quick


def test_each_kind_says_the_same_either_way(shop: Shop, tmp_path: Path) -> None:
    shop.run(KINDS)
    query = "select * from kinds where words like '%' and place < 9"
    quickly, quick = extract(shop, tmp_path / "q.parquet", query)
    more = query.replace("*", "*, ''::bytea as x", 1)
    slowly, slow = extract(shop, tmp_path / "s.parquet", more)
    assert (quick, slow) == (True, False)
    kept = quickly.sort_by("place").to_pydict()
    wanted = slowly.drop_columns("x").sort_by("place").to_pydict()
    kept["padded"] = [cell and cell.strip() for cell in kept["padded"]]
    wanted["padded"] = [cell and cell.strip() for cell in wanted["padded"]]
    for column in ("moment", "100%"):  # PostgreSQL leaves out zeros at the end of a second
        wanted[column] = [cell and _without_zeros(cell) for cell in wanted[column]]
    assert kept == wanted
    assert kept["words"][1] == "two\nlines"
    assert kept["Nama Toko"] == ["Ünïcode 例", "", None, "'=1"]
    assert kept["100%"][:2] == ["2025-01-02 03:00:00.25", "2025-07-01 05:00:00"]
    assert kept["rough"] == ["0.1", "100000000000000000000", None, "-inf"]
    files = (pq.read_metadata(tmp_path / f"{name}.parquet") for name in "qs")
    typed = [json.loads(file.metadata[TYPED.encode()]) for file in files]
    assert typed[0] == [name for name in typed[1] if name != "x"]


def _without_zeros(cell: str) -> str:
    return cell.rstrip("0") if "." in cell else cell


def test_the_order_is_that_of_the_column_and_not_of_its_text(shop: Shop, tmp_path: Path) -> None:
    shop.run("create table n as select i as place from generate_series(1, 30) i order by i % 7")
    shop.run("insert into n values (null)")
    rows, quick = extract(
        shop, tmp_path / "n.parquet", "select * from n", incremental="place", mode="append"
    )
    assert quick
    assert rows["place"].to_pylist() == [*map(str, range(1, 31)), None]


def test_no_row_and_rows_of_one_blank(shop: Shop, tmp_path: Path) -> None:
    none, _ = extract(shop, tmp_path / "0.parquet", "select 1 as one where false")
    assert (none.column_names, none.num_rows) == (["one"], 0)
    blank, _ = extract(
        shop, tmp_path / "3.parquet", "select null::text as one from generate_series(1, 3)"
    )
    assert blank["one"].to_pylist() == [None, None, None]


def test_more_than_is_split_at_once(shop: Shop, tmp_path: Path) -> None:
    query = "select i as place, repeat('x', 900) || i as words from generate_series(1, 12000) i"
    rows, quick = extract(shop, tmp_path / "m.parquet", query)
    assert quick
    assert rows["place"].to_pylist() == [*map(str, range(1, 12_001))]
    assert rows["words"][-1].as_py() == "x" * 900 + "12000"


@pytest.mark.parametrize("style", ["sql, dmy", "german", "postgres, mdy"])
def test_dates_are_iso_however_the_database_likes_them(
    shop: Shop, tmp_path: Path, style: str
) -> None:
    with shop.engine.begin() as connection:
        name = connection.execute(text("select current_database()")).scalar_one()
        connection.execute(text(f"alter database {name} set datestyle to {style}"))
    shop.engine.dispose()
    query = "select date '2025-02-01' as day, timestamp '2025-02-01 07:00' as moment"
    rows, _ = extract(shop, tmp_path / "d.parquet", query)
    assert rows.to_pylist() == [{"day": "2025-02-01", "moment": "2025-02-01 07:00:00"}]


def test_a_row_that_cannot_be_given_loads_nothing_and_is_not_told(
    home: Workspace, shop: Shop
) -> None:
    """The query is right, the count is made, and then a cell in the middle is no number."""
    shop.run("update sales set product_id = 'C1 x' where order_id = '008'")
    shop.settings(query="select *, product_id::int as n from sales order by line_no desc")
    done = bring(home)
    assert [(p.code, p.fields) for p in done.outcome.problems] == [("E_SOURCE_QUERY", {"told": ""})]
    assert companies.names(home) == []
    safe(home, done)


def test_called_off_in_the_middle(shop: Shop, tmp_path: Path) -> None:
    query = "select i as place, repeat('x', 900) as words from generate_series(1, 30000) i"
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        watch.cancel()

    watch = Watch(stop)
    with pytest.raises(CalledOff):
        extract(shop, tmp_path / "c.parquet", query, watch=watch)
    assert len(told) == 1
    assert 0 < told[0].done < 30_000
    assert extract(shop, tmp_path / "d.parquet", "select 1 as one")[0].num_rows == 1


def test_nothing_can_be_written_in_between(shop: Shop, tmp_path: Path) -> None:
    shop.run("create sequence s")
    with pytest.raises(SourceError) as refused:
        extract(shop, tmp_path / "w.parquet", "select nextval('s') as n")
    assert "read-only" in refused.value.fields["told"]
