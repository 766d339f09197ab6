"""The pictures say what the result says, and nothing from the data is markup."""

import json
from datetime import date

import pytest

from analytics.overview import Overview, compare_periods
from charts import theme
from charts.overview import CHANNELS, factor_bars, month_bars
from tests.activity import heads, months, periods
from words import LANGUAGES, Reader

EN = Reader("en", "USD")
JAN, FEB, MAR = (date(2025, month, 1) for month in (1, 2, 3))
NOW = {"active": 40, "orders": 120, "revenue": 6000}
BEFORE = {"active": 50, "orders": 100, "revenue": 5000}


def quarter(channels: list[str | None], *, as_of: date = date(2025, 3, 31)) -> Overview:
    """A channel sells ten times its place plus the month; the first of several, not in February."""
    rows = {
        (month, channel): {"revenue": 10 * place + month.month, "contact_cost": 100 * (not place)}
        for month in (JAN, FEB, MAR)
        for place, channel in enumerate(channels)
        if (month, place) != (FEB, 0) or len(channels) == 1
    }
    return compare_periods(
        periods({"current": NOW, "before": BEFORE}), months(rows), heads({}), as_of=as_of
    )


def test_bars_by_month_stacked_by_channel() -> None:
    chart = month_bars(quarter(["store", "web"]), EN)

    assert [bar.name for bar in chart.data] == ["web", "store"]  # largest first
    assert [bar.y.tolist() for bar in chart.data] == [[11, 12, 13], [1, 0, 3]]
    assert chart.layout.xaxis.ticktext == ("Jan 2025", "Feb 2025", "Mar 2025")
    assert chart.layout.barmode == "relative"
    assert chart.layout.showlegend


def test_every_month_adds_up_whatever_the_number_of_channels() -> None:
    for size in (1, CHANNELS, CHANNELS + 1, CHANNELS + 5):
        result = quarter([f"c{i:02}" for i in range(size)])
        chart = month_bars(result, EN, basis="profit")
        total = sum(bar.y for bar in chart.data)

        assert total.tolist() == result.trends["profit"].to_list()
        assert len(chart.data) <= CHANNELS + 1


def test_a_channel_keeps_its_colour_on_every_basis() -> None:
    result = quarter(["store", "web", "app"])
    colours = [
        {bar.name: bar.marker.color for bar in month_bars(result, EN, basis=basis).data}
        for basis in ("revenue", "profit")
    ]

    assert colours[0] == colours[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_covered_in_part_is_paler_and_says_so(language: str) -> None:
    reader = Reader(language)
    chart = month_bars(quarter(["web"], as_of=date(2025, 3, 9)), reader)
    bar = chart.data[0]

    assert bar.marker.opacity[2] < bar.marker.opacity[0] == 1
    said = chart.layout.xaxis.title.text.replace("<br>", " ")  # short lines, for a phone
    assert said == reader.text("overview.chart_part_note")
    assert reader.text("overview.chart_part", month=reader.month(MAR)) in bar.hovertext[2]


def test_a_company_without_channels_has_one_bar_a_month_and_no_legend() -> None:
    chart = month_bars(quarter([None, None][:1]), EN)

    assert [bar.name for bar in chart.data] == ["Revenue"]
    assert not chart.layout.showlegend


def test_an_empty_overview_is_an_empty_picture() -> None:
    result = compare_periods(periods({"current": NOW}), months({}), heads({}))

    assert not month_bars(result, EN).data
    assert len(factor_bars(result, EN).data[0].x) == 0


def test_factors_add_up_to_the_change_of_revenue() -> None:
    chart = factor_bars(quarter(["web"]), EN)
    bars = chart.data[0]

    assert sum(bars.x) == pytest.approx(1000)
    assert chart.layout.yaxis.ticktext[-1] == "Active customers"
    assert bars.marker.color[-1] == theme.BAD
    assert theme.GOOD in bars.marker.color


def test_nothing_from_the_data_is_markup() -> None:
    chart = month_bars(quarter(['<a href="http://x.example">w</a>', "$b$"]), EN)
    text = json.dumps(json.loads(chart.to_json()))

    assert "<a" not in text
    assert "$b$" not in text
    assert "&lt;a href" in chart.data[1].name
