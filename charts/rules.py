"""Pictures of what goes together: the network of the surest rules, and a matrix of them."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.cross_sell import CrossSell
from charts import heat_map, theme
from words import Reader, escape_figure

RULES, CELLS = 24, 12  # rules of the network, items on a side of the matrix
_ROW, _LONG = 34, 30  # pixels of a row, letters of a name
_WIDTHS = (1.5, 3.0, 5.0, 7.0)  # of lines, by quarters of the lifts


def rule_network(result: CrossSell, reader: Reader) -> go.Figure:
    """Items on a ring, those joined to one another side by side; a line for each rule.

    The head of a rule, what follows, is the large end of its line; the thicker, the more lift.
    """
    rows = drawn(result)
    if rows.is_empty():
        return theme.empty(theme.figure(height=160), reader.text("rules.chart_none"))
    names = _ring(rows)
    angle = 2 * np.pi * np.arange(len(names)) / len(names)
    place = {name: (np.cos(a), np.sin(a)) for name, a in zip(names, angle, strict=True)}
    chart = theme.figure(height=620)
    bounds = np.quantile(rows["lift"].to_numpy(), [0.25, 0.5, 0.75])
    size = np.searchsorted(bounds, rows["lift"].to_numpy())
    for step, width in enumerate(_WIDTHS):
        part = rows.filter(pl.Series(size == step))
        if part.height:
            _lines(chart, part, place, width)
    after = set(rows["consequent"])
    chart.add_scatter(
        x=[place[name][0] for name in names],
        y=[place[name][1] for name in names],
        mode="markers",
        marker=dict(
            color=[theme.ORANGE if name in after else theme.MAIN for name in names],
            size=[16 if name in after else 10 for name in names],
            opacity=1,  # markers of unlike sizes are pale otherwise, and brown on dark
        ),
        hovertext=[_about(name, rows, reader) for name in names],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    for name in names:
        x, y = place[name]
        chart.add_annotation(
            x=x,
            y=y,
            xref="x",
            yref="y",
            text=escape_figure(_short(name)),
            showarrow=False,
            xanchor="left" if x > 0.1 else "right" if x < -0.1 else "center",
            yanchor="bottom" if y > 0.7 else "top" if y < -0.7 else "middle",
            xshift=12 if x > 0.1 else -12 if x < -0.1 else 0,
            yshift=8 if y > 0.7 else -8 if y < -0.7 else 0,
            font=dict(size=12),
        )
    chart.update_layout(
        xaxis=dict(visible=False, range=[-2.1, 2.1]), yaxis=dict(visible=False, range=[-1.2, 1.2])
    )
    return chart


def rule_matrix(result: CrossSell, reader: Reader) -> go.Figure:
    """Lift of the surest rules between single items: from the row to the column."""
    rows = _single(result.rules)
    if rows.is_empty():
        return theme.empty(theme.figure(height=160), reader.text("rules.chart_none"))
    first, then = (
        rows[c].unique(maintain_order=True).head(CELLS).sort().to_list()
        for c in ("antecedent", "consequent")
    )
    shown = rows.filter(pl.col("antecedent").is_in(first), pl.col("consequent").is_in(then))
    size = len(first), len(then)
    depth, texts = np.full(size, np.nan), np.full(size, "", dtype=object)
    hovers = np.full(size, "", dtype=object)
    for row in shown.iter_rows(named=True):
        at = first.index(row["antecedent"]), then.index(row["consequent"])
        depth[at] = np.log(max(row["lift"], 1.0))
        texts[at] = escape_figure(reader.number(row["lift"], decimals=1))
        hovers[at] = _hover(row, reader)
    chart = theme.figure(height=190 + _ROW * len(first))
    ends = 0.0, float(np.nanmax(depth, initial=0.1))
    heat_map.cells(chart, depth, ends, texts=texts, hovers=hovers)
    theme.names(chart, "x", [_short(name) for name in then])
    theme.names(chart, "y", [_short(name) for name in first])
    theme.title(chart, "x", reader.text("rules.chart_second"))
    theme.title(chart, "y", reader.text("rules.chart_first"))
    chart.update_layout(yaxis=dict(autorange="reversed", showgrid=False))
    theme.keep_width(chart, 160 + 40 * len(then))
    return chart


def drawn(result: CrossSell) -> pl.DataFrame:
    """The rules of the network: the surest that did not die, of single items."""
    return _single(result.rules.filter(pl.col("fate") != "died")).head(RULES)


def _single(rules: pl.DataFrame) -> pl.DataFrame:
    sides = ("antecedents", "consequents")
    alone = rules.filter(pl.all_horizontal(pl.col(side).list.len() == 1 for side in sides))
    return alone.with_columns(
        antecedent=pl.col("antecedents").list.first(), consequent=pl.col("consequents").list.first()
    )


def _ring(rows: pl.DataFrame) -> list[str]:
    """The items, each followed by those it leads to that are not yet placed."""
    follows: dict[str, list[str]] = {}
    for first, then in rows.select("antecedent", "consequent").iter_rows():
        follows.setdefault(first, []).append(then)
        follows.setdefault(then, []).append(first)
    placed: list[str] = []

    def place(name: str) -> None:
        if name not in placed:
            placed.append(name)
            for after in follows[name]:
                place(after)

    for name in follows:
        place(name)
    return placed


def _lines(
    chart: go.Figure, rows: pl.DataFrame, place: dict[str, tuple[float, float]], width: float
) -> None:
    """Lines from what is bought to what follows, bent towards the middle so that none hides."""
    x: list[float] = []
    y: list[float] = []
    along = np.linspace(0, 1, 13)
    for first, then in rows.select("antecedent", "consequent").iter_rows():
        (x0, y0), (x1, y1) = place[first], place[then]
        middle = 0.35 * (x0 + x1), 0.35 * (y0 + y1)
        for points, (a, m, b) in ((x, (x0, middle[0], x1)), (y, (y0, middle[1], y1))):
            points += [*((1 - along) ** 2 * a + 2 * along * (1 - along) * m + along**2 * b), np.nan]
    chart.add_scatter(
        x=np.array(x),
        y=np.array(y),
        mode="lines",
        line=dict(color=theme.SKY, width=width),
        opacity=0.7,
        hoverinfo="skip",
        showlegend=False,
    )


def _about(name: str, rows: pl.DataFrame, reader: Reader) -> str:
    mine = rows.filter((pl.col("antecedent") == name) | (pl.col("consequent") == name))
    said = [_sentence(row, reader) for row in mine.head(8).iter_rows(named=True)]
    return "<br>".join(escape_figure(line) for line in (name, *said))


def _sentence(row: dict[str, object], reader: Reader) -> str:
    names = {key: str(row[key]) for key in ("antecedent", "consequent")}
    return reader.text("rules.sentence", **names, lift=reader.figure("lift", row["lift"]))


def _hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("confidence", "both", "later_lift", "fate")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(escape_figure(line) for line in (_sentence(row, reader), *said))


def _short(name: str) -> str:
    """A name short enough for a picture; an id in brackets at its end is kept."""
    if len(name) <= _LONG:
        return name
    start, bracket, end = name.rpartition(" (")
    end = f"{bracket}{end}" if start and name.endswith(")") and len(end) < _LONG // 2 else ""
    return (start if end else name)[: _LONG - 1 - len(end)].rstrip() + "…" + end
