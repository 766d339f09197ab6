"""The pictures of migration say what the result says."""

import dataclasses

import numpy as np

from charts.migration import flows, heads_ahead, move_matrix, moves_by_month
from tests import kinds
from words import Reader, escape_figure

EN = Reader("en", "USD")


def test_flows_carry_the_customers() -> None:
    result = kinds.migration("activity")
    (trace,) = flows(result, EN).data

    assert sum(trace.link.value) == result.customers.height
    assert any(label.startswith("Active") for label in trace.node.label)
    down = [c for c, r in zip(trace.link.color, result.matrix["move"], strict=True) if r == "down"]
    assert set(down) == {"rgba(213,94,0,0.45)"}


def test_the_matrix_holds_shares_of_each_row() -> None:
    result = kinds.migration("activity")
    (trace,) = move_matrix(result, EN).data

    np.testing.assert_allclose(np.nansum(np.asarray(trace.z, dtype=float), axis=1), 1.0)


def test_the_matrix_in_money() -> None:
    result = kinds.migration("activity")
    (trace,) = move_matrix(result, EN, "profit_after").data

    stayed = result.matrix.row(0, named=True)
    assert trace.text[0][0] == escape_figure(EN.compact_money(stayed["profit_after"]))


def test_bars_up_and_down_by_month() -> None:
    result = kinds.migration("activity")
    up, down = moves_by_month(result, EN).data

    assert up.y.tolist() == result.months["moved_up"].to_list()
    assert (-down.y).tolist() == result.months["moved_down"].to_list()


def test_the_months_ahead_stand_with_their_interval() -> None:
    result = kinds.migration("activity")
    chart = heads_ahead(result, EN)
    named = {trace.name: trace for trace in chart.data if trace.name}

    wanted = result.ahead.forecast.filter(segment="active")["customers_mean"]
    assert named["Active"].y.tolist() == wanted.to_list()
    assert len(chart.data) == 2 * len(named)
    assert "Lapsed" not in named


def test_without_a_forecast_the_picture_says_so() -> None:
    result = kinds.migration("activity")
    nothing = dataclasses.replace(result.ahead, forecast=result.ahead.forecast.clear())
    chart = heads_ahead(dataclasses.replace(result, ahead=nothing), EN)

    assert not chart.data
    assert EN.text("migration.chart_no_forecast") == chart.layout.annotations[0].text


def test_no_more_lines_than_colours() -> None:
    chart = heads_ahead(kinds.migration("rfm"), EN)
    colours = [trace.line.color for trace in chart.data if trace.name]

    assert len(colours) == len(set(colours)) == 8


def test_flows_stand_best_first_on_both_sides() -> None:
    """None lies upon another, and all lie within the picture."""
    result = kinds.migration("rfm")
    (trace,) = flows(result, EN).data
    places, sides = list(trace.node.y), list(trace.node.x)
    for side in set(sides):
        own = [y for y, x in zip(places, sides, strict=True) if x == side]
        named = [
            n.split(" · ")[0] for n, x in zip(trace.node.label, sides, strict=True) if x == side
        ]
        order = [EN.figure("segment", name) for name in result.names]
        assert own == sorted(own)
        assert 0 < own[0] < own[-1] < 1
        known = [order.index(name) for name in named if name in order]
        assert known == sorted(known)
