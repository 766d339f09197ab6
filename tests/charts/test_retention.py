"""The pictures of retention say what the cells and the curves say."""

import numpy as np
import pytest

from charts.retention import AGES, COHORTS, GROUPS, cohort_cells, kept_curves, margin_curves
from tests import staying
from words import Reader

EN, ID = Reader("en", "USD"), Reader("id", "IDR", 0)


@pytest.mark.parametrize("measure", ["share", "heads", "revenue", "margin", "cumulative_margin"])
def test_each_cell_is_its_figure(measure: str) -> None:
    result = staying.retention()
    cells, _ = cohort_cells(result, EN, measure=measure).data
    wanted = result.together().filter(result.together()["age"] < AGES)
    newest = wanted["cohort"].unique().sort().tail(COHORTS).to_list()

    assert cells.z.shape == (len(newest), AGES)
    for row in wanted.filter(wanted["cohort"].is_in(newest)).iter_rows(named=True):
        assert cells.z[newest.index(row["cohort"]), row["age"]] == pytest.approx(row[measure])
    assert int(np.isfinite(cells.z).sum()) == wanted.filter(wanted["cohort"].is_in(newest)).height


def test_money_of_many_months_is_read_cell_by_cell() -> None:
    """Without room for a sign in each cell the axis says what 1 stands for; a share needs none."""
    result = staying.retention()
    chart = cohort_cells(result, ID, measure="revenue")
    cells, _ = chart.data
    step = next(s for s in (1, 1e3, 1e6) if np.nanmax(cells.z) / s < 10_000)

    below = chart.layout.xaxis.title.text.replace("<br>", " ")  # short lines, for a phone
    assert below.endswith(f"1 dalam sel berarti {ID.compact_money(step)}")
    assert cells.text[0][0] == ID.number(cells.z[0, 0] / step, decimals=0)
    assert cells.text[-1][-1] == ""  # not lived through yet
    said = cohort_cells(result, ID).layout.xaxis.title.text
    assert said.replace("<br>", " ") == ID.text("retention.chart_age")


def test_the_cells_of_one_group() -> None:
    """The newest cohort of group 1 in its first month, as the cells say."""
    result = staying.retention(groups=2)
    own = result.cells.filter(group="1", age=0).sort("cohort")
    cells, _ = cohort_cells(result, EN, measure="heads", group="1").data

    assert cells.z[-1, 0] == own["heads"][-1]
    assert own["heads"][-1] < result.together().filter(age=0).sort("cohort")["heads"][-1]


def test_the_open_month_is_hatched_and_cohorts_say_their_size() -> None:
    """December is not over: one hatched cell in each cohort young enough to be drawn so far."""
    result = staying.retention()
    chart = cohort_cells(result, EN)
    cells, hatch = chart.data

    assert int(np.isnan(hatch.x).sum()) == 3 * 24  # three strokes a cell, then a gap
    first = result.together().filter(result.together()["age"] == 0).tail(24)
    assert chart.layout.yaxis.ticktext[0] == f"Jan 2024 · {first['customers'][0]}"
    assert chart.layout.yaxis.ticktext[-1].endswith("*")  # December is still winning
    assert chart.layout.yaxis.range[0] > chart.layout.yaxis.range[1]  # oldest on top
    assert cells.zmax == np.nanmax(cells.z[:, 1:])  # the first month has everyone: it says nothing


def test_curves_carry_the_interval_and_the_largest_groups() -> None:
    result = staying.retention(groups=8)
    named = [trace for trace in kept_curves(result, ID).data if trace.name]

    assert len(named) == GROUPS == len(kept_curves(result, ID).data)  # bands would hide each other
    (band,) = (t for t in kept_curves(staying.retention(), ID).data if t.fill == "toself")
    whole = staying.retention().curve.filter(staying.retention().curve["age"] > 0)
    assert band.y.max() == whole["share_high"].max()
    for trace in named:
        part = result.curve.filter(group=trace.name).sort("age")
        assert trace.y.tolist() == part["share"].to_list()[1:]
    money = [trace for trace in margin_curves(result, ID).data if trace.name]
    assert [t.name for t in money] == [t.name for t in named]
    assert all(t.y[-1] >= t.y[0] for t in money)


def test_a_group_is_written_as_text() -> None:
    """Nothing of the data is markup."""
    frame = staying.cohorts(staying.days(), groups=2)
    frame = frame.with_columns(group=frame["group"].replace({"0": "<b>x</b>", "1": "y"}))
    result = staying.follow(frame, first=staying.FIRST, as_of=staying.LAST)
    names = {trace.name for trace in kept_curves(result, EN).data if trace.name}

    assert names == {"&lt;b&gt;x&lt;/b&gt;", "y"}


def test_too_few_cohorts_are_told() -> None:
    frame = staying.cohorts(staying.days().filter(staying.days()["day"] < 19_400))
    result = staying.follow(frame, first=staying.FIRST, as_of=staying.FIRST.replace(month=2))
    chart = kept_curves(result, EN)

    assert not chart.data
    assert chart.layout.annotations[0].text == EN.text("retention.chart_short")
