"""The pictures say what the result says, and nothing from the data is markup."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from analytics.bases import BASES, COST_LINES
from analytics.profit import Profit, rank_customers
from charts import theme
from charts.profit import falls_chart, whale_curve
from tests.activity import customers, profits
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


def test_what_eats_the_revenue_of_those_who_fall() -> None:
    """B keeps 5 of 80, its contacts took 75; all together keep 194 of 309."""
    chart = falls_chart(talkers(), EN)
    (contacts,) = [trace for trace in chart.data if trace.type == "bar"]
    left = {note.y: note.text for note in chart.layout.annotations}

    assert chart.layout.yaxis.ticktext == ("B: 2 → 4", "All customers")
    assert contacts.name == "Contacts"
    assert contacts.x.tolist() == pytest.approx([75 / 80, 115 / 309])
    assert left == {0: "&#36;5.00", 1: "&#36;194.00"}
    assert chart.layout.shapes[0].x0 == 1  # beyond it nothing is left


def test_of_many_cost_lines_the_light_ones_are_one() -> None:
    spent = dict.fromkeys(COST_LINES, 1.0)
    # these come from rates, which are free here
    given = {
        c: v
        for c, v in spent.items()
        if c not in ("order_cost", "handling_cost", "return_cost", "delivery_cost")
    }
    rows = {
        "A": {"revenue": 90.0, **given, "line_cost": 80.0},
        "B": {"revenue": 50.0},
        "C": {"revenue": 9.0},
    }
    chart = falls_chart(rank_customers(customers(rows)), EN)
    bars = [trace for trace in chart.data if trace.type == "bar"]

    assert len(bars) == len(given) == 7
    assert bars[-1].name == "Other costs"
    assert sum(bar.x[0] for bar in bars) == pytest.approx(86 / 90)


def test_a_bar_that_takes_many_times_its_revenue_leaves_the_others_readable() -> None:
    rows = {"A": (10, 900), "B": (90, 89), "C": (80, 0), "D": (5, 0), "E": (4, 0), "F": (3, 0)}
    chart = falls_chart(
        rank_customers(customers({n: {"revenue": r, "fee": c} for n, (r, c) in rows.items()})), EN
    )

    assert chart.layout.yaxis.ticktext == ("A: 3 → 6", "B: 1 → 5", "All customers")
    assert chart.layout.xaxis.range[1] < 3


@pytest.mark.parametrize("basis", BASES)
def test_no_curve_leaves_the_picture(basis: str) -> None:
    """Profit rises to 225 %, revenue does not: whichever leads, all are within the axis."""
    rows = {f"C{i:02}": {"revenue": 20.0 - i / 10, "visit_cost": 4.0 * (i > 10)} for i in range(20)}
    rows |= {f"D{i:02}": {"revenue": 1.0, "contact_cost": 8.0} for i in range(20)}
    chart = whale_curve(rank_customers(customers(rows), basis=basis), EN)

    highest = max(float(np.nanmax(trace.y)) for trace in chart.data)
    assert highest > 1.5
    assert chart.layout.yaxis.range[1] > highest


def test_a_curve_too_steep_to_draw_is_told_of() -> None:
    rows = {"A": {"revenue": 50.0}, "B": {"revenue": 50.0, "fee": 99.0}}
    chart = whale_curve(rank_customers(customers(rows), basis="revenue"), EN)

    assert "Contribution margin, Profit: up to 5,000%, beyond this picture" in traces(chart)
    assert chart.layout.yaxis.range[1] < 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nobody_falls_the_picture_says_so(language: str) -> None:
    chart = falls_chart(rank_customers(profits(3, 2)), Reader(language))

    assert not chart.data
    assert chart.layout.annotations[0].text


def test_nothing_from_the_data_is_markup() -> None:
    named = customers({HOSTILE: {"revenue": 90, "fee": 89}, "B": {"revenue": 50}})
    curve, falls = (draw(rank_customers(named), EN) for draw in (whale_curve, falls_chart))

    for chart in (curve, falls):
        assert "<a" not in written(chart)
        assert "<img" not in written(chart)
    assert "&lt;a href" in written(falls)
