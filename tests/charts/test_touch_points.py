"""The pictures of contacts say what the result says."""

import dataclasses

import polars as pl
import pytest

from analytics.touch_points import Days, read_contacts
from charts.touch_points import COLOURED, faq_bars, group_bars, hour_cells, volume_bars
from tests import service
from tests.contacts import START, contact, contacts
from words import Reader

EN, ID = Reader("en", "USD"), Reader("id", "IDR", 0)


def test_bars_add_up_to_all_contacts() -> None:
    result = service.touch_points()
    chart = volume_bars(result, ID)

    assert sum(bar.y.sum() for bar in chart.data) == result.summary()["contacts"]
    assert {bar.name for bar in chart.data} == {"gerai", "telepon", "situs web"}


def test_a_month_without_contacts_has_its_place() -> None:
    rows = [contact(0), contact(70)]
    chart = volume_bars(read_contacts(contacts(rows), Days(START, START + 90, START + 90)), EN)
    (bars,) = chart.data
    assert bars.y[0] == bars.y[-1] == 1
    assert not bars.y[1:-1].any()
    assert len(bars.y) == len(chart.layout.xaxis.ticktext) >= 3


def test_the_rest_stands_together() -> None:
    points = [*"abcdefgh", None]
    rows = [contact(n, touch_point=point) for n in range(3) for point in points]
    result = read_contacts(contacts(rows), Days(START, START + 9, START + 30))
    chart = volume_bars(result, EN)
    assert len(chart.data) == COLOURED + 1
    assert chart.data[-1].name == "Others"
    assert sum(bar.y.sum() for bar in chart.data) == 27


def test_cells_are_days_by_hours() -> None:
    result = service.touch_points()
    (cells,) = hour_cells(result, EN).data
    assert cells.z.sum() == result.summary()["contacts"]
    assert cells.z.shape == (7, 7)  # 9 to 15 o'clock
    assert hour_cells(result, EN).layout.yaxis.ticktext[0] == "Monday"


@pytest.mark.parametrize("by", ["touch_point", "weekday", "hour", "kind"])
def test_groups_are_named_in_the_readers_words(by: str) -> None:
    result = service.touch_points(by)
    (bars,) = group_bars(result, ID).data
    ranked = result.groups.sort("contacts_cost", "group")["contacts_cost"].tail(len(bars.x))
    assert bars.x.tolist() == ranked.to_list()
    names = group_bars(result, ID).layout.yaxis.ticktext
    assert set(names) <= {
        *("gerai", "telepon", "situs web", "keluhan", "pertanyaan"),
        *("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
        *(f"{hour:02}:00" for hour in range(24)),
    }


def test_savings_are_drawn_or_missed_in_words() -> None:
    result = service.touch_points()
    (bars,) = faq_bars(result, EN).data
    saved = result.faq.filter(pl.col("savings_year") > 0)["savings_year"]
    assert bars.x[::-1].tolist() == saved.to_list()
    none = dataclasses.replace(result, faq=result.faq.clear())
    assert not faq_bars(none, EN).data
    assert faq_bars(none, EN).layout.annotations[0].text


def test_nothing_of_the_data_is_markup() -> None:
    frame = contacts([contact(n, touch_point="<b>$x$</b>", cost=5.0) for n in range(40)])
    result = read_contacts(frame, Days(START, START + 60, START + 90))
    for chart in (volume_bars(result, EN), group_bars(result, EN)):
        assert "<b>" not in chart.to_json().replace("\\u003c", "<").replace("<br>", "")
