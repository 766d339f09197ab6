"""The picture of one customer: what happened, on one line of time."""

import datetime as dt

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.customer import Customer
from charts import theme
from words import Reader, escape_figure

_ROWS = (
    *("event_segment", "event_control", "event_campaign", "event_contact"),
    *("event_return", "event_order"),
)
_LOOKS = {
    "event_order": (theme.MAIN, "circle"),
    "event_return": (theme.BAD, "x"),
    "event_contact": (theme.GOOD, "diamond"),
    "event_campaign": (theme.ORANGE, "triangle-up"),
    "event_control": (theme.QUIET, "square"),
    "event_segment": (theme.PINK, "cross"),
}
_SMALL, _LARGE, _PLAIN = 5.0, 20.0, 9.0  # pixels across
_MOST = 6  # days named on the axis


def event_points(result: Customer, reader: Reader) -> go.Figure:
    """A row for each kind of event, a mark for each; orders are as large as their revenue."""
    rows = result.timeline.head(theme.MOST_POINTS)
    here = [event for event in _ROWS if rows.filter(event=event).height]
    chart = theme.figure(height=110 + 44 * max(len(here), 1))
    if not here:
        return theme.empty(chart, reader.text("customer.chart_none"))
    most = float(rows["value"].abs().max() or 0.0)  # type: ignore[arg-type]
    for place, event in enumerate(here):
        mine = rows.filter(event=event)
        colour, symbol = _LOOKS[event]
        chart.add_scatter(
            x=_numbers(mine["day"]),
            y=np.full(mine.height, float(place)),
            mode="markers",
            marker=dict(
                color=colour,
                symbol=symbol,
                size=_sizes(mine, most),
                opacity=0.6,
                line=dict(width=0),
            ),
            name=escape_figure(reader.word(event)),
            hovertext=[_hover(row, reader) for row in mine.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.rows(chart, [reader.word(event) for event in here])
    due = result.rhythm.due_day
    _days(chart, rows["day"], due, reader)
    if due is not None:
        _say_due(chart, float(due.toordinal()), reader)
    return chart


def _say_due(chart: go.Figure, at: float, reader: Reader) -> None:
    """A dotted line on the day of the next order, named above the plot and to its left."""
    theme.rule(chart, "x", at)
    chart.update_layout(margin_t=30)
    chart.add_annotation(
        text=escape_figure(reader.text("customer.chart_due")),
        **dict(x=at, y=1, xref="x", yref="paper", xanchor="right", yanchor="bottom"),
        showarrow=False,
        font=dict(size=12),
    )


def _numbers(days: pl.Series) -> theme.Numbers:
    return np.array([day.toordinal() for day in days.to_list()], dtype=float)


def _sizes(rows: pl.DataFrame, most: float) -> theme.Numbers:
    """Area by money, beside the largest of all; events without money are small."""
    if rows["value"].null_count() == rows.height or most <= 0:
        return np.full(rows.height, _PLAIN)
    money = np.abs(rows["value"].fill_null(0.0).to_numpy())
    sizes: theme.Numbers = _SMALL + (_LARGE - _SMALL) * np.sqrt(money / most)
    return sizes


def _days(chart: go.Figure, days: pl.Series, due: dt.date | None, reader: Reader) -> None:
    """Name some days from the first event to the last, or to the next that is usual."""
    known = [*days.to_list(), *([due] if due is not None else [])]
    first, last = min(known).toordinal(), max(known).toordinal()
    wide = max(last - first, 30)
    written = reader.month if wide > _MOST * 31 else reader.date  # no month twice
    places = np.unique(np.linspace(first, first + wide, _MOST).round()).astype(int).tolist()
    chart.update_layout(
        xaxis=dict(
            tickmode="array",
            tickvals=[float(place) for place in places],
            ticktext=[escape_figure(written(dt.date.fromordinal(p))) for p in places],
            range=[first - wide * 0.03, first + wide * 1.08],
        )
    )


def _hover(row: dict[str, object], reader: Reader) -> str:
    said = [f"{reader.date(row['day'])}: {reader.word(str(row['event']))}"]  # type: ignore[arg-type]
    for key in ("touch_point", "contact_kind", "event_what", "value"):
        if row[key] is not None:
            said.append(reader.figure(key, row[key]))
    if row["to_segment"] is not None:
        here = reader.figure("to_segment", row["to_segment"])
        first = row["from_segment"] is None  # not a customer before
        was = "" if first else f"{reader.figure('from_segment', row['from_segment'])} → "
        said.append(was + here)
    return "<br>".join(escape_figure(line) for line in said)
