"""Pictures of migration: flows, the matrix, month by month, and the months ahead."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.migration import Migration
from analytics.standings import LAPSED
from charts import heat_map, theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW = 40  # pixels of a row of the matrix
_PALE = {
    "up": "0,158,115,0.45",
    "same": "112,124,137,0.18",
    "down": "213,94,0,0.45",
    "joined": "86,180,233,0.45",
}
_PAD = 12  # pixels between two segments of the flows
_LINES = 8  # segments drawn over the months ahead: as many as there are colours
_SMALLEST = 0.003  # of all customers: a thinner flow is not drawn


def flows(result: Migration, reader: Reader) -> go.Figure:
    """Customers flowing from the segment of the first date to that of the second.

    Green went up, orange went down, grey stayed, blue joined; thin flows are left out.
    """
    least = _SMALLEST * result.customers.height
    kept = result.matrix.filter(pl.col("customers") >= least)
    left = [n for n in (*result.names, None) if n in kept["from_segment"].to_list()]
    right = [n for n in result.names if n in kept["to_segment"].to_list()]
    labels = [_label(result, n, "from", reader) for n in left]
    labels += [_label(result, n, "to", reader) for n in right]
    height = 140 + 38 * max(len(left), len(right))
    chart = theme.figure(height=height)
    sides = [_heads_of(kept, "from_segment", left), _heads_of(kept, "to_segment", right)]
    chart.add_sankey(
        textfont=theme.ON_FLOWS,
        arrangement="snap",
        node=dict(
            label=labels,
            color=theme.QUIET,
            pad=_PAD,
            thickness=14,
            hoverinfo="skip",
            x=[1e-3] * len(left) + [1 - 1e-3] * len(right),
            y=_middles(sides, height),
        ),
        link=dict(
            source=[left.index(n) for n in kept["from_segment"]],
            target=[len(left) + right.index(n) for n in kept["to_segment"]],
            value=kept["customers"].to_list(),
            color=[f"rgba({_PALE[move]})" for move in kept["move"]],
            customdata=[_hover(row, reader) for row in kept.iter_rows(named=True)],
            hovertemplate="%{customdata}<extra></extra>",
        ),
    )
    return chart


def _heads_of(kept: pl.DataFrame, column: str, names: Sequence[str | None]) -> list[int]:
    """Heads of each segment that flow on one side of the picture, in the order of ``names``."""
    return [
        int(kept.filter(pl.col(column).eq_missing(pl.lit(name)))["customers"].sum())
        for name in names
    ]


def _middles(sides: list[list[int]], height: int) -> list[float]:
    """The middle of each node, 0 at the top to 1: best first on both sides, none upon another.

    Left to itself Plotly orders nodes so that few flows cross, each side in another order.
    """
    room = height - 24  # less the margins of ``theme.figure``
    scale = min((room - _PAD * (len(side) - 1)) / max(sum(side), 1) for side in sides)
    places: list[float] = []
    for side in sides:
        top = 0.0
        for heads in side:
            places.append(max((top + heads * scale / 2) / room, 1e-3))
            top += heads * scale + _PAD
    return places


def move_matrix(result: Migration, reader: Reader, measure: str = "customers") -> go.Figure:
    """From the row's segment to the column's: heads, or their profit (``profit_before``, ...).

    The darker a cell, the larger its share of the heads of its row.
    """
    rows = [n for n in (*result.names, None) if n in result.matrix["from_segment"].to_list()]
    columns = [n for n in result.names if n in result.matrix["to_segment"].to_list()]
    size = len(rows), len(columns)
    shares, texts = np.full(size, np.nan), np.full(size, "", dtype=object)
    for row in result.matrix.iter_rows(named=True):
        at = rows.index(row["from_segment"]), columns.index(row["to_segment"])
        shares[at] = row["head_share"]
        text = reader.figure(measure, row[measure], compact=measure != "customers")
        texts[at] = escape_figure(text)
    chart = theme.figure(height=120 + _ROW * len(rows))
    hovers = _cell_hovers(result, rows, columns, reader)
    ends = 0.0, float(np.nanmax(shares, initial=0.1))
    heat_map.cells(chart, shares, ends, texts=texts, hovers=hovers)
    theme.names(chart, "x", [_segment(n, reader) for n in columns])
    theme.names(chart, "y", [_segment(n, reader) for n in rows])
    theme.title(chart, "x", reader.text("migration.chart_to", day=reader.date(result.to_day)))
    theme.title(chart, "y", reader.text("migration.chart_from", day=reader.date(result.from_day)))
    chart.update_layout(yaxis=dict(autorange="reversed", showgrid=False))
    theme.keep_width(chart, 160 + 52 * len(columns))
    return chart


def moves_by_month(result: Migration, reader: Reader) -> go.Figure:
    """Heads that moved up (above 0) and down (below) since the end of the month before."""
    rows = result.months
    chart = theme.figure(height=320, legend=True)
    sides = (("moved_up", 1, theme.GREEN), ("moved_down", -1, theme.RED))
    for key, sign, colour in sides:
        chart.add_bar(
            x=np.arange(rows.height),
            y=sign * rows[key].to_numpy(),
            marker=dict(color=colour),
            name=escape_figure(reader.name(key)),
            hovertext=[_month_hover(row, reader) for row in rows.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    chart.update_layout(barmode="relative")
    theme.months(chart, "x", rows["month"].to_list(), reader)
    ends = np.concatenate([-rows["moved_down"].to_numpy(), rows["moved_up"].to_numpy()])
    theme.scale(chart, "y", ends, Unit.COUNT, reader)
    theme.title(chart, "y", reader.name("customers"))
    return chart


def heads_ahead(result: Migration, reader: Reader) -> go.Figure:
    """Heads of the largest segments over the months ahead, with a 90 % interval as a bar.

    Who has lapsed is left out: they are many, and beside them nothing else could be told apart.
    Nothing but a word where the months are too few for a forecast.
    """
    frame = result.ahead.forecast.filter(pl.col("segment") != LAPSED)
    chart = theme.figure(height=420, legend=True)
    if frame.is_empty():
        return theme.empty(chart, reader.text("migration.chart_no_forecast"))
    months = frame["month"].unique().sort()
    largest = frame.group_by("segment").agg(pl.col("customers_mean").max())
    largest = largest.sort("customers_mean", "segment", descending=[True, False])
    drawn = [n for n in result.names if n in largest["segment"].head(_LINES).to_list()]
    colours = theme.colours(drawn)
    for place, name in enumerate(drawn):
        part = frame.filter(segment=name).sort("month")
        x = np.arange(len(months)) + (place - len(drawn) / 2) * 0.05
        mean, low, high = (
            part[c].to_numpy() for c in ("customers_mean", "customers_low", "customers_high")
        )
        gap = np.full(len(x), np.nan)
        chart.add_scatter(
            x=np.column_stack([x, x, gap]).ravel(),
            y=np.column_stack([low, high, gap]).ravel(),
            mode="lines",
            line=dict(color=colours[name], width=3),
            opacity=0.45,
            showlegend=False,
            hoverinfo="skip",
        )
        chart.add_scatter(
            x=x,
            y=mean,
            mode="lines+markers",
            line=dict(color=colours[name], width=2),
            marker=dict(color=colours[name], size=7),
            name=escape_figure(_segment(name, reader)),
            hovertext=[_ahead_hover(row, reader) for row in part.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.months(chart, "x", months.to_list(), reader)
    highest = frame.filter(pl.col("segment").is_in(drawn))["customers_high"]
    theme.scale(chart, "y", highest.to_numpy(), Unit.COUNT, reader)
    theme.title(chart, "y", reader.name("customers"))
    return chart


def _segment(name: str | None, reader: Reader) -> str:
    return reader.text("migration.not_yet") if name is None else reader.figure("segment", name)


def _label(result: Migration, name: str | None, side: str, reader: Reader) -> str:
    heads = result.customers.filter(pl.col(f"{side}_segment").eq_missing(pl.lit(name))).height
    return escape_figure(f"{_segment(name, reader)} · {reader.count(heads)}")


def _hover(row: dict[str, object], reader: Reader) -> str:
    way = " → ".join(_segment(_name(row[f"{side}_segment"]), reader) for side in ("from", "to"))
    keys = ("customers", "head_share", "profit_before", "profit_after")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(escape_figure(line) for line in (way, *said))


def _name(value: object) -> str | None:
    return None if value is None else str(value)


def _cell_hovers(
    result: Migration, rows: list[str | None], columns: list[str], reader: Reader
) -> list[list[str]]:
    cells = {
        (row["from_segment"], row["to_segment"]): _hover(row, reader)
        for row in result.matrix.iter_rows(named=True)
    }
    return [[cells.get((before, after), "") for after in columns] for before in rows]


def _month_hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("moved_up", "moved_down", "joined", "stayed")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(
        escape_figure(line) for line in (reader.figure("month", row["month"]), *said)
    )


def _ahead_hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("customers_mean", "customers_low", "customers_high", "profit_mean")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    name = _segment(_name(row["segment"]), reader)
    return "<br>".join(escape_figure(line) for line in (name, *said))
