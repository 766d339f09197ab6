"""The proof of contracts: it sees nothing after its cut, adds up, and its light is right."""

import numpy as np
import polars as pl
import pytest

from analytics.backtest import Backtest
from analytics.findings import NotEnoughData
from analytics.lifetime.contract_proof import prove_contracts
from tests import buyers

MONTH = 365.25 / 12
AS_OF = buyers.START + round(30 * MONTH)


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    """1,200 contracts of the pure process."""
    return buyers.contracts(1_200)


@pytest.fixture(scope="module")
def proof(frame: pl.DataFrame) -> Backtest:
    """Their last nine months."""
    return prove_contracts(frame, as_of=AS_OF, months=9, margin_rate=0.5)


def test_the_pure_process_is_believed(proof: Backtest) -> None:
    assert (proof.light, proof.fit.model) == ("green", "sbg")
    assert proof.covered >= 0.85
    assert proof.margin_covered >= 0.85
    assert proof.total.total_low <= proof.actual_orders <= proof.total.total_high
    assert proof.money.total_low <= proof.actual_margin <= proof.money.total_high
    assert set(proof.rivals["rival"]) == {"sbg", "challenger", "last_period", "average", "zero"}


def test_months_paid_by_hand(frame: pl.DataFrame, proof: Backtest) -> None:
    """A month is paid for each full month of a contract after the cut, until it ends."""
    paid, money = 0, 0.0
    for row in frame.filter(pl.col("started") <= proof.cut).to_dicts():
        if row["ended"] is not None and row["ended"] <= proof.cut:
            continue
        before = int((proof.cut - row["started"]) / MONTH)
        if row["ended"] is None or row["ended"] > AS_OF:
            after = int((AS_OF - row["started"]) / MONTH)
        else:
            after = round((row["ended"] - row["started"]) / MONTH) - 1
        months = min(max(after - before, 0), 9)
        paid, money = paid + months, money + months * row["fee_per_month"] * 0.5

    assert proof.actual_orders == paid
    assert proof.actual_margin == pytest.approx(money)
    assert proof.months["orders_actual_so_far"][-1] == paid
    assert proof.deciles["margin_actual"].sum() == pytest.approx(money)
    assert proof.bins["customers"].sum() == proof.customers
    worth = proof.bins["mean_margin_actual"] * proof.bins["customers"]
    assert worth.sum() == pytest.approx(money)


def test_nothing_after_the_cut_is_seen(frame: pl.DataFrame, proof: Backtest) -> None:
    """Contracts that all end the day after the cut change what came, and no forecast."""
    gone = pl.when(pl.col("ended").is_null() | (pl.col("ended") > proof.cut))
    ended = frame.with_columns(ended=gone.then(proof.cut + 1).otherwise("ended"))
    other = prove_contracts(ended, as_of=AS_OF, months=9, margin_rate=0.5)

    assert other.rivals["orders"].to_list() == proof.rivals["orders"].to_list()
    assert other.light == "red"
    assert np.array_equal(other.total.high, proof.total.high)


def test_too_little_is_refused(frame: pl.DataFrame) -> None:
    with pytest.raises(NotEnoughData, match="short_history"):
        prove_contracts(frame, as_of=AS_OF, months=40)
    with pytest.raises(NotEnoughData, match="few_contracts"):
        prove_contracts(frame.head(60), as_of=AS_OF, months=9)
