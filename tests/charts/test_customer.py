"""One customer's line of time: a row for each kind of event, nothing of the data is markup."""

import polars as pl

from charts.customer import event_points
from tests.customers import campaigns, regular, viewed
from words import Reader

READER = Reader("en", "IDR", 0)


def test_a_row_for_each_kind_and_a_mark_for_each_event() -> None:
    chart = event_points(regular(), READER)
    marks = {trace.name: len(trace.x) for trace in chart.data}
    assert marks == {
        "New segment": 2,
        "Left alone (control)": 1,
        "Campaign": 1,
        "Contact": 1,
        "Return": 1,
        "Order": 5,
    }
    assert list(chart.layout.yaxis.ticktext) == [trace.name for trace in chart.data]
    orders = chart.data[-1]
    assert orders.marker.size.argmax() == 2  # 80, the third from the newest
    due = regular().rhythm.due_day
    assert due is not None
    assert chart.layout.shapes[0].x0 == due.toordinal()


def test_nothing_happened() -> None:
    chart = event_points(viewed({}), READER)
    assert not chart.data
    assert chart.layout.annotations[0].text == READER.text("customer.chart_none")


def test_names_of_campaigns_are_no_markup() -> None:
    hostile = campaigns().with_columns(campaign_name=pl.lit("<a href='x'>k</a>"))
    chart = event_points(viewed({0: 5.0}, campaigns=hostile), READER)
    assert "<a" not in str(chart.to_json())
