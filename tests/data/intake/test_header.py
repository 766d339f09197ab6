"""Where a text begins and which line is its header: blank lines above, `sep=`, titles, nothing."""

from pathlib import Path
from typing import Any

import pytest

HEAD = "order_id;customer_id;order_date;product_id;quantity;unit_price"
ROWS = "".join(f"O{i};C{i};2025-01-0{i};P1;2;10,50\n" for i in range(1, 6))


@pytest.mark.parametrize(
    "data",
    [
        b"\n\x00\x0b\x00",  # UTF-16 by its zeros: an end of line and a vertical tab
        "\u3000\n\u00a0\n".encode(),
        b"\x0c\n" * 100,
    ],
)
def test_a_text_of_nothing_but_space_is_empty(data: bytes, shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "named.csv"
    path.write_bytes(data)
    outcome = shop.bring("order_lines", path)
    assert outcome.status == "rejected"
    assert [p.code for p in outcome.problems] == ["E_EMPTY"]


@pytest.mark.parametrize(
    "above", ["\n" * 200, " \n" * 200 + "sep=;\n", "sep=;\n", "\n\nsep=;\n\n", "\ufeffsep=;\n"]
)
def test_what_stands_above_the_header_moves_no_line(above: str, shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(above + HEAD + "\n" + ROWS + "O6;C6;never;P1;1;1\n", encoding="utf-8")
    outcome = shop.bring("order_lines", path)
    assert (outcome.rows_accepted, outcome.rows_quarantined) == (5, 1)
    assert {p.line for p in outcome.problems if p.code == "E_DATE"} == {above.count("\n") + 7}


def test_a_title_is_asked_about_by_the_line_it_stands_on(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(f"\nsep=;\nSales of Toko;2025\n{HEAD}\n{ROWS}", encoding="utf-8")
    asked = shop.bring("order_lines", path)
    assert [p.code for p in asked.problems] == ["E_HEADER_ROW"]
    assert asked.problems[0].fields["header"] == 4
    outcome = shop.bring("order_lines", path, answers={"E_HEADER_ROW": "4"})
    assert outcome.rows_accepted == 5


@pytest.mark.parametrize("sign", ["é", '"'])
def test_a_sign_that_delimits_nothing_is_asked_about(sign: str, shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(f"sep={sign}\n{HEAD}\n{ROWS}", encoding="utf-8")
    assert [p.code for p in shop.bring("order_lines", path).problems] == ["E_DELIMITER"]
    assert shop.bring("order_lines", path, answers={"E_DELIMITER": ";"}).rows_accepted == 5


def test_a_tab_may_be_declared(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(f"sep=\t\n{HEAD}\n{ROWS}".replace(";", "\t"), encoding="utf-8")
    assert shop.bring("order_lines", path).rows_accepted == 5


@pytest.mark.parametrize("answer", ["0", "99", "9" * 5_000, "²", "x"])
def test_a_line_that_is_none_is_asked_for_again(answer: str, shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(f"{HEAD}\n{ROWS}", encoding="utf-8")
    outcome = shop.bring("order_lines", path, answers={"E_HEADER_ROW": answer})
    assert [p.code for p in outcome.problems] == ["E_HEADER_ROW"]


def test_a_header_with_a_sign_that_controls_is_read_without_it(shop: Any, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(HEAD.replace("quantity", "quantity\0") + "\n" + ROWS, encoding="utf-8")
    outcome = shop.bring("order_lines", path)
    assert outcome.rows_accepted == 5
    assert "quantity" in {one["column"] for one in outcome.about["columns"]}
