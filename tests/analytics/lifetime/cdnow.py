"""The CDNOW data of the papers, from the files the peer library carries."""

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl

from analytics.lifetime.histories import Histories


def cdnow() -> pl.DataFrame:
    """2,357 customers of 39 weeks: x, t_x, T in weeks, zbar the mean value of repeat orders."""
    found = importlib.util.find_spec("lifetimes")
    assert found is not None
    assert found.origin is not None
    name = "cdnow_customers_summary_with_transactions.csv"
    return pl.read_csv(Path(found.origin).parent / "datasets" / name)


def histories() -> Histories:
    """Their histories in weeks."""
    data = cdnow()
    return Histories.of(data["x"], data["t_x"], data["T"])


def one(x: int, t_x: float, age: float) -> Histories:
    """The history of one customer."""
    return Histories.of(np.array([x]), np.array([t_x]), np.array([age]))
