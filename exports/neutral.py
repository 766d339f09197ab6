"""Text cells that a spreadsheet would run as a formula, made harmless and brought back again."""

import polars as pl

_RISKY = r"^'*[=+\-@\t\r\n]"


def neutralise(frame: pl.DataFrame) -> pl.DataFrame:
    """Put one ``'`` before every text cell that begins with ``= + - @``, tab, CR or LF.

    A cell that begins with ``'`` before one of these, however many, gets one more, so that
    :func:`restore` gives back exactly what was there.
    """
    return frame.with_columns(
        pl.when(pl.col(c).str.contains(_RISKY))
        .then(pl.lit("'") + pl.col(c))
        .otherwise(pl.col(c))
        .alias(c)
        for c in _texts(frame)
    )


def restore(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the one ``'`` off again that :func:`neutralise` put in front."""
    return frame.with_columns(
        pl.when(pl.col(c).str.contains(r"^'+[=+\-@\t\r\n]"))
        .then(pl.col(c).str.slice(1))
        .otherwise(pl.col(c))
        .alias(c)
        for c in _texts(frame)
    )


def _texts(frame: pl.DataFrame) -> list[str]:
    return [name for name, kind in frame.schema.items() if kind == pl.String]
