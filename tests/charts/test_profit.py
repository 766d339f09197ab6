"""The pictures say what the result says, and nothing from the data is markup."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from analytics.profit import Profit, rank_customers
from analytics.profit_groups import rank_groups
from charts import theme
from charts.profit import falls_chart, groups_bars, whale_curve
from tests.activity import apart, customers, groups, profits
from words import LANGUAGES, Reader

EN, ID = Reader("en", "USD"), Reader("id", "IDR")
HOSTILE = '<a href="http://x.example">Rp $5 & co</a><img src=x>'


def whale() -> Profit:
    """20 earn 11.25 each, 70 break even, 10 lose 12.5 each: a peak of 225 %."""
    return rank_customers(profits(*[11.25] * 20, *[0] * 70, *[-12.5] * 10))


def talkers() -> Profit:
    """B and D fall, for their contacts cost much."""
    rows = {"A": (90, 0), "B": (80, 75), "C": (70, 0), "D": (60, 40), "E": (5, 0), "F": (4, 0)}
    return rank_customers(
        customers({name: {"revenue": r, "contact_cost": c} for name, (r, c) in rows.items()})
    )


def traces(chart: go.Figure) -> dict[str, go.Scatter]:
    return {trace.name: trace for trace in chart.data if trace.name}


def written(chart: go.Figure) -> str:
    """All text of a figure, as Plotly will get it."""
    return json.dumps(json.loads(chart.to_json()), ensure_ascii=False)


def test_the_curve_rises_to_its_peak_and_ends_at_all_of_the_profit() -> None:
    lines = traces(whale_curve(whale(), EN))
    rising, falling = lines["Profit"], lines["Loss makers"]

    assert (rising.x[0], rising.y[0]) == (0, 0)
    assert max(rising.y) == rising.y[-1] == falling.y[0] == pytest.approx(2.25)
    assert (falling.x[-1], falling.y[-1]) == (1, 1)
    assert (rising.line.color, falling.line.color) == (theme.MAIN, theme.BAD)
    assert falling.customdata[-1] == 100


def test_the_chosen_basis_is_bold_and_the_others_stand_beside_it() -> None:
    result = rank_customers(
        customers({"A": {"revenue": 9, "line_cost": 3}, "B": {"revenue": 5, "fee": 1}}),
        basis="revenue",
    )
    lines = traces(whale_curve(result, EN))

    assert lines["Revenue"].line.width > lines["Gross margin"].line.width
    assert lines["Contribution margin, Profit"].line.color == theme.QUIET  # equal curves are one
    assert "Loss makers" not in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_few_and_the_peak_are_named(language: str) -> None:
    texts = [note.text for note in whale_curve(whale(), Reader(language)).layout.annotations]

    assert any("225%" in text for text in texts)
    assert any(text.startswith("8 ") and "80%" in text for text in texts)


def test_a_loss_is_drawn_in_money() -> None:
    chart = whale_curve(rank_customers(profits(10, 5, -30)), ID)
    lines = traces(chart)

    assert set(lines) == {"Laba", "Merugi"}
    assert lines["Laba"].y.tolist() == [0, 10, 15]
    assert lines["Merugi"].y.tolist() == [15, -15]
    assert all("Rp" in tick for tick in chart.layout.yaxis.ticktext)
    assert chart.layout.separators == ",."


@pytest.mark.parametrize("amounts", [(5,), (5, 5), (0, 0), (-3,), (-3, -4)])
def test_the_smallest_curves(amounts: tuple[float, ...]) -> None:
    chart = whale_curve(rank_customers(profits(*amounts)), EN)

    assert chart.data
    assert all(np.isfinite(trace.y).all() for trace in chart.data)


def test_a_million_customers_would_weigh_no_more_than_many() -> None:
    ids = {f"C{i:05}": {"revenue": 9.0 + i % 7, "line_cost": i % 11} for i in range(6_000)}
    chart = whale_curve(rank_customers(customers(ids)), EN)

    assert len(chart.to_json()) < 60_000


def test_groups_best_on_top_then_the_rest_then_what_stands_apart() -> None:
    rows = {f"G{i}": {"revenue": 10 * i} for i in range(1, 6)} | {"Z": {"revenue": -4}}
    chart = groups_bars(rank_groups(groups(rows), apart=apart(visit_cost=7)), EN, most=2)
    bars = chart.data[0]

    assert list(reversed(chart.layout.yaxis.ticktext)) == [
        *("G5", "G4", "All others", "Z", "Not attributable")
    ]
    assert bars.x.tolist()[::-1] == [50, 40, 60, -4, -7]
    assert list(bars.marker.color)[::-1] == [theme.MAIN] * 2 + [theme.QUIET] + [theme.BAD] * 2


def test_a_group_without_a_name_is_said_to_be_so() -> None:
    chart = groups_bars(rank_groups(groups({None: {"revenue": 5}, "A": {"revenue": 9}})), ID)

    assert chart.layout.yaxis.ticktext == (ID.text("app.not_stated"), "A")


def test_falls_run_from_the_place_by_revenue_to_the_place_by_profit() -> None:
    chart = falls_chart(talkers(), EN)
    before, after = (traces(chart)[name] for name in ("By revenue", "By profit"))

    assert chart.layout.yaxis.ticktext == ("B",)
    assert (before.x.tolist(), after.x.tolist()) == ([2], [4])
    assert "Contact" in before.hovertext[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nobody_falls_the_picture_says_so(language: str) -> None:
    chart = falls_chart(rank_customers(profits(3, 2)), Reader(language))

    assert not chart.data
    assert chart.layout.annotations[0].text


def test_nothing_from_the_data_is_markup() -> None:
    named = customers({HOSTILE: {"revenue": 90, "fee": 89}, "B": {"revenue": 50}})
    drawn = [
        whale_curve(rank_customers(named), EN),
        falls_chart(rank_customers(named), EN),
        groups_bars(rank_groups(groups({HOSTILE: {"revenue": 9}, "B": {"revenue": 5}})), EN),
    ]

    for chart in drawn:
        assert "<a" not in written(chart)
        assert "<img" not in written(chart)
    assert all("&lt;a href" in written(chart) for chart in drawn[1:])
