"""One look: round ticks as the reader writes them, thinning that keeps what matters, no markup."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import theme
from words import Reader
from words.figures import Unit

EN, ID = Reader("en", "USD"), Reader("id", "IDR")
HOSTILE = "<b>Rp $5 & co</b>"


def texts(low: float, high: float, unit: Unit, reader: Reader) -> list[str]:
    """The ticks as they are read: no entities, plain spaces."""
    written = theme.ticks(low, high, unit, reader)[1]
    return [text.replace("\xa0", " ").replace("&#36;", "$") for text in written]


def test_ticks_are_written_as_the_reader_writes_numbers() -> None:
    assert texts(0, 22.6e9, Unit.MONEY, ID) == ["Rp 0", "Rp 5 M", "Rp 10 M", "Rp 15 M", "Rp 20 M"]
    assert texts(0, 22.6e9, Unit.MONEY, EN) == ["$0", "$5B", "$10B", "$15B", "$20B"]
    assert texts(0, 1.3e6, Unit.COUNT, ID)[-2:] == ["1 jt", "1,2 jt"]
    assert texts(0, 1.04, Unit.SHARE, EN) == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert texts(0, 0.006, Unit.SHARE, ID)[:2] == ["0,0%", "0,1%"]


def test_one_axis_is_written_in_full_or_in_short_never_both() -> None:
    assert texts(0, 180_000, Unit.MONEY, EN) == ["$0", "$50,000", "$100,000", "$150,000"]
    assert texts(0, 900_000, Unit.MONEY, EN) == ["$0", "$200K", "$400K", "$600K", "$800K"]


def test_half_a_customer_is_no_tick() -> None:
    assert texts(0, 2, Unit.COUNT, EN) == ["0", "1", "2"]


def test_losses_carry_a_true_minus_sign() -> None:
    assert texts(-2e6, 1e6, Unit.MONEY, ID)[0] == "−Rp 2 jt"


@given(
    st.floats(-1e12, 1e12),
    st.floats(1e-3, 1e12),
    st.sampled_from([Unit.MONEY, Unit.SHARE, Unit.COUNT, Unit.NUMBER]),
)
def test_ticks_lie_inside_the_range_and_are_told_apart(low: float, span: float, unit: Unit) -> None:
    low, high = min(0.0, low), max(0.0, low) + span
    places, written = theme.ticks(low, high, unit, ID)

    assert 1 <= len(places) <= 9
    assert len(set(written)) == len(written)
    slack = (high - low) * 1e-6
    assert all(low - slack <= place <= high + slack for place in places)


def test_months_are_named_in_the_readers_language() -> None:
    days = [dt.date(2025, month, 1) for month in (5, 8, 10, 12)]
    chart = theme.figure()
    theme.months(chart, "x", days, ID)

    assert list(chart.layout.xaxis.ticktext) == ["Mei 2025", "Agu 2025", "Okt 2025", "Des 2025"]
    assert list(chart.layout.xaxis.tickvals) == [0, 1, 2, 3]


def test_of_too_many_names_every_so_many_is_written() -> None:
    chart = theme.figure()
    theme.names(chart, "y", [f"N{place}" for place in range(25)], most=12)

    assert list(chart.layout.yaxis.tickvals) == [0, 3, 6, 9, 12, 15, 18, 21, 24]
    assert chart.layout.yaxis.ticktext[1] == "N3"


def test_a_scale_holds_all_values_and_nothing() -> None:
    chart = theme.figure()
    theme.scale(chart, "y", [3.0, float("nan"), -8.0, float("inf")], Unit.COUNT, EN)
    low, high = chart.layout.yaxis.range

    assert low < -8
    assert high > 3


@pytest.mark.parametrize("values", [[], [0.0], [float("nan")]])
def test_a_scale_over_nothing_has_one_tick(values: list[float]) -> None:
    chart = theme.figure()
    theme.scale(chart, "y", values, Unit.MONEY, EN)

    assert list(chart.layout.yaxis.tickvals) == [0]


def test_words_from_the_data_are_never_markup() -> None:
    chart = theme.figure()
    theme.title(chart, "x", HOSTILE)
    theme.names(chart, "y", [HOSTILE])
    theme.rule(chart, "x", 1.0, HOSTILE)
    safe = "&lt;b&gt;Rp &#36;5 &amp; co&lt;/b&gt;"

    assert chart.layout.xaxis.title.text == safe
    assert chart.layout.yaxis.ticktext == (safe,)
    assert chart.layout.annotations[0].text == safe


def test_a_rule_is_seen() -> None:
    chart = theme.figure()
    theme.rule(chart, "y", 1.0)

    assert chart.layout.shapes[0].line.width > 0
    assert not chart.layout.annotations


def test_text_and_paper_are_left_to_the_theme_on_screen() -> None:
    layout = theme.figure(legend=True).layout

    assert layout.font.color is None
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert (layout.legend.orientation, layout.legend.yanchor) == ("h", "bottom")
    assert layout.legend.y > 1
    assert theme.CONFIG["displayModeBar"] is False


def test_thinning_keeps_ends_extremes_and_corners() -> None:
    x = np.arange(100_001, dtype=float)
    y = np.where(x < 31_415, x * 5, 31_415 * 5 + (x - 31_415) * 0.1)  # rises on: no extreme there
    y[77_777], y[88_888] = 1e9, -1e9
    kept = theme.thin(x, y)

    assert len(kept) <= 2_000
    assert {0, 100_000, 31_415, 77_777, 88_888} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()


def test_a_gap_stays_a_gap() -> None:
    x = np.arange(50_000, dtype=float)
    y = np.sin(x / 900)
    y[20_000:21_000] = np.nan
    kept = theme.thin(x, y)

    assert np.isnan(y[kept]).any()
    assert len(kept) <= 2_000


@given(st.integers(0, 3_000), st.integers(5, 500))
def test_never_more_points_than_asked_for(size: int, most: int) -> None:
    x = np.linspace(0, 1, size)
    kept = theme.thin(x, np.cos(40 * x), most)

    assert len(kept) <= most
    assert size == 0 or (kept[0], kept[-1]) == (0, size - 1)
    assert len(kept) == size or size > most


def test_a_title_below_the_plot_is_written_in_short_lines() -> None:
    """On a phone a longer line would be cut off at both ends; beside the plot there is room."""
    chart = theme.figure()
    said = "Effect on response, in points of the response rate"
    theme.title(chart, "x", said)
    theme.title(chart, "y", said)

    assert (
        chart.layout.xaxis.title.text == "Effect on response,<br>in points of the<br>response rate"
    )
    assert chart.layout.yaxis.title.text == said
