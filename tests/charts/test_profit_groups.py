"""The bars of groups: best on top, and what is no group beneath them, in figures."""

import json

from analytics.profit_groups import rank_groups
from charts import theme
from charts.profit_groups import groups_bars
from tests.activity import apart, groups
from words import Reader

EN, ID = Reader("en", "USD"), Reader("id", "IDR")
HOSTILE = '<a href="http://x.example">Rp $5 & co</a><img src=x>'


def test_groups_best_on_top_and_beneath_them_what_is_no_group() -> None:
    rows = {f"G{i}": {"revenue": 10 * i} for i in range(1, 6)} | {"Z": {"revenue": -4}}
    ranked = rank_groups(groups(rows), apart=apart(visit_cost=7))
    chart = groups_bars(ranked, EN, most=2)
    bars, beneath = chart.data

    assert list(reversed(chart.layout.yaxis.ticktext)) == [
        *("G5", "G4", "Z", "All others", "Not attributable")
    ]
    assert (bars.x.tolist()[::-1], bars.y.tolist()[::-1]) == ([50, 40, -4], [4, 3, 2])
    assert list(bars.marker.color)[::-1] == [theme.MAIN] * 2 + [theme.BAD]
    assert [text.strip() for text in beneath.text][::-1] == ["&#36;60.00", "−&#36;7.00"]
    assert beneath.y.tolist() == [0, 1]


def test_what_no_group_caused_does_not_flatten_the_groups() -> None:
    rows = {"A": {"revenue": 9.0}, "B": {"revenue": 5.0}, None: {"revenue": 900.0}}
    chart = groups_bars(rank_groups(groups(rows), apart=apart(visit_cost=9_000)), ID)

    assert chart.layout.xaxis.range[1] < 12
    assert chart.layout.xaxis.range[0] == 0
    assert chart.layout.yaxis.ticktext[:2] == ("Tidak dapat dibebankan", "Tidak disebutkan")


def test_without_any_group_the_figures_stand_alone() -> None:
    chart = groups_bars(rank_groups(groups({None: {"revenue": 5}})), EN)

    assert chart.layout.yaxis.ticktext == ("Not stated",)


def test_nothing_from_the_data_is_markup() -> None:
    chart = groups_bars(rank_groups(groups({HOSTILE: {"revenue": 9}, "B": {"revenue": 5}})), EN)
    written = json.dumps(json.loads(chart.to_json()), ensure_ascii=False)

    assert "<a" not in written
    assert "<img" not in written
    assert "&lt;a href" in written
