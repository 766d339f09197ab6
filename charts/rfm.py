"""Pictures of RFM: the map with heads and money in each cell, and segments by heads and money."""

from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.rfm import Rfm
from analytics.rfm_scores import BEST, SCORES
from charts import heat_map, theme
from words import Reader, escape_figure
from words.figures import Unit

_BAR = 40  # pixels that the two bars of a segment take
_LETTERS, _NARROW = 20, 10  # of a segment's name in a cell, and of a line of it: as on a phone


def rfm_map(result: Rfm, reader: Reader) -> go.Figure:
    """The 25 cells, darker with more customers; names, heads and money in them.

    Right is lately, up is often (or much); lines part the segments.
    """
    chart = theme.figure(height=520)
    heads = np.zeros((BEST, BEST))
    hovers = [[""] * BEST for _ in SCORES]
    for row in result.cells.iter_rows(named=True):
        up, right = row["other_score"] - 1, row["recency_score"] - 1
        heads[up, right] = row["customers"]
        hovers[up][right] = _hover(result, row, reader)
    most = max(heads.max(), 1.0)
    heat_map.cells(chart, heads, (0.0, most), hovers=hovers)
    _borders(chart, result)
    for row in result.cells.iter_rows(named=True):
        _name(chart, result, row, reader)
    for axis, key in (("x", "recency"), ("y", result.table.across)):
        theme.names(chart, axis, [str(score) for score in SCORES])
        theme.title(chart, axis, reader.text(f"rfm.chart_{key}"))
        chart.update_layout({f"{axis}axis": dict(range=[-0.5, BEST - 0.5], showgrid=False)})
    theme.keep_width(chart, 60 + 84 * BEST)
    return chart


def _hover(result: Rfm, row: dict[str, object], reader: Reader) -> str:
    basis = reader.word(result.basis)
    share = reader.figure("share", row["share_of_customers"])
    lines = [
        reader.figure("segment", row["segment"]),
        reader.text("rfm.chart_heads", customers=reader.figure("customers", row["customers"])),
        f"{basis}: {reader.figure('value', row['value'])}",
        f"{reader.text('rfm.chart_customers')}: {share}",
    ]
    return "<br>".join(escape_figure(line) for line in lines)


def _name(chart: go.Figure, result: Rfm, row: dict[str, object], reader: Reader) -> None:
    """What stands in a cell: its segment, heads and money; an empty one has its name alone."""
    name = reader.figure("segment", row["segment"])
    name = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
    lines = wrap(name, _NARROW, break_long_words=False)
    if row["customers"]:
        heads = reader.figure("customers", row["customers"], compact=True)
        lines += [heads, reader.figure("value", row["value"], compact=True)]
    chart.add_annotation(
        text="<br>".join(escape_figure(line) for line in lines),
        x=int(str(row["recency_score"])) - 1,
        y=int(str(row["other_score"])) - 1,
        showarrow=False,
        font=dict(color=theme.INK, size=11),
    )


def _borders(chart: go.Figure, result: Rfm) -> None:
    """A line between neighbours of different segments."""
    x: list[float] = []
    y: list[float] = []
    for recency in SCORES:
        for other in SCORES:
            here, right, up = recency - 1, recency - 0.5, other - 0.5
            mine = result.table.of((recency, other))
            if recency < BEST and result.table.of((recency + 1, other)) != mine:
                x += [right, right, np.nan]
                y += [other - 1.5, up, np.nan]
            if other < BEST and result.table.of((recency, other + 1)) != mine:
                x += [here - 0.5, here + 0.5, np.nan]
                y += [up, up, np.nan]
    chart.add_scatter(
        x=np.array(x),
        y=np.array(y),
        mode="lines",
        line=dict(color=theme.ORANGE, width=3),
        hoverinfo="skip",
        showlegend=False,
    )


def segment_shares(result: Rfm, reader: Reader) -> go.Figure:
    """Two bars for each segment: its share of the customers and of the money, in its order.

    Where the total is 0 or less, shares of it mean nothing and heads stand alone.
    """
    rows = result.segments[::-1]
    chart = theme.figure(height=110 + _BAR * rows.height, legend=True)
    basis = reader.word(result.basis).lower()
    bars = [
        ("share_of_value", reader.text("rfm.chart_value", basis=basis), theme.ORANGE),
        ("share_of_customers", reader.text("rfm.chart_customers"), theme.MAIN),
    ]
    shown = [bar for bar in bars if rows[bar[0]].null_count() == 0]
    for column, name, colour in shown:
        values = rows[column].to_numpy()
        chart.add_bar(
            x=values,
            y=np.arange(rows.height),
            orientation="h",
            marker=dict(color=colour),
            name=escape_figure(name),
            hovertext=[
                f"{escape_figure(reader.figure('segment', key))}<br>"
                f"{escape_figure(name)}: {escape_figure(reader.share(value))}"
                for key, value in zip(rows["segment"], values.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    chart.update_layout(barmode="group", legend=dict(traceorder="reversed"))
    scale = rows.select(pl.concat_arr([name for name, _, _ in shown]).explode()).to_series()
    theme.scale(chart, "x", scale.to_numpy(), Unit.SHARE, reader)
    names = [reader.figure("segment", key) for key in rows["segment"]]
    chart.update_layout(
        yaxis=dict(
            tickmode="array",
            tickvals=list(range(len(names))),
            ticktext=[escape_figure(name) for name in names],
            showgrid=False,
            range=[-0.6, len(names) - 0.4],
        )
    )
    return chart
