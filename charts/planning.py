"""Pictures of a plan: the smallest effect that lists of each size show, and what they may earn."""

import numpy as np
import plotly.graph_objects as go

from analytics.planning import Plan
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit


def seen_by_size(result: Plan, reader: Reader) -> go.Figure:
    """The smallest effect seen by size of the list; dotted: the effect that is expected."""
    chart = theme.figure(height=340)
    rows = result.sizes.drop_nulls("detectable_effect")
    keys = ("members", "control_members", "detectable_effect", "power")
    _line(chart, result, reader, keys, key="detectable_effect")
    expected = result.assumed.effect
    values = [*rows["detectable_effect"].to_list(), max(expected, 0.0)]
    theme.scale(chart, "y", values, Unit.SHARE, reader, room=0.12)
    if expected > 0:
        text = f"{reader.name('expected_effect')}: {reader.figure('expected_effect', expected)}"
        theme.rule(chart, "y", expected, text)
        # on the left, where no other rule runs through the word
        chart.layout.annotations[-1].update(x=0, xanchor="left")
    theme.title(chart, "y", reader.name("detectable_effect"))
    return chart


def profit_by_size(result: Plan, reader: Reader) -> go.Figure:
    """Profit expected by size of the list, with its range."""
    chart, rows = theme.figure(height=340), result.sizes
    members = rows["members"].to_numpy()
    low, high = (rows[f"expected_profit_{end}"].drop_nulls().to_numpy() for end in ("low", "high"))
    if len(low) == len(members):
        intervals.band(chart, members, (low, high))
    keys = ("members", "plan_cost", "expected_profit")
    _line(chart, result, reader, keys, key="expected_profit")
    theme.scale(
        chart,
        "y",
        np.concatenate([rows["expected_profit"].to_numpy(), low, high]),
        Unit.MONEY,
        reader,
    )
    theme.rule(chart, "y", 0.0)
    theme.title(chart, "y", reader.name("expected_profit"))
    return chart


def _line(
    chart: go.Figure,
    result: Plan,
    reader: Reader,
    told: tuple[str, ...],
    *,
    key: str,
) -> None:
    """The line of one figure by size, with the plan's own size as a dotted rule."""
    rows = result.sizes.drop_nulls(key)
    members = rows["members"].to_numpy()
    chart.add_scatter(
        x=members,
        y=rows[key].to_numpy(),
        mode="lines+markers",
        line=dict(color=theme.MAIN, width=3),
        marker=dict(size=6),
        hovertext=[
            "<br>".join(
                escape_figure(f"{reader.name(k)}: {reader.figure(k, row[k], compact=True)}")
                for k in told
            )
            for row in rows.iter_rows(named=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.scale(chart, "x", [float(result.sizes["members"].max() or 1)], Unit.COUNT, reader)  # type: ignore[arg-type]
    theme.rule(chart, "x", float(result.members))
    theme.title(chart, "x", reader.text("options.list_size"))
