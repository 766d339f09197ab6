"""The picture of service and value: what came after, against customers who were alike."""

from typing import Any

import plotly.graph_objects as go

from analytics.service_value import CONTRASTS, ServiceValue
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW = 52


def gap_points(result: ServiceValue, reader: Reader) -> go.Figure:
    """By how much fewer or more customers ordered again, with a 95 % interval; one line each."""
    rows = {row["contrast"]: row for row in _again(result)}
    names = [name for name in CONTRASTS if name in rows][::-1]
    chart = theme.figure(height=110 + _ROW * max(len(names), 1))
    if not names:
        return theme.empty(chart, reader.text("service_value.chart_none"))
    for place, name in enumerate(names):
        row = rows[name]
        sure = not row["low"] <= 0 <= row["high"]
        colour = (theme.GOOD if row["after_gap"] > 0 else theme.BAD) if sure else theme.QUIET
        ends = row["low"], row["high"]
        said = _said(row, reader)
        intervals.point(chart, place, ends, row["after_gap"], colour=colour, hover=said, size=12)
    theme.rule(chart, "x", 0.0)
    theme.rows(chart, [reader.word(name).partition(",")[0] for name in names])
    limits = [rows[name][end] for name in names for end in ("low", "high")]
    theme.scale(chart, "x", limits, Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("service_value.chart_gap"))
    return chart


def _again(result: ServiceValue) -> list[dict[str, Any]]:
    return result.effects.filter(figure="ordered_again").to_dicts()


def _said(row: dict[str, Any], reader: Reader) -> str:
    shares = ("mean_with", "mean_without", "after_gap", "low", "high")
    lines = [reader.word(str(row["contrast"]))]
    lines += [f"{reader.name(k)}: {reader.figure('ordered_again', row[k])}" for k in shares]
    lines += [f"{reader.name(k)}: {reader.figure(k, row[k])}" for k in ("exposed", "compared_with")]
    return "<br>".join(escape_figure(line) for line in lines)
