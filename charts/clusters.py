"""Pictures of clusters: what sets each apart, and where its customers lie."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.clusters import Clusters
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

FEATURES, POINTS = 14, 1_200
_ROW = 30  # pixels of a feature
_APART = (
    *(theme.BLUE, theme.ORANGE, theme.GREEN, theme.PINK, theme.RED),
    *(theme.SKY, theme.GREY, theme.YELLOW),
)
_NAME = 60  # letters of a cluster's name in a legend


def cluster_lines(result: Clusters, reader: Reader) -> go.Figure:
    """A line for each cluster over the features that set clusters apart most.

    To the right of 0 it has more of a feature than all others, to the left less; the unit is the
    standard deviation over all customers.
    """
    kept = _telling(result.features)
    chart = theme.figure(height=130 + _ROW * len(kept) + 22 * result.profile.height, legend=True)
    rows = pl.DataFrame({"feature": kept[::-1], "row": np.arange(len(kept), dtype=np.int64)})
    gaps = []
    for cluster, colour, name in _clusters(result, reader):
        line = rows.join(result.features.filter(cluster=cluster), on="feature").sort("row")
        gaps.append(line["gap"].to_numpy())
        chart.add_scatter(
            x=line["gap"].to_numpy().astype(np.float32),
            y=line["row"].to_numpy(),
            mode="lines+markers",
            line=dict(color=colour, width=2),
            marker=dict(color=colour, size=8),
            name=name,
            hovertext=[_hover(row, reader) for row in line.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.scale(chart, "x", np.concatenate(gaps), Unit.NUMBER, reader)
    theme.title(chart, "x", reader.text("clusters.chart_gap"))
    chart.update_layout(
        yaxis=dict(
            tickmode="array",
            tickvals=list(range(len(kept))),
            ticktext=[escape_figure(reader.figure("feature", key)) for key in kept[::-1]],
            range=[-0.6, len(kept) - 0.4],
        )
    )
    chart.add_vline(x=0, line=theme.RULE)
    return chart


def cluster_map(result: Clusters, reader: Reader) -> go.Figure:
    """Customers on the plane in which they differ most: who lies near is alike."""
    chart = theme.figure(height=400 + 22 * result.profile.height, legend=True)
    chart.update_layout(legend_itemsizing="constant")  # points are small, their names not
    step = -(-result.customers.height // POINTS)
    shown = result.customers.gather_every(step)
    for cluster, colour, name in _clusters(result, reader):
        part = shown.filter(cluster=cluster)
        chart.add_scatter(
            x=part["map_x"].to_numpy().astype(np.float32),
            y=part["map_y"].to_numpy().astype(np.float32),
            mode="markers",
            marker=dict(color=colour, size=5, opacity=0.6),
            name=name,
            hoverinfo="skip",
        )
    for axis, column in (("x", "map_x"), ("y", "map_y")):
        theme.scale(chart, axis, shown[column].to_numpy(), Unit.NUMBER, reader)
        theme.title(chart, axis, reader.text(f"clusters.chart_{axis}"))
    return chart


def _clusters(result: Clusters, reader: Reader) -> list[tuple[int, str, str]]:
    """Number, colour and name of each cluster."""
    return [
        (number, _APART[place % len(_APART)], _short(reader.figure("marks", marks)))
        for place, (number, marks) in enumerate(result.profile.select("cluster", "marks").rows())
    ]


def _short(name: str) -> str:
    return escape_figure(name if len(name) <= _NAME else name[: _NAME - 1].rstrip(" ;") + " …")


def _telling(features: pl.DataFrame) -> list[str]:
    """The features with the widest gaps, widest first."""
    widest = features.group_by("feature").agg(pl.col("gap").abs().max())
    ranked = widest.sort("gap", "feature", descending=[True, False])
    return ranked["feature"].head(FEATURES).to_list()


def _hover(row: dict[str, object], reader: Reader) -> str:
    name = reader.figure("feature", row["feature"])
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in ("inside", "outside")]
    return "<br>".join(escape_figure(line) for line in (name, *said))
