"""Pictures of profitability: the whale curve, groups, and those who fall."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.bases import BASES
from analytics.profit import Profit
from analytics.profit_groups import Groups
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

GROUPS, FALLS = 12, 12  # bars and lines shown
_BESIDE = 300  # points of a curve that stands beside the chosen one
_DASH = {"revenue": "dot", "gross_margin": "dash", "contribution": "dashdot", "profit": "solid"}
_BAR = 26  # pixels a horizontal bar takes


def whale_curve(result: Profit, reader: Reader) -> go.Figure:
    """The running share of the chosen basis, best customers first, the other bases beside it.

    x is the share of customers, and each point of the chosen curve carries its number of
    customers. Red: from the peak on, customers who lose money. Where the total is 0 or less,
    shares mean nothing and the running money is drawn alone.
    """
    shared = result.spread().total > 0
    chart = theme.figure(height=420, legend=True)
    chart.update_layout(dragmode="select", selectdirection="h", separators=_separators(reader))
    if shared:
        _beside(chart, result, reader)
    heights = _chosen(chart, result, reader, shared=shared)
    theme.scale(chart, "x", [0.0, 1.0], Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("profit.chart_customers"))
    theme.scale(chart, "y", heights, Unit.SHARE if shared else Unit.MONEY, reader)
    theme.title(chart, "y", reader.text("profit.chart_running"))
    _name_the_whole(chart, heights, reader, shared=shared)
    _name_the_few(chart, result, reader)
    return chart


def _beside(chart: go.Figure, result: Profit, reader: Reader) -> None:
    """The curves of the other bases, quiet; equal ones as one."""
    seen: dict[bytes, list[str]] = {}
    for basis in (b for b in BASES if b != result.basis and result.spread(b).total > 0):
        seen.setdefault(result.curve(basis)["value_share"].to_numpy().tobytes(), []).append(basis)
    for equal in seen.values():
        x, y = _line(result.curve(equal[0]), "value_share")
        kept = theme.thin(x, y, _BESIDE)
        chart.add_scatter(
            x=x[kept].astype(np.float32),
            y=y[kept].astype(np.float32),
            mode="lines",
            line=dict(color=theme.QUIET, width=1.5, dash=_DASH[equal[0]]),
            name=escape_figure(", ".join(reader.name(basis) for basis in equal)),
            hoverinfo="skip",
        )


def _chosen(chart: go.Figure, result: Profit, reader: Reader, *, shared: bool) -> theme.Numbers:
    """The curve of the chosen basis, its falling part in red; gives its heights."""
    curve = result.curve(result.basis)
    x, y = _line(curve, "value_share" if shared else "value")
    places = np.concatenate([[0], curve["rank"].to_numpy()]).astype(np.int32)
    peak = int(np.argmax(y))
    parts = [(slice(0, peak + 1), theme.MAIN, reader.name(result.basis))]
    if result.spread().loss_makers:
        parts.append((slice(peak, None), theme.BAD, reader.word("loss_makers")))
    best = reader.text("profit.chart_hover", customers="%{customdata:,}", share="%{x:.0%}")
    height = "%{y:.1%}" if shared else "%{y:,.0f}"
    for part, colour, name in parts:
        chart.add_scatter(
            x=x[part].astype(np.float32),
            y=y[part].astype(np.float32),
            customdata=places[part],
            mode="lines",
            line=dict(color=colour, width=3),
            name=escape_figure(name),
            hovertemplate=f"{best}<br>{height}<extra></extra>",
        )
    return y


def _line(curve: pl.DataFrame, column: str) -> tuple[theme.Numbers, theme.Numbers]:
    """Customer share and ``column`` of a curve, from nothing on."""
    x, y = (curve[name].to_numpy() for name in ("customer_share", column))
    return np.concatenate([[0.0], x]), np.concatenate([[0.0], y])


def _name_the_whole(
    chart: go.Figure, heights: theme.Numbers, reader: Reader, *, shared: bool
) -> None:
    """Mark where all of it lies, or nothing; the word on that side of the line the curve is not."""
    theme.rule(chart, "y", 1.0 if shared else 0.0)
    above = float(heights.max()) < 1.05 if shared else float(heights[1]) <= 0
    chart.add_annotation(
        text=escape_figure(
            reader.text("profit.chart_all" if shared else "profit.chart_break_even")
        ),
        x=1 if shared else 0,
        y=1.0 if shared else 0.0,
        xref="paper",
        xanchor="right" if shared else "left",
        yanchor="bottom" if above else "top",
        showarrow=False,
        font=dict(color=theme.QUIET, size=12),
    )


def _name_the_few(chart: go.Figure, result: Profit, reader: Reader) -> None:
    """Mark how few make the cutoff, and how high the curve rises."""
    spread = result.spread()
    if spread.customers_for_80 is None or spread.share_for_80 is None or spread.peak is None:
        return
    few = reader.text(
        "profit.chart_vital",
        customers=reader.count(spread.customers_for_80),
        share=reader.share(spread.share_for_80),
        cutoff=reader.share(result.cutoff),
    )
    chart.add_vline(x=spread.share_for_80, line=theme.RULE)
    left = spread.share_for_80 < 0.6
    chart.add_annotation(
        text=escape_figure(few),
        x=spread.share_for_80,
        y=0.06,
        yref="paper",
        xanchor="left" if left else "right",
        xshift=6 if left else -6,
        showarrow=False,
        font=dict(color=theme.QUIET, size=12),
    )
    if spread.loss_makers and spread.peak >= 1.01:
        curve = result.curve(result.basis)
        top = curve.row(int(curve["value_share"].arg_max() or 0), named=True)
        chart.add_annotation(
            text=escape_figure(reader.text("profit.chart_peak", peak=reader.share(spread.peak))),
            x=top["customer_share"],
            y=top["value_share"],
            yanchor="bottom",
            xanchor="right",
            showarrow=False,
            font=dict(color=theme.QUIET, size=12),
        )


def groups_bars(result: Groups, reader: Reader, *, most: int = GROUPS) -> go.Figure:
    """One bar for each of the best groups and of the worst that lose, one for all others.

    What no group caused has a bar of its own, at the bottom.
    """
    top = result.top(most)[::-1]
    values = top[result.basis].to_numpy()
    names = [_group_name(kind, group, reader) for kind, group in top.select("kind", "group").rows()]
    chart = theme.figure(height=90 + _BAR * top.height)
    chart.add_bar(
        x=values,
        y=np.arange(top.height),
        orientation="h",
        marker=dict(color=[_bar_colour(k, v) for k, v in zip(top["kind"], values, strict=True)]),
        hovertext=[
            f"{escape_figure(name)}<br>{escape_figure(reader.figure(result.basis, value))}"
            for name, value in zip(names, values.tolist(), strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name=escape_figure(reader.name(result.basis)),
    )
    theme.scale(chart, "x", values, Unit.MONEY, reader)
    theme.title(chart, "x", reader.name(result.basis))
    _rows(chart, names)
    return chart


def _group_name(kind: str, group: str | None, reader: Reader) -> str:
    if kind == "group":
        return reader.figure("group", group)
    return reader.text(f"profit.chart_{kind}")


def _bar_colour(kind: str, value: float) -> str:
    if value < 0:
        return theme.BAD
    return theme.MAIN if kind == "group" else theme.QUIET


def _rows(chart: go.Figure, names: list[str]) -> None:
    """Name the rows of a chart of horizontal bars or lines, from the bottom up."""
    chart.update_layout(
        yaxis=dict(
            tickmode="array",
            tickvals=list(range(len(names))),
            ticktext=[escape_figure(name) for name in names],
            showgrid=False,
            range=[-0.6, len(names) - 0.4],
        )
    )


def falls_chart(result: Profit, reader: Reader, *, most: int = FALLS) -> go.Figure:
    """A line for each customer who falls furthest: from the place by revenue to that by profit."""
    falls = result.fallen(most)[::-1]
    chart = theme.figure(height=110 + _BAR * max(falls.height, 2), legend=True)
    if falls.is_empty():
        chart.update_layout(xaxis_visible=False, yaxis_visible=False)
        text = escape_figure(reader.text("profit.chart_no_falls"))
        chart.add_annotation(text=text, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
        return chart
    rows = np.arange(falls.height)
    before, after = (falls[c].to_numpy() for c in ("rank_revenue", "rank_profit"))
    gap = np.full(falls.height, np.nan)
    chart.add_scatter(
        x=np.column_stack([before, after, gap]).ravel(),
        y=np.repeat(rows, 3).astype(float),
        mode="lines",
        line=dict(color=theme.QUIET, width=2),
        hoverinfo="skip",
        showlegend=False,
    )
    hovers = [_fall_text(row, reader) for row in falls.iter_rows(named=True)]
    for x, key, colour in (
        (before, "revenue", theme.MAIN),
        (after, "profit", theme.BAD),
    ):
        chart.add_scatter(
            x=x,
            y=rows,
            mode="markers",
            marker=dict(color=colour, size=10),
            name=escape_figure(reader.text(f"profit.chart_by_{key}")),
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.scale(chart, "x", after, Unit.COUNT, reader)
    theme.title(chart, "x", reader.text("profit.chart_place"))
    _rows(chart, [str(name) for name in falls["customer_id"]])
    return chart


def _fall_text(row: dict[str, object], reader: Reader) -> str:
    """What the hover says of one who fell: figures, and the cost line that did it."""
    said = [str(row["customer_id"])]
    keys = ["rank_revenue", "rank_profit", "revenue", "profit"]
    if row["cost_driver"] is not None:
        keys += ["cost_driver", "driver_cost"]
    said += [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(escape_figure(line) for line in said)


def _separators(reader: Reader) -> str:
    """Decimal mark and thousands mark, as Plotly wants them."""
    return ",." if reader.language == "id" else ".,"
