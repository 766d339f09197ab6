"""The pictures of what goes together say what the rules say."""

from charts.rules import drawn, rule_matrix, rule_network
from tests import kinds_market
from words import Reader


def test_the_network_has_the_rules_that_did_not_die() -> None:
    result, reader = kinds_market.rules(), Reader("en", "USD")
    rows = drawn(result)
    *lines, dots = rule_network(result, reader).data

    assert "died" not in rows["fate"]
    names = {*rows["antecedent"], *rows["consequent"]}
    assert len(dots.x) == len(names)
    gaps = sum(int((line.x != line.x).sum()) for line in lines)  # NaN parts lines
    assert gaps == rows.height


def test_the_matrix_writes_lift_from_row_to_column() -> None:
    result, reader = kinds_market.rules(), Reader("id", "IDR")
    chart = rule_matrix(result, reader)
    (grid,) = chart.data
    row = list(chart.layout.yaxis.ticktext).index("tea")
    column = list(chart.layout.xaxis.ticktext).index("cups")
    rule = result.about("tea").rules.filter(consequents=["cups"]).row(0, named=True)

    assert grid.text[row][column] == reader.number(rule["lift"], decimals=1)


def test_without_rules_a_word_stands_there() -> None:
    reader = Reader("id", "IDR")
    for build in (rule_network, rule_matrix):
        chart = build(kinds_market.no_rules(), reader)
        assert chart.layout.annotations[0].text == reader.text("rules.chart_none")
