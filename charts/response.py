"""Pictures of campaigns: effects and response rates with their intervals, and arms day by day."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.response import Response
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit, figure_of

MOST = 30  # campaigns drawn: the newest
_ROW = 26  # pixels of a campaign


def effect_dots(result: Response, reader: Reader) -> go.Figure:
    """The effect on response of each measured campaign, with its interval, newest on top."""
    rows = result.campaigns.filter(pl.col("effect").is_not_null()).head(MOST)[::-1]
    low, high = rows["effect_low"].to_numpy(), rows["effect_high"].to_numpy()
    colours = np.where(low > 0, theme.GOOD, np.where(high < 0, theme.BAD, theme.QUIET)).tolist()
    keys = ("effect", "effect_low", "effect_high", "p_value", "members", "control")
    chart = _dots(rows, "effect", ("effect_low", "effect_high"), colours, reader, said=keys)
    theme.title(chart, "x", reader.text("response.chart_effect"))
    chart.add_vline(x=0, line=theme.RULE)
    return chart


def rate_dots(result: Response, reader: Reader) -> go.Figure:
    """The response rate of each campaign with its interval, newest on top: no effect."""
    rows = result.campaigns.filter(pl.col("contacted") > 0).head(MOST)[::-1]
    keys = ("contacted", "responded", "response_rate", "response_low", "response_high")
    ends = ("response_low", "response_high")
    chart = _dots(rows, "response_rate", ends, [theme.MAIN] * rows.height, reader, said=keys)
    theme.title(chart, "x", reader.text("response.chart_rate"))
    return chart


def _dots(
    rows: pl.DataFrame,
    value: str,
    ends: tuple[str, str],
    colours: Sequence[str],
    reader: Reader,
    *,
    said: Sequence[str],
) -> go.Figure:
    """A point and its interval in each row; where the value is blank, the interval alone."""
    low, high, found = (rows[c].cast(pl.Float64).to_numpy() for c in (*ends, value))
    chart = theme.figure(height=150 + _ROW * rows.height)
    hover = [_hover(row, said, reader) for row in rows.iter_rows(named=True)]
    intervals.points(chart, (low, high), found, colours=colours, hover=hover)
    theme.scale(chart, "x", np.concatenate([low, high]), Unit.SHARE, reader)
    theme.names(chart, "y", [_name(row) for row in rows.iter_rows(named=True)])
    chart.update_layout(yaxis=dict(range=[-0.6, rows.height - 0.4], showgrid=False))
    return chart


def _name(row: dict[str, object]) -> str:
    return str(row["name"] or row["campaign_id"])


def _hover(row: dict[str, object], keys: Sequence[str], reader: Reader) -> str:
    named = [(figure_of("response", key), row[key]) for key in keys]
    said = [f"{reader.name(key)}: {reader.figure(key, value)}" for key, value in named]
    return "<br>".join(escape_figure(line) for line in (_name(row), *said))


def day_lines(result: Response, reader: Reader) -> go.Figure:
    """Who answered so far, day by day, treated against control, with the difference's interval.

    Who ordered so far, where that is what the arms are compared by.
    """
    days = result.days
    chart = theme.figure(height=320, legend=True)
    x = np.arange(days.height).astype(float)
    control = days["control_share"].to_numpy()
    ends = [control + days[c].to_numpy() for c in ("effect_low", "effect_high")]
    chart.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.clip(np.concatenate([ends[1], ends[0][::-1]]), 0, 1),
        fill="toself",
        fillcolor=intervals.BAND,
        mode="lines",
        line=dict(width=0),
        name=escape_figure(reader.text("response.chart_band")),
        hoverinfo="skip",
    )
    lines = (("treated", theme.MAIN), ("control", theme.ORANGE))
    for arm, colour in lines:
        shares = days[f"{arm}_share"].to_numpy()
        name = reader.text(f"response.chart_{arm}")
        chart.add_scatter(
            x=x,
            y=shares,
            mode="lines+markers",
            line=dict(color=colour, width=2),
            marker=dict(color=colour, size=5),
            name=escape_figure(name),
            hovertext=[
                escape_figure(f"{reader.date(day)}, {name}: {reader.share(share)}")
                for day, share in zip(days["day"], shares.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.scale(chart, "y", np.concatenate([*ends, days["treated_share"]]), Unit.SHARE, reader)
    chart.update_layout(yaxis=dict(rangemode="tozero"))
    by = "_ordered" if result.row()["hit_by"] == "ordered" else ""
    theme.title(chart, "y", reader.text(f"response.chart_share{by}"))
    _days(chart, days, reader)
    return chart


def day_money(result: Response, reader: Reader) -> go.Figure:
    """The difference of the arms in money per member, day by day, with its interval."""
    days = result.days
    chart = theme.figure(height=320)  # its axis has a long name
    x = np.arange(days.height).astype(float)
    low, high = (days[f"value_effect_{end}"].to_numpy() for end in ("low", "high"))
    chart.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        fill="toself",
        fillcolor=intervals.BAND,
        mode="lines",
        line=dict(width=0),
        hoverinfo="skip",
    )
    found = days["value_effect"].to_numpy()
    chart.add_scatter(
        x=x,
        y=found,
        mode="lines+markers",
        line=dict(color=theme.MAIN, width=2),
        marker=dict(color=theme.MAIN, size=5),
        hovertext=[
            escape_figure(f"{reader.date(day)}: {reader.money(value)}")
            for day, value in zip(days["day"], found.tolist(), strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.scale(chart, "y", np.concatenate([low, high]), Unit.MONEY, reader)
    chart.add_hline(y=0, line=theme.RULE)
    theme.title(chart, "y", reader.text("response.chart_value"))
    _days(chart, days, reader)
    return chart


def _days(chart: go.Figure, days: pl.DataFrame, reader: Reader) -> None:
    theme.names(chart, "x", [reader.date(day) for day in days["day"]], most=6)
