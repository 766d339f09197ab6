"""Future orders and values are those of the process, and are kept."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data.samples.toko_nusantara import Layer, future_values, generate
from tests.data.samples.nusantara import company


@pytest.mark.parametrize(("customers", "seed"), [(400, 1), (400, 2), (900, 3)])
def test_future_orders_equal_their_formula(customers: int, seed: int) -> None:
    values = future_values(company(customers, seed), continuations=60)
    total = values.select(pl.col("orders", "expected_orders").sum())
    error = np.sqrt((values["orders_error"] ** 2).sum())

    assert abs(total["orders"][0] - total["expected_orders"][0]) < 4 * error
    gone = company(customers, seed).truth.customers.filter(~pl.col("alive"))
    nothing = values.join(gone.select("customer_id"), on="customer_id")
    assert nothing.select(pl.col("orders", "revenue", "profit").abs().sum()).row(0) == (0, 0, 0)


def test_future_value_of_the_pure_process_has_a_formula() -> None:
    """Expected orders times the customer's mean order value."""
    pure = generate(400, 5, without=frozenset(Layer))
    values = future_values(pure, 180, continuations=100)
    truth = values.join(pure.truth.customers, on="customer_id")
    meant = (truth["expected_orders"] * truth["mean_order_value"]).sum()
    error = np.sqrt((values["revenue_error"] ** 2).sum())

    assert abs(values["revenue"].sum() - meant) < 4 * error


def test_future_values_are_kept(tmp_path: Path) -> None:
    first = future_values(company(3_000, 1), 30, continuations=2, keep_in=tmp_path)

    assert len(list(tmp_path.iterdir())) == 1
    assert future_values(company(3_000, 1), 30, continuations=2, keep_in=tmp_path).equals(first)
    with pytest.raises(ValueError, match="horizon_days must lie in 1 to 730"):
        future_values(company(3_000, 1), 731)
