"""Pictures of retention: the cohorts cell by cell, and the curves of their groups."""

from datetime import date
from math import floor, log10

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.retention import Retention
from charts import heat_map, theme
from words import Reader, escape_figure
from words.figures import FIGURES, Unit

COHORTS, AGES, GROUPS = 24, 24, 6  # drawn: the newest cohorts, the first months, the largest groups
_BANDS = 2  # groups up to which each has its band: more would hide each other
_ROW = 24  # pixels of a cohort
_LOW = 330  # pixels of the lowest map: the axis has its name beside it
_ROOMY = 16  # months up to which a cell has room for money with its sign
_SIGNED = [[0.0, "#F0A884"], [0.5, "#F7FAFC"], [1.0, theme.SEQUENTIAL[4]]]


def cohort_cells(
    result: Retention, reader: Reader, *, measure: str = "share", group: str | None = None
) -> go.Figure:
    """Cohorts from top to bottom, months since the first order from left to right.

    Of all customers, or of one ``group``.

    Hatched: the month is not over. The month of the first order, which has everyone, does not set
    the colours of shares and heads.
    """
    cells = result.together() if group is None else result.cells.filter(group=group)
    kept = cells["cohort"].unique().sort().tail(COHORTS).to_list()
    cells = cells.filter(pl.col("cohort").is_in(kept), pl.col("age") < AGES)
    ages = int(cells["age"].max() or 0) + 1  # type: ignore[arg-type]
    values = np.full((len(kept), ages), np.nan)
    hovers = np.full((len(kept), ages), "", dtype=object)
    for row in cells.iter_rows(named=True):
        values[kept.index(row["cohort"]), row["age"]] = row[measure]
        hovers[kept.index(row["cohort"]), row["age"]] = _hover(row, reader, measure)
    chart = theme.figure(height=max(_LOW, 110 + _ROW * len(kept)))
    low, high = _ends(values, measure)
    heat_map.cells(
        chart,
        values,
        (low, high),
        texts=_texts(values, measure, reader),
        hovers=hovers,
        shades=_SIGNED if low < 0 else None,
        many=True,
    )
    _hatch(chart, cells.filter(~pl.col("complete")), kept)
    theme.names(chart, "x", [reader.count(age) for age in range(ages)])
    theme.names(chart, "y", _rows(cells, kept, reader))
    theme.title(chart, "x", _below(values, measure, reader))
    theme.title(chart, "y", reader.text("retention.chart_cohort"))
    ends = dict(range=[len(kept) - 0.5, -0.5], showgrid=False)
    chart.update_layout(yaxis=ends, xaxis=dict(range=[-0.5, ages - 0.5]))
    theme.keep_width(chart, 150 + 28 * ages)
    return chart


def kept_curves(result: Retention, reader: Reader, *, key: str = "group") -> go.Figure:
    """The share that orders so many months on; one line a group, with a 95 % band if they are few.

    ``key`` says how groups are written: as texts of the data, or as segments.
    """
    chart = _curves(result, reader, "share", Unit.SHARE, key=key)
    theme.title(chart, "y", reader.text("retention.chart_share"))
    return chart


def margin_curves(result: Retention, reader: Reader, *, key: str = "group") -> go.Figure:
    """What a customer won has brought up to so many months on, on average; one line a group."""
    chart = _curves(result, reader, "cumulative_margin", Unit.MONEY, key=key)
    theme.title(chart, "y", reader.name("cumulative_margin"))
    return chart


def _ends(values: theme.Numbers, measure: str) -> tuple[float, float]:
    """What the lightest and the darkest colour stand for."""
    told = values[:, 1:] if measure in {"share", "heads"} and values.shape[1] > 1 else values
    high = float(np.nanmax(told, initial=0.0)) or 1.0
    low = float(np.nanmin(told, initial=0.0))
    return (-max(high, -low), max(high, -low)) if low < 0 else (0.0, high)


def _texts(values: theme.Numbers, measure: str, reader: Reader) -> list[list[str]]:
    """Each cell in short; money of many months in thousands or millions, as is said below."""
    step = _step(values, measure)

    def said(value: float) -> str:
        if np.isnan(value):
            return ""
        if step:
            return reader.number(value / step + 0.0, decimals=0)
        return escape_figure(reader.figure(measure, value, compact=True))

    return [[said(value) for value in row] for row in values.tolist()]


def _step(values: theme.Numbers, measure: str) -> float | None:
    """What 1 in a cell stands for, so that the largest has two to four digits; None: itself."""
    if values.shape[1] <= _ROOMY or FIGURES[measure] is not Unit.MONEY:
        return None
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    return 1000.0 ** max(0, floor((log10(largest) - 1) / 3)) if largest >= 1 else 1.0


def _below(values: theme.Numbers, measure: str, reader: Reader) -> str:
    """What the columns are, and where the cells have no unit, what theirs is."""
    step, said = _step(values, measure), reader.text("retention.chart_age")
    if step is None:
        return said
    unit = reader.text("retention.chart_unit", unit=reader.compact_money(step))
    return f"{said} · {unit}"


def _hatch(chart: go.Figure, cells: pl.DataFrame, cohorts: list[date]) -> None:
    """Draw slanted lines over cells whose month is not over."""
    x: list[float] = []
    y: list[float] = []
    for cohort, age in cells.select("cohort", "age").iter_rows():
        row = cohorts.index(cohort)
        for x0, y0, x1, y1 in ((-0.5, 0, 0, 0.5), (-0.5, -0.5, 0.5, 0.5), (0, -0.5, 0.5, 0)):
            x += [age + x0, age + x1, np.nan]
            y += [row - y0, row - y1, np.nan]
    if x:
        chart.add_scatter(
            x=np.array(x),
            y=np.array(y),
            mode="lines",
            line=dict(color=theme.QUIET, width=1),
            hoverinfo="skip",
        )


def _rows(cells: pl.DataFrame, cohorts: list[date], reader: Reader) -> list[str]:
    """The month of each cohort and how many customers it won; a star where it is in no mean."""
    first = cells.filter(pl.col("age") == 0).sort("cohort")
    counted = set(cells.filter("counted")["cohort"])
    return [
        f"{reader.month(month)} · {reader.count(size)}{'' if month in counted else ' *'}"
        for month, size in zip(cohorts, first["customers"], strict=True)
    ]


def _hover(row: dict[str, object], reader: Reader, measure: str) -> str:
    keys = dict.fromkeys(("cohort", "month", "customers", "heads", "share", measure))
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    if not row["complete"]:
        said.append(reader.text("retention.chart_open"))
    return "<br>".join(escape_figure(line) for line in said)


def _curves(result: Retention, reader: Reader, column: str, unit: Unit, *, key: str) -> go.Figure:
    """One line a group, the largest ones; a band where the column has an interval."""
    several = result.curve["group"].n_unique() > 1
    chart = theme.figure(height=360, legend=several)
    names = _largest(result)
    if not names:
        return theme.empty(chart, reader.text("retention.chart_short"))
    tallest: list[float] = []
    for place, name in enumerate(names):
        part = result.curve.filter(pl.col("group").eq_missing(name)).sort("age")
        part = part.filter(pl.col("age") > 0) if column == "share" else part
        colour = theme.PALETTE[place]
        x, y = part["age"].to_numpy(), part[column].to_numpy()
        if f"{column}_high" in part.columns and len(names) <= _BANDS:
            low, high = (part[f"{column}_{end}"].to_numpy() for end in ("low", "high"))
            _band(chart, x, (low, high), colour)
            tallest += high.tolist()
        tallest += y.tolist()
        chart.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            line=dict(color=colour, width=2),
            marker=dict(color=colour, size=6),
            name=escape_figure(reader.figure(key, name)),
            showlegend=several,
            hovertext=[_point(row, reader, column, key) for row in part.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    last = int(result.curve["age"].max() or 1)  # type: ignore[arg-type]
    theme.scale(chart, "x", [0.0, float(last)], Unit.COUNT, reader)
    theme.scale(chart, "y", tallest, unit, reader)
    theme.title(chart, "x", reader.text("retention.chart_age"))
    return chart


def _largest(result: Retention) -> list[str | None]:
    """The groups with a curve that won most customers, by size and then by name."""
    sizes = result.cells.filter(pl.col("age") == 0).group_by("group").agg(pl.col("customers").sum())
    drawn = sizes.join(result.curve, on="group", how="semi", nulls_equal=True)
    ranked = drawn.sort("customers", "group", descending=[True, False])
    return ranked["group"].head(GROUPS).to_list()


def _band(
    chart: go.Figure, x: theme.Numbers, ends: tuple[theme.Numbers, theme.Numbers], colour: str
) -> None:
    """A pale band from the low to the high end of an interval."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    chart.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([ends[1], ends[0][::-1]]),
        mode="lines",
        line=dict(width=0, color=colour),
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},0.25)",
        showlegend=False,
        hoverinfo="skip",
    )


def _point(row: dict[str, object], reader: Reader, column: str, key: str) -> str:
    group = None if row["group"] is None else str(row["group"])
    keys = ("age", column, "heads", "customers", "cohorts")
    said = [f"{reader.name(name)}: {reader.figure(name, row[name])}" for name in keys]
    said = [reader.figure(key, group), *said] if group is not None else said
    return "<br>".join(escape_figure(line) for line in said)
