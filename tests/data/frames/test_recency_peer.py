"""Recency and frequency as the library `lifetimes` has them, where an order is a day."""

import datetime as dt
import warnings
from dataclasses import replace

import pytest

from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import selected
from data.frames.rfm import customer_recency
from tests.data.frames.kiosk import SPRING

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lifetimes.utils import summary_data_from_transaction_data

EVER = replace(SPRING, start=dt.date(2024, 1, 1), end=dt.date(2024, 4, 2))


@pytest.mark.filterwarnings("ignore")
def test_recency_and_frequency_as_lifetimes(facts: Facts) -> None:
    """Its T is the first order's age, its T - recency the last one's, its frequency leaves one out.

    Orders of quantity 0 and returns are taken out before: it does not know them.
    """
    lines = collect(selected(facts, EVER)).to_pandas().dropna(subset=["customer_id"])
    by = ["customer_id", "order_id"]
    orders = lines.groupby(by).agg(quantity=("quantity", "sum"), day=("ordered_at", "min"))
    bought = orders[orders["quantity"] > 0].reset_index()
    peer = summary_data_from_transaction_data(
        bought, "customer_id", "day", observation_period_end=EVER.as_of
    )
    ours = customer_recency(facts, EVER).to_pandas().set_index("customer_id")

    assert list(peer.index) == list(ours.index)
    assert (peer["T"] == ours["tenure_days"]).all()
    assert (peer["T"] - peer["recency"] == ours["recency_days"]).all()
    assert (peer["frequency"] + 1 == ours["frequency_orders"]).all()
