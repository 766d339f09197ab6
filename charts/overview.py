"""Pictures of the overview: months by channel, and what moved revenue."""

from datetime import date

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.overview import Overview
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

CHANNELS = 6  # with a colour of their own; the others share one
_PALE = 0.45  # of a month that is covered in part
_BAR = 34


def month_bars(result: Overview, reader: Reader, *, basis: str = "revenue") -> go.Figure:
    """Bars by month, stacked by channel; paler where the period covers only part of the month.

    Channels keep their colour whatever the basis: they are ordered by revenue. Losses and costs
    without a channel hang below zero.
    """
    months: list[date] = result.trends["month"].to_list()
    series = _series(result, basis, reader)
    chart = theme.figure(height=400, legend=len(series) > 1)
    chart.update_layout(
        barmode="relative", bargap=max(0.25, 1 - 0.2 * len(months))
    )  # a few stay slim
    pale = np.where(result.trends["coverage"] == "part", _PALE, 1.0)
    labels = [
        _month(month, opacity < 1, reader) for month, opacity in zip(months, pale, strict=True)
    ]
    for name, colour, values in series:
        chart.add_bar(
            x=np.arange(len(months)),
            y=values,
            name=escape_figure(name),
            marker=dict(color=colour, opacity=pale, line=dict(width=0)),
            hovertext=[
                "<br>".join(escape_figure(t) for t in (label, name, reader.figure(basis, value)))
                for label, value in zip(labels, values.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    stack = np.array([values for _, _, values in series]).reshape(len(series), len(months))
    ends = np.concatenate([stack.clip(min=0).sum(axis=0), stack.clip(max=0).sum(axis=0), [0.0]])
    theme.scale(chart, "y", ends, Unit.MONEY, reader)
    theme.title(chart, "y", reader.name(basis))
    theme.months(chart, "x", months, reader)
    if (pale < 1).any():
        theme.title(chart, "x", reader.text("overview.chart_part_note"))
    return chart


def _month(month: date, partly: bool, reader: Reader) -> str:  # noqa: FBT001 - one of a pair
    name = reader.month(month)
    return reader.text("overview.chart_part", month=name) if partly else name


def _series(result: Overview, basis: str, reader: Reader) -> list[tuple[str, str, theme.Numbers]]:
    """Name, colour and monthly values of each channel; the small ones added up."""
    named = result.months.filter(pl.col("channel").is_not_null())
    order = (
        named.group_by("channel")
        .agg(pl.col("revenue").sum())
        .sort("revenue", "channel", descending=[True, False])["channel"]
        .to_list()
    )
    if len(order) == CHANNELS + 1:  # one alone needs no common name
        own, small = order, []
    else:
        own, small = order[:CHANNELS], order[CHANNELS:]
    colours = theme.colours(own)
    series = [
        (str(channel), colours[channel], _by_month(result, named.filter(channel=channel), basis))
        for channel in own
    ]
    if small:
        rest = named.filter(pl.col("channel").is_in(small))
        name = reader.text("overview.chart_rest")
        series.append((name, theme.QUIET, _by_month(result, rest, basis)))
    without = result.months.filter(pl.col("channel").is_null(), pl.col(basis) != 0)
    if without.height:
        name = reader.text("overview.chart_no_channel") if own else reader.name(basis)
        colour = theme.GREY if own else theme.MAIN
        series.append((name, colour, _by_month(result, without, basis)))
    return series


def _by_month(result: Overview, rows: pl.DataFrame, basis: str) -> theme.Numbers:
    """The basis of ``rows`` for every month of the picture, 0 where there is none."""
    sums = rows.group_by("month").agg(pl.col(basis).sum())
    months = result.trends.select("month").join(sums, on="month", how="left", maintain_order="left")
    return months[basis].fill_null(0.0).to_numpy()


def factor_bars(result: Overview, reader: Reader, *, against: str = "before") -> go.Figure:
    """How much of the change of revenue lies with each factor; together they make all of it."""
    factors = result.factors.filter(period=against)[::-1]
    effects = factors["effect"].to_numpy()
    names = [reader.name(factor) for factor in factors["factor"]]
    chart = theme.figure(height=100 + _BAR * max(factors.height, 1))
    chart.add_bar(
        x=effects,
        y=np.arange(factors.height),
        orientation="h",
        marker=dict(color=[theme.GOOD if effect >= 0 else theme.BAD for effect in effects]),
        hovertext=[
            "<br>".join(escape_figure(line) for line in _factor_text(row, reader))
            for row in factors.iter_rows(named=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name=escape_figure(reader.name("effect")),
    )
    theme.scale(chart, "x", effects if len(effects) else [0.0], Unit.MONEY, reader)
    theme.title(chart, "x", reader.text("overview.chart_effect"))
    theme.rows(chart, names)
    theme.rule(chart, "x", 0.0)
    return chart


def _factor_text(row: dict[str, float], reader: Reader) -> list[str]:
    """The factor, its effect, and where it stood then and now."""
    factor = str(row["factor"])
    moved = (reader.figure(factor, row[when]) for when in ("before", "now"))
    return [reader.name(factor), reader.money(row["effect"]), " → ".join(moved)]
