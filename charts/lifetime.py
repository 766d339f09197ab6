"""Pictures of lifetime value: the months ahead, the portfolio, and value against its cost."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.lifetime.standings import ACTIONS
from analytics.lifetime.value import Lifetime
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

POINTS, GROUPS = 1_600, 12
_TOP = 0.98  # of the customers: beyond, points lie on the upper edge
_ROW = 46  # pixels of a group
_COLOURS = dict(zip(ACTIONS, (theme.GOOD, theme.BAD, theme.BLUE, theme.QUIET), strict=True))


def value_path(result: Lifetime, reader: Reader) -> go.Figure:
    """Value added up month by month; the bar at the end is the 90 % interval of the total."""
    path, chart = result.path, theme.figure(height=340)
    x = np.concatenate([[0], path["month_ahead"].to_numpy()])
    y = np.concatenate([[0.0], path["value_so_far"].to_numpy()])
    hover = [
        "<br>".join(
            escape_figure(f"{reader.name(key)}: {reader.figure(key, row[key], compact=True)}")
            for key in ("month_ahead", "value_so_far", "value_ahead", "expected_orders")
        )
        for row in path.iter_rows(named=True)
    ]
    ends = [result.total.total_low, result.total.total_high]
    chart.add_scatter(
        x=[x[-1], x[-1]],
        y=ends,
        mode="lines",
        line=dict(color=theme.QUIET, width=7),
        hovertext=[_ends(result, reader)] * 2,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    chart.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line=dict(color=theme.MAIN, width=3),
        marker=dict(size=7),
        hovertext=["", *hover],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    step = -(-result.months // 12)
    places = list(range(0, result.months + 1, step))
    ticks = dict(
        tickmode="array", tickvals=places, ticktext=[escape_figure(reader.count(m)) for m in places]
    )
    chart.update_layout(xaxis=ticks | dict(range=[0, result.months * 1.03]))
    theme.title(chart, "x", reader.text("lifetime.chart_months"))
    theme.scale(chart, "y", np.concatenate([y, ends]), Unit.MONEY, reader)
    return chart


def portfolio_map(result: Lifetime, reader: Reader) -> go.Figure:
    """Customers by the chance of being alive and the value if they are; a colour for each action.

    Of many customers the most valuable are drawn, and every so many of the others. The few who lie
    beyond the picture stand on its upper edge.
    """
    people = result.customers.sort("value_if_alive", "customer_id", descending=[True, False])
    few = people.head(POINTS // 4)
    step = max(1, -(-people.height // POINTS))
    shown = pl.concat([few, people.slice(few.height).gather_every(step)])
    edge = float(people["value_if_alive"].quantile(_TOP) or 0.0)
    edge = edge if edge > 0 else float(people["value_if_alive"].max() or 0.0)  # type: ignore[arg-type]
    chart = theme.figure(height=440, legend=True)
    chart.update_layout(legend_itemsizing="constant")  # points are small, their names not
    for action in ACTIONS:
        part = shown.filter(action=action)
        if part.is_empty():
            continue
        chart.add_scatter(
            x=part["alive"].to_numpy().astype(np.float32),
            y=part["value_if_alive"].clip(upper_bound=edge).to_numpy().astype(np.float32),
            mode="markers",
            marker=dict(color=_COLOURS[action], size=6, opacity=0.55),
            name=escape_figure(reader.word(action)),
            hovertext=[_customer(row, reader) for row in part.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.scale(chart, "x", [0.0, 1.0], Unit.SHARE, reader)
    chart.update_layout(xaxis=dict(range=[-0.02, 1.02]))
    least = float(shown["value_if_alive"].min() or 0.0)  # type: ignore[arg-type]
    theme.scale(chart, "y", [max(least, -edge), edge], Unit.MONEY, reader)
    theme.title(chart, "x", reader.name("alive"))
    theme.title(chart, "y", reader.name("value_if_alive"))
    theme.rule(chart, "x", 0.5)
    theme.rule(chart, "y", float(people["value_if_alive"].mean() or 0.0))  # type: ignore[arg-type]
    return chart


def origin_bars(result: Lifetime, reader: Reader, dimension: str = "cohort") -> go.Figure:
    """Of the groups of a dimension: margin so far and value ahead of a customer, and the cost."""
    rows = result.groups.filter(dimension=dimension).head(GROUPS)[::-1]
    chart = theme.figure(height=130 + _ROW * rows.height, legend=True)
    at = np.arange(rows.height).astype(float)
    columns = ["margin_per_customer", "value_per_customer"]
    for column, colour in zip(columns, (theme.SKY, theme.MAIN), strict=True):
        chart.add_bar(
            x=rows[column].to_numpy(),
            y=at,
            orientation="h",
            marker=dict(color=colour, line=dict(width=0)),
            name=escape_figure(reader.name(column)),
            hovertext=[_group(row, reader) for row in rows.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    cost = rows["cost_per_customer"].cast(pl.Float64)
    if cost.drop_nulls().len():
        chart.add_scatter(
            x=cost.to_numpy(),
            y=at,
            mode="markers",
            marker=dict(color=theme.BAD, size=11),
            name=escape_figure(reader.name("cost_per_customer")),
            hoverinfo="skip",
        )
    chart.update_layout(barmode="relative")
    ends = np.concatenate([_stack(rows, columns), cost.fill_null(0.0).to_numpy()])
    theme.scale(chart, "x", ends, Unit.MONEY, reader)
    theme.title(chart, "x", reader.text("lifetime.chart_per_customer"))
    theme.rows(chart, [_named(row["group"], dimension, reader) for row in rows.to_dicts()])
    return chart


def _stack(rows: pl.DataFrame, columns: list[str]) -> theme.Numbers:
    """Where stacked bars end, on either side of 0."""
    parts = [rows[column].to_numpy() for column in columns]
    above = np.sum([np.clip(part, 0, None) for part in parts], axis=0)
    below = np.sum([np.clip(part, None, 0) for part in parts], axis=0)
    return np.concatenate([above, below])


def _named(group: str | None, dimension: str, reader: Reader) -> str:
    return reader.figure("segment" if dimension == "segment" and group else "group", group)


def _ends(result: Lifetime, reader: Reader) -> str:
    keys = ("total_value_low", "total_value_high")
    summary = result.summary()
    said = [f"{reader.name(k)}: {reader.figure(k, summary[k], compact=True)}" for k in keys]
    return "<br>".join(escape_figure(line) for line in said)


def _customer(row: dict[str, object], reader: Reader) -> str:
    keys = ("alive", "value_if_alive", "value_ahead")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key], compact=True)}" for key in keys]
    return "<br>".join(escape_figure(line) for line in (str(row["customer_id"]), *said))


def _group(row: dict[str, object], reader: Reader) -> str:
    keys = ("customers", "margin_per_customer", "value_per_customer", "cost_per_customer")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key], compact=True)}" for key in keys]
    name = _named(str(row["group"]), str(row["dimension"]), reader)
    return "<br>".join(escape_figure(line) for line in (name, *said))
