"""Pictures of the customer-flow statement: what came and went by month, and what is ahead."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.flow import Flow
from analytics.flow_forecast import Forecast
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit

_HEADS = {"new": theme.GOOD, "won_back": theme.SKY, "lapsed": theme.BAD}
_MONEY = {
    "new_margin": theme.GOOD,
    "won_back_margin": theme.SKY,
    "change_margin": theme.QUIET,
    "lapsed_margin": theme.BAD,
}
_OUT = ("lapsed", "lapsed_margin")
MONTHS = 36  # drawn: the newest


def flow_bars(result: Flow, reader: Reader, *, money: bool = False) -> go.Figure:
    """What came above the line and what went below it, month by month, and what that leaves.

    With ``money`` in margin of the last twelve months, else in heads. A pale bar: not over yet.
    """
    months = result.shown(money=money).tail(MONTHS)
    parts, unit = (_MONEY, Unit.MONEY) if money else (_HEADS, Unit.COUNT)
    chart = theme.figure(height=380, legend=True)
    x = np.arange(months.height)
    paleness = np.where(months["complete"].to_numpy(), 1.0, 0.45)
    signed = {
        name: months[name].to_numpy().astype(float) * (-1 if name in _OUT else 1) for name in parts
    }
    for name, values in signed.items():
        chart.add_bar(
            x=x,
            y=values,
            name=escape_figure(reader.name(name)),
            marker=dict(color=parts[name], opacity=paleness, line=dict(width=0)),
            hovertext=[
                _said(month, name, value, reader)
                for month, value in zip(months["month"], values.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    stacked = np.array(list(signed.values()))
    net = stacked.sum(axis=0)
    line = dict(x=x, y=net, mode="lines+markers")
    pale = dict(color="white", width=5), dict(color="white", size=10)  # read on bars and on dark
    chart.add_scatter(**line, line=pale[0], marker=pale[1], showlegend=False, hoverinfo="skip")
    chart.add_scatter(
        **line,
        line=dict(color=theme.QUIET, width=2),
        marker=dict(color=theme.QUIET, size=6),
        name=escape_figure(reader.name("net_margin" if money else "net")),
        hovertext=[
            _said(month, "net_margin" if money else "net", value, reader)
            for month, value in zip(months["month"], net.tolist(), strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    ends = [stacked.clip(0, None).sum(axis=0).max(), stacked.clip(None, 0).sum(axis=0).min()]
    chart.update_layout(barmode="relative")
    theme.months(chart, "x", months["month"].to_list(), reader)
    theme.scale(chart, "y", ends, unit, reader)
    title = "flow.chart_margin" if money else "flow.chart_heads"
    theme.title(chart, "y", reader.text(title))
    return chart


def flow_ahead(result: Flow, reader: Reader, *, money: bool = False) -> go.Figure:
    """Customers at the end of each month, and of those to come with a 90 % interval.

    Grey bars: what the forecast of earlier months said for one month on, where it was tested. With
    ``money`` the margin that these customers brought in twelve months, as far back as it is whole.
    """
    months = result.shown(money=money).filter("complete").tail(MONTHS)
    outlook = result.outlook_margin if money else result.outlook
    name, unit = ("closing_margin", Unit.MONEY) if money else ("closing", Unit.COUNT)
    chart = theme.figure(height=380, legend=True)
    x = np.arange(months.height)
    every = months["month"].to_list()
    tallest = months[name].to_list()
    if outlook is not None:
        tallest += _tested(chart, outlook, name, every, reader)
    chart.add_scatter(
        x=x,
        y=months[name].to_numpy(),
        mode="lines",
        line=dict(color=theme.MAIN, width=3),
        name=escape_figure(reader.name(name)),
        hovertext=[
            _said(month, name, value, reader)
            for month, value in months.select("month", name).iter_rows()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    if outlook is not None:
        tallest += _fan(chart, outlook, name, months, reader)
        every += outlook.months["month"].to_list()
    theme.months(chart, "x", every, reader)
    theme.scale(chart, "y", tallest, unit, reader)
    theme.title(chart, "y", reader.name(name))
    return chart


def _fan(
    chart: go.Figure, outlook: Forecast, name: str, months: pl.DataFrame, reader: Reader
) -> list[float]:
    """The forecast from the last month on, with its band; gives its heights."""
    ahead, last = outlook.months, float(months[name][-1])
    x = np.arange(ahead.height + 1) + months.height - 1
    middle, low, high = (
        np.concatenate([[last], ahead[f"{name}{end}"].to_numpy()]) for end in ("", "_low", "_high")
    )
    chart.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        mode="lines",
        line=dict(width=0, color=theme.MAIN),
        fill="toself",
        fillcolor=intervals.BAND,
        name=escape_figure(reader.text("flow.chart_interval")),
        hoverinfo="skip",
    )
    said = [_outlook(row, name, reader) for row in ahead.iter_rows(named=True)]
    chart.add_scatter(
        x=x,
        y=middle,
        mode="lines",
        line=dict(color=theme.MAIN, width=2, dash="dash"),
        name=escape_figure(reader.name("forecast")),
        hovertext=["", *said],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    return [*low.tolist(), *high.tolist()]


def _tested(
    chart: go.Figure, outlook: Forecast, name: str, months: list[object], reader: Reader
) -> list[float]:
    """What was said a month before of each tested month, as an interval; gives the heights."""
    proof = outlook.proof.filter(part=name, months_ahead=1)
    of = "margin_" if outlook.money else ""
    places = {month: place for place, month in enumerate(months)}
    rows = [
        (places[month] + 1, low, high)
        for month, low, high in proof.select(
            "known_until", f"{of}forecast_low", f"{of}forecast_high"
        ).iter_rows()
        if month in places and places[month] + 1 < len(months)
    ]
    gap = [np.nan]
    x = [v for place, _, _ in rows for v in (float(place), float(place), *gap)]
    y = [v for _, low, high in rows for v in (low, high, *gap)]
    if rows:
        chart.add_scatter(
            x=np.array(x),
            y=np.array(y),
            mode="lines",
            line=dict(color=theme.QUIET, width=5),
            opacity=0.4,
            name=escape_figure(reader.text("flow.chart_tested")),
            hoverinfo="skip",
        )
    return [v for _, low, high in rows for v in (low, high)]


def _said(month: object, key: str, value: float, reader: Reader) -> str:
    shown = reader.figure(key, abs(value) if key in _OUT else value)
    lines = (reader.figure("month", month), f"{reader.name(key)}: {shown}")
    return "<br>".join(escape_figure(line) for line in lines)


def _outlook(row: dict[str, object], name: str, reader: Reader) -> str:
    """What is to be expected of a month: the closing with its interval, then the other parts."""
    others = [
        key
        for key in row
        if not key.startswith((name, "month")) and not key.endswith(("_low", "_high"))
    ]
    keys = (name, f"{name}_low", f"{name}_high", *others)
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(
        escape_figure(line) for line in (reader.figure("month", row["month"]), *said)
    )
