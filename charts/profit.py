"""Pictures of profitability: the whale curve, and those who fall."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.bases import BASES, COST_LINES
from analytics.profit import Profit
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

FALLS, LINES = 12, 6  # customers shown, and cost lines with a colour of their own
_CAP = 2.5  # of its revenue: a bar that takes more runs out of the picture
_STEEP = 3.0  # times the chosen curve: one that rises higher would flatten it
_POINTS = 700  # of each part of the chosen curve: one for each pixel or two of a wide screen
_BESIDE = 300  # points of a curve that stands beside the chosen one
_DASH = {"revenue": "dot", "gross_margin": "dash", "contribution": "dashdot", "profit": "solid"}
_LEFT = 88  # pixels of the column that says what is left
_ROW = 26  # pixels a horizontal bar takes


def whale_curve(result: Profit, reader: Reader) -> go.Figure:
    """The running share of the chosen basis, best customers first, the other bases beside it.

    x is the share of customers, and each point of the chosen curve carries its number of
    customers. Red: from the peak on, customers who lose money. Where the total is 0 or less,
    shares mean nothing and the running money is drawn alone.
    """
    shared = result.spread().total > 0
    chart = theme.figure(height=420, legend=True)
    chart.update_layout(dragmode="select", selectdirection="h", separators=_separators(reader))
    beside = _beside(chart, result, reader) if shared else []
    heights = np.concatenate([*beside, _chosen(chart, result, reader, shared=shared)])
    theme.scale(chart, "x", [0.0, 1.0], Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("profit.chart_customers"))
    theme.scale(chart, "y", heights, Unit.SHARE if shared else Unit.MONEY, reader, room=0.08)
    theme.title(chart, "y", reader.text("profit.chart_running"))
    theme.rule(chart, "y", 1.0 if shared else 0.0)
    _name_the_few(chart, result, reader)
    return chart


def _beside(chart: go.Figure, result: Profit, reader: Reader) -> list[theme.Numbers]:
    """The curves of the other bases, quiet; equal ones as one. Gives their heights.

    Of one so steep that it would flatten the chosen one the legend says how high it rises.
    """
    seen: dict[bytes, list[str]] = {}
    drawn: list[theme.Numbers] = []
    room = _STEEP * max(1.0, result.spread().peak or 1.0)
    for basis in (b for b in BASES if b != result.basis and result.spread(b).total > 0):
        seen.setdefault(result.curve(basis)["value_share"].to_numpy().tobytes(), []).append(basis)
    for equal in seen.values():
        x, y = _line(result.curve(equal[0]), "value_share")
        names, peak = ", ".join(reader.name(basis) for basis in equal), float(y.max())
        if peak > room:
            steep = reader.text("profit.chart_steep", basis=names, peak=reader.share(peak))
            x, y, names = np.array([np.nan]), np.array([np.nan]), steep
        else:
            drawn.append(y)
        kept = theme.thin(x, y, _BESIDE)
        chart.add_scatter(
            x=x[kept].astype(np.float32),
            y=y[kept].astype(np.float32),
            mode="lines",
            line=dict(color=theme.QUIET, width=1.5, dash=_DASH[equal[0]]),
            name=escape_figure(names),
            hoverinfo="skip",
        )
    return drawn


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
        kept = theme.thin(x[part], y[part], _POINTS)
        chart.add_scatter(
            x=x[part][kept].astype(np.float32),
            y=y[part][kept].astype(np.float32),
            customdata=places[part][kept],
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
    theme.rule(chart, "x", spread.share_for_80)
    left = spread.share_for_80 < 0.6
    chart.add_annotation(
        text="<br>".join(escape_figure(line) for line in few.split("\n")),
        align="left" if left else "right",
        x=spread.share_for_80,
        y=0.06,
        yref="paper",
        xanchor="left" if left else "right",
        xshift=6 if left else -6,
        showarrow=False,
        font=dict(size=12),
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
            font=dict(size=12),
        )


def falls_chart(result: Profit, reader: Reader, *, most: int = FALLS) -> go.Figure:
    """What eats the revenue of those who fall furthest, beside all customers together.

    A bar for each: its costs as shares of its own revenue, by cost line; beyond the dotted line
    nothing is left. Its name says the place by revenue and the place by profit, the figure to its
    right what remains.
    """
    falls = result.fallen(most).filter(pl.col("revenue") > 0)
    chart = theme.figure(height=150 + _ROW * (falls.height + 1), legend=True)
    if falls.is_empty():
        return theme.empty(chart, reader.text("profit.chart_no_falls"))
    bars = [None, *falls["customer_id"]][::-1]  # all customers on top
    shares = _shares(result.costs, bars)
    for name, colour, values in _by_cost(shares, reader):
        chart.add_bar(
            x=values,
            y=np.arange(len(bars)),
            orientation="h",
            marker=dict(color=colour, line=dict(width=0)),
            name=escape_figure(name),
            hovertext=[f"{escape_figure(name)}: {reader.share(v)}" for v in values.tolist()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    taken = np.sum([np.clip(values, 0, None) for values in shares.values()], axis=0)
    most_taken = min(max(1.0, float(taken.max())), _CAP)
    _name_what_is_left(chart, result, falls, reader)
    chart.update_layout(barmode="relative")
    theme.rows(chart, [reader.text("profit.chart_usual"), *_places(falls, reader)][::-1])
    least = min(float(values.min()) for values in shares.values())
    theme.scale(chart, "x", [max(least, -1.0), most_taken], Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("profit.chart_eaten"))
    theme.rule(chart, "x", 1.0)
    return chart


def _shares(costs: pl.DataFrame, bars: list[str | None]) -> dict[str, theme.Numbers]:
    """Each cost line as a share of revenue, for each bar; in the order of the lines."""
    found = {(row["customer_id"], row["cost"]): row["share"] for row in costs.to_dicts()}
    lines = [line for line in COST_LINES if any((bar, line) in found for bar in bars)]
    return {
        line: np.array([found.get((bar, line)) or 0.0 for bar in bars], dtype=float)
        for line in lines
    }


def _by_cost(
    shares: dict[str, theme.Numbers], reader: Reader
) -> list[tuple[str, str, theme.Numbers]]:
    """Name, colour and shares of the cost lines that weigh most; the small ones added up."""
    heavy = sorted(shares, key=lambda line: (-float(np.abs(shares[line]).sum()), line))[:LINES]
    lines = [line for line in shares if line in heavy]
    colours = theme.colours(lines)
    series = [(reader.name(line), colours[line], shares[line]) for line in lines]
    if len(shares) > len(lines):
        rest = np.sum([shares[line] for line in shares if line not in heavy], axis=0)
        series.append((reader.text("profit.chart_other_costs"), theme.QUIET, rest))
    return series


def _name_what_is_left(
    chart: go.Figure, result: Profit, falls: pl.DataFrame, reader: Reader
) -> None:
    """The profit of each bar, in a column to the right: wherever it ends, there is room."""
    profits = [result.spread("profit").total, *falls["profit"]][::-1]
    theme.beside(chart, map(reader.compact_money, profits), room=_LEFT)


def _places(falls: pl.DataFrame, reader: Reader) -> list[str]:
    """Who fell, from which place to which."""
    return [
        reader.text(
            "profit.chart_fall",
            customer_id=row["customer_id"],
            rank_revenue=reader.count(row["rank_revenue"]),
            rank_profit=reader.count(row["rank_profit"]),
        )
        for row in falls.iter_rows(named=True)
    ]


def _separators(reader: Reader) -> str:
    """Decimal mark and thousands mark, as Plotly wants them."""
    return ",." if reader.language == "id" else ".,"
