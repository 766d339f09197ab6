"""Heat maps: cells in rows and columns, darker with more, as several pictures show two things."""

from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from charts import theme

Texts = npt.NDArray[np.object_] | list[list[str]]

_SMALL = 10  # the size of words where many cells stand side by side


def cells(
    chart: go.Figure,
    values: npt.NDArray[np.float64],
    ends: tuple[float, float],
    *,
    hovers: Texts,
    texts: Texts | None = None,
    shades: list[list[Any]] | None = None,
    many: bool = False,
) -> None:
    """A cell for each of ``values`` at the place of its row and column; blank ones (NaN) are empty.

    ``ends`` are the values of the first and last of the ``shades``. ``texts`` and ``hovers`` are
    escaped already.
    """
    rows, columns = values.shape
    font = dict(size=_SMALL) if many else {}
    words = {} if texts is None else dict(text=_listed(texts), texttemplate="%{text}")
    chart.add_heatmap(
        z=values,
        x=np.arange(columns),
        y=np.arange(rows),
        zmin=ends[0],
        zmax=ends[1],
        colorscale=shades or theme.SHADES,
        showscale=False,
        xgap=1 if many else 2,
        ygap=1 if many else 2,
        **words,
        textfont=dict(color=theme.INK, **font),
        hovertext=_listed(hovers),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _listed(texts: Texts) -> list[list[str]]:
    return texts.tolist() if isinstance(texts, np.ndarray) else texts
