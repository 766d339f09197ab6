"""The pictures of what is bought next say what the steps say."""

from charts.sequences import step_days, step_flows
from tests import kinds_market
from words import Reader


def test_each_step_has_its_days_and_their_middle_half() -> None:
    result, reader = kinds_market.sequences(), Reader("en", "USD")
    chart = step_days(result, reader)
    bars, dots = chart.data
    best = result.steps.filter("ordered").row(0, named=True)

    assert dots.x[-1] == best["gap_days"]  # surest on top
    assert bars.x[-3:-1].tolist() == [best["gap_low"], best["gap_high"]]
    assert chart.layout.yaxis.ticktext[-1] == f"{best['item']} → {best['next_item']}"


def test_flows_are_as_wide_as_often() -> None:
    result = kinds_market.sequences()
    (flow,) = step_flows(result, Reader("id", "IDR")).data

    assert list(flow.link.value) == result.steps.filter("ordered")["step_count"].to_list()


def test_without_steps_a_word_stands_there() -> None:
    reader = Reader("id", "IDR")
    for build in (step_days, step_flows):
        chart = build(kinds_market.no_sequences(), reader)
        assert chart.layout.annotations[0].text == reader.text("sequences.chart_none")
