"""Pictures of what is bought next: the days between, and the steps as flows."""

import plotly.graph_objects as go
import polars as pl

from analytics.sequences import Sequences
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit

STEPS, FLOWS = 15, 20
_ROW, _LONG = 34, 34  # pixels of a step, letters of a name


def step_days(result: Sequences, reader: Reader) -> go.Figure:
    """A point and the middle half of the days for each of the surest steps.

    Those that have an order; where none has, the others, in grey.
    """
    rows = _surest(result, STEPS)[::-1]
    if rows.is_empty():
        return theme.empty(theme.figure(height=160), reader.text("sequences.chart_none"))
    low, middle, high = (rows[c].to_numpy() for c in ("gap_low", "gap_days", "gap_high"))
    chart = theme.figure(height=110 + _ROW * rows.height)
    colours = [theme.MAIN if o else theme.QUIET for o in rows["ordered"]]
    hover = [_hover(row, reader) for row in rows.iter_rows(named=True)]
    line = (theme.SKY, 6)
    intervals.points(chart, (low, high), middle, colours=colours, hover=hover, size=12, line=line)
    theme.scale(chart, "x", high, Unit.DAYS, reader)
    theme.title(chart, "x", reader.text("sequences.chart_days"))
    theme.rows(chart, [_arrow(row, reader) for row in rows.iter_rows(named=True)])
    return chart


def step_flows(result: Sequences, reader: Reader) -> go.Figure:
    """The surest steps as flows from an item to the next; wider is more often."""
    rows = _surest(result, FLOWS)
    if rows.is_empty():
        return theme.empty(theme.figure(height=160), reader.text("sequences.chart_none"))
    left = rows["item"].unique(maintain_order=True).to_list()
    right = rows["next_item"].unique(maintain_order=True).to_list()
    chart = theme.figure(height=120 + 34 * max(len(left), len(right)))
    chart.add_sankey(
        textfont=theme.ON_FLOWS,
        node=dict(
            label=[escape_figure(_short(name)) for name in (*left, *right)],
            color=theme.QUIET,
            pad=12,
            thickness=14,
            hoverinfo="skip",
        ),
        link=dict(
            source=[left.index(name) for name in rows["item"]],
            target=[len(left) + right.index(name) for name in rows["next_item"]],
            value=rows["step_count"].to_list(),
            color=["rgba(86,180,233,0.45)"] * rows.height,
            customdata=[_hover(row, reader) for row in rows.iter_rows(named=True)],
            hovertemplate="%{customdata}<extra></extra>",
        ),
    )
    return chart


def _surest(result: Sequences, most: int) -> pl.DataFrame:
    ordered = result.steps.filter("ordered")
    return (result.steps if ordered.is_empty() else ordered).head(most)


def _arrow(row: dict[str, object], reader: Reader) -> str:
    names = {key: _short(str(row[key])) for key in ("item", "next_item")}
    return reader.text("sequences.arrow", **names)


def _hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("step_count", "confidence", "lift", "gap_low", "gap_days", "gap_high")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    names = {key: str(row[key]) for key in ("item", "next_item")}
    head = reader.text("sequences.arrow", **names)
    return "<br>".join(escape_figure(line) for line in (head, *said))


def _short(name: str) -> str:
    return name if len(name) <= _LONG else name[: _LONG - 1].rstrip() + "…"
