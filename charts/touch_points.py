"""Pictures of contacts: by month, by day and hour, by group, and what answers would save."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.touch_points import TouchPoints
from charts import heat_map, theme
from words import Reader, escape_figure
from words.figures import Unit

COLOURED, MONTHS, BARS = 6, 36, 12
_ROW = 30
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def volume_bars(result: TouchPoints, reader: Reader) -> go.Figure:
    """Contacts of each month, the busiest touch points in a colour each, the rest together."""
    rows = result.months
    months = theme.every_month(rows["month"])[-MONTHS:]
    sizes = rows.group_by("touch_point").agg(pl.col("contacts").sum())
    named = sizes.sort("contacts", "touch_point", descending=[True, False], nulls_last=True)
    first = named["touch_point"].head(COLOURED).to_list()
    names: list[str | None] = [*first]
    rest = [name for name in named["touch_point"] if name not in first]
    chart = theme.figure(height=380, legend=True)
    x, tallest = np.arange(len(months)), np.zeros(len(months))
    for place, group in enumerate([*([name] for name in names), *([rest] if rest else [])]):
        own = rows.filter(pl.col("touch_point").is_in(group, nulls_equal=True))
        sums = dict(own.group_by("month").agg(pl.col("contacts").sum()).iter_rows())
        values = np.array([float(sums.get(month, 0)) for month in months])
        tallest += values
        called = (
            reader.figure("touch_point", group[0])
            if place < len(names)
            else reader.text("touch_points.others")
        )
        chart.add_bar(
            x=x,
            y=values,
            name=escape_figure(called),
            marker=dict(
                color=theme.PALETTE[place] if place < len(names) else theme.GREY,
                line=dict(width=0),
            ),
            hovertext=[
                _said(reader, (reader.month(month), called), contacts=value)
                for month, value in zip(months, values.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    chart.update_layout(barmode="relative")
    theme.months(chart, "x", months, reader)
    theme.scale(chart, "y", tallest, Unit.COUNT, reader)
    theme.title(chart, "y", reader.name("contacts"))
    return chart


def hour_cells(result: TouchPoints, reader: Reader) -> go.Figure:
    """Contacts by day of the week, from top to bottom, and hour, from left to right."""
    values = np.zeros((7, 24))
    for day, hour, contacts in result.hours.iter_rows():
        values[day - 1, hour] = contacts
    used = np.flatnonzero(values.sum(axis=0))
    hours = np.arange(used[0], used[-1] + 1) if len(used) else np.arange(24)
    chart = theme.figure(height=290)
    shown = values[:, hours]
    texts = [[escape_figure(reader.count(v)) if v else "" for v in row] for row in shown.tolist()]
    hovers = [
        [
            _said(reader, (f"{reader.word(day)} {hour:02}:00",), contacts=values[n, hour])
            for hour in hours.tolist()
        ]
        for n, day in enumerate(_DAYS)
    ]
    most = float(values.max()) or 1.0
    heat_map.cells(chart, shown, (0.0, most), texts=texts, hovers=hovers, many=True)
    theme.names(chart, "x", [f"{hour:02}" for hour in hours.tolist()])
    theme.names(chart, "y", [reader.word(day) for day in _DAYS])
    theme.title(chart, "x", reader.name("hour"))
    ends = dict(range=[6.5, -0.5], showgrid=False)
    chart.update_layout(yaxis=ends, xaxis=dict(range=[-0.5, len(hours) - 0.5]))
    theme.keep_width(chart, 100 + 30 * len(hours))
    return chart


def group_bars(result: TouchPoints, reader: Reader) -> go.Figure:
    """What the contacts of each group cost, the dearest on top."""
    key = result.key
    rows = result.groups.sort("contacts_cost", "group", descending=[True, False], nulls_last=True)
    rows = rows.head(BARS).reverse()
    names = [reader.figure(key, name) for name in rows["group"]]
    keys = ("contacts", "cost_per_contact", "satisfaction")
    hovers = [
        _said(reader, (name,), **{k: row[k] for k in ("contacts_cost", *keys)})
        for name, row in zip(names, rows.iter_rows(named=True), strict=True)
    ]
    chart = _lying(names, rows["contacts_cost"].to_numpy(), hovers, reader)
    theme.title(chart, "x", reader.name("contacts_cost"))
    return chart


def faq_bars(result: TouchPoints, reader: Reader) -> go.Figure:
    """What a page of answers to each of the first topics would save in a year."""
    rows = result.faq.filter(pl.col("savings_year") > 0).head(BARS).reverse()
    if rows.is_empty():
        return theme.empty(theme.figure(height=160), reader.text("touch_points.faq_none"))
    keys = ("savings_year", "contacts", "cost_per_contact", "simple_share")
    hovers = [
        _said(reader, (reader.figure("topic", row["topic"]),), **{k: row[k] for k in keys})
        for row in rows.iter_rows(named=True)
    ]
    chart = _lying(
        [reader.figure("topic", name) for name in rows["topic"]],
        rows["savings_year"].to_numpy(),
        hovers,
        reader,
    )
    theme.title(chart, "x", reader.name("savings_year"))
    return chart


def _lying(names: list[str], values: theme.Numbers, hovers: list[str], reader: Reader) -> go.Figure:
    """Lying bars of money, named from the bottom up."""
    chart = theme.figure(height=90 + _ROW * max(len(names), 1))
    chart.add_bar(
        x=values,
        y=np.arange(len(names)),
        orientation="h",
        marker=dict(color=theme.MAIN, line=dict(width=0)),
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.rows(chart, names)
    theme.scale(chart, "x", values, Unit.MONEY, reader)
    return chart


def _said(reader: Reader, heads: tuple[str, ...], **figures: object) -> str:
    lines = [*heads, *(f"{reader.name(k)}: {reader.figure(k, v)}" for k, v in figures.items())]
    return "<br>".join(escape_figure(line) for line in lines)
