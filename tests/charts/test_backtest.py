"""The pictures of the proof say what the result says."""

import pytest

from charts import theme
from charts.backtest import bin_bars, decile_bars, rival_bars, tracking_lines
from tests import buyers
from words import LANGUAGES, Reader

EN = Reader("en", "IDR")


@pytest.mark.parametrize("measure", ["orders", "margin"])
def test_each_month_has_its_forecast_and_what_came(measure: str) -> None:
    result = buyers.backtest()
    forecast, actual = tracking_lines(result, EN, measure).data

    assert list(forecast.y) == result.months[f"{measure}_forecast"].to_list()
    assert list(actual.y) == result.months[f"{measure}_actual"].to_list()
    assert actual.line.dash == "dot"


def test_deciles_and_bins_stand_in_pairs() -> None:
    result = buyers.backtest()
    forecast, actual = decile_bars(result, EN).data
    assert list(forecast.y) == result.deciles["margin_forecast"].to_list()
    assert list(actual.y) == result.deciles["margin_actual"].to_list()

    chart = bin_bars(result, EN)
    assert list(chart.data[1].y) == result.bins["mean_actual"].to_list()
    assert list(chart.layout.xaxis.ticktext) == ["1", "2", "3", "4", "5", "6 or more"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_stands_out_among_its_rivals(language: str) -> None:
    result, reader = buyers.backtest(), Reader(language, "IDR")
    chart = rival_bars(result, reader)

    assert list(chart.data[0].x) == result.rivals["margin_miss"].to_list()[::-1]
    assert chart.data[0].marker.color[-1] == theme.MAIN
    assert set(chart.data[0].marker.color[:-1]) == {theme.QUIET}
    assert chart.layout.yaxis.ticktext[-1] == "BG/NBD"
