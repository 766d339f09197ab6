"""The picture of the save list says what the list says."""

import dataclasses

import polars as pl
import pytest

from charts.save_list import CUSTOMERS, risk_bars
from tests import staying
from words import Reader

EN = Reader("en", "USD")


def test_bars_are_what_stays_and_what_goes() -> None:
    result = staying.slipping()
    stays, goes = risk_bars(result, EN).data
    first = result.customers.head(CUSTOMERS).reverse()

    assert goes.y.tolist() == list(range(first.height))
    assert goes.x.tolist() == first["value_at_risk"].to_list()
    assert (stays.x + goes.x).tolist() == pytest.approx(first["value_before"].to_list())


def test_beside_each_bar_stands_how_the_chance_fell() -> None:
    """Without a model: how long the customer has been silent."""
    result = staying.slipping()
    texts = [note.text for note in risk_bars(result, EN).layout.annotations]
    assert len(texts) == min(CUSTOMERS, result.customers.height)
    assert all(" → " in text for text in texts)
    blank = result.customers.with_columns(alive=pl.lit(None, pl.Float64))
    silent = risk_bars(dataclasses.replace(result, customers=blank), EN).layout.annotations[-1]
    first = blank.row(0, named=True)
    usual = EN.figure("usual_gap_days", first["usual_gap_days"])
    assert silent.text == f"{first['recency_days']} days, usually {usual}"


def test_where_nobody_leaves_no_chance_is_drawn() -> None:
    """A fall from 100 % to 100 % says nothing: the silence against the usual gap does."""
    texts = [note.text for note in risk_bars(staying.late(), EN).layout.annotations]
    assert texts
    assert all(" days, usually " in text for text in texts)


def test_nobody_is_said() -> None:
    nobody = dataclasses.replace(staying.slipping(), customers=staying.slipping().customers.clear())
    chart = risk_bars(nobody, EN)

    assert not chart.data
    assert chart.layout.annotations[0].text == EN.text("save_list.chart_none")


def test_a_customer_number_is_no_markup() -> None:
    result = staying.slipping()
    hostile = result.customers.with_columns(customer_id=pl.lit("<a href='x'>y</a>"))
    chart = risk_bars(dataclasses.replace(result, customers=hostile), EN)

    assert "<a" not in str(chart.layout.yaxis.ticktext)
    assert "<a" not in str(chart.data[0].hovertext)
