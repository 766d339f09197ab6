"""The picture of the save list: what stays and what goes with those who are slipping away."""

import numpy as np
import plotly.graph_objects as go

from analytics.save_list import SaveList
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

CUSTOMERS = 15  # bars
_BAR = 26  # pixels a bar takes
_SIDE = 120  # pixels of the column of reasons


def risk_bars(result: SaveList, reader: Reader, *, most: int = CUSTOMERS) -> go.Figure:
    """A bar for each of the first customers: value still expected, and value at risk beyond it."""
    rows = result.customers.head(most).reverse()
    chart = theme.figure(height=110 + _BAR * max(rows.height, 1), legend=True)
    if rows.is_empty():
        return theme.empty(chart, reader.text("save_list.chart_none"))
    places = np.arange(rows.height)
    stays = rows["value_ahead"].fill_null(0.0).to_numpy()
    goes = rows["value_at_risk"].to_numpy()
    bars = [("value_ahead", stays, theme.MAIN), ("value_at_risk", goes, theme.BAD)]
    for key, values, colour in bars if result.model else bars[1:]:
        chart.add_bar(
            x=values,
            y=places,
            orientation="h",
            marker=dict(color=colour, line=dict(width=0)),
            name=escape_figure(reader.name(key)),
            hovertext=[_hover(row, reader) for row in rows.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.beside(chart, (_sign(row, reader) for row in rows.iter_rows(named=True)), room=_SIDE)
    chart.update_layout(barmode="relative")
    theme.rows(chart, [str(name) for name in rows["customer_id"]])
    theme.scale(chart, "x", [*(stays + goes).tolist(), *stays.tolist()], Unit.MONEY, reader)
    title = "chart_brought" if result.model is None else "chart_value"
    theme.title(chart, "x", reader.text(f"save_list.{title}"))
    return chart


def _sign(row: dict[str, object], reader: Reader) -> str:
    """How the chance of being alive fell; without one, the silence against the usual gap."""
    if row["alive"] is None or row["alive_before"] is None:
        keys = ("recency_days", "usual_gap_days")
        said = {key: reader.figure(key, row[key]) for key in keys}
        return reader.text("save_list.chart_days", **said)
    return " → ".join(reader.figure(key, row[key]) for key in ("alive_before", "alive"))


def _hover(row: dict[str, object], reader: Reader) -> str:
    keys = (
        "reason",
        "recency_days",
        "usual_gap_days",
        "value_before",
        "value_ahead",
        "value_at_risk",
    )
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(escape_figure(line) for line in (str(row["customer_id"]), *said))
