"""Twenty customers worked by hand, and answers designed for where there is little to say."""

import itertools
import math

import polars as pl
import pytest

from analytics.bases import BASES, ServiceRates
from analytics.findings import NotEnoughData
from analytics.frames import FrameError
from analytics.profit import Profit, rank_customers
from tests.activity import apart, customers, profits
from words import LANGUAGES, Reader

TWENTY = {  # revenue, line_cost, contact_cost; profit in the comment
    "A": (1000, 600, 0),  # 400
    "B": (900, 500, 20),  # 380
    "C": (800, 500, 450),  # -150: much talk
    "D": (700, 400, 0),  # 300
    "E": (600, 350, 0),  # 250
    "F": (500, 300, 0),  # 200
    "G": (400, 250, 0),  # 150
    "H": (300, 200, 0),  # 100
    "I": (250, 170, 0),  # 80
    "J": (200, 130, 0),  # 70
    "K": (150, 90, 0),  # 60
    "L": (140, 90, 0),  # 50
    "M": (130, 90, 0),  # 40
    "N": (120, 90, 0),  # 30
    "O": (110, 90, 0),  # 20
    "P": (100, 90, 0),  # 10
    "Q": (90, 80, 0),  # 10, a tie with P
    "R": (80, 80, 0),  # 0
    "S": (70, 60, 40),  # -30
    "T": (60, 80, 50),  # -70
}
"""Profit adds up to 1,900: 2,150 earned and 250 lost by C, S and T."""


def twenty(scale: float = 1.0) -> pl.DataFrame:
    return customers(
        {
            name: {"revenue": r * scale, "line_cost": c * scale, "contact_cost": t * scale}
            for name, (r, c, t) in TWENTY.items()
        }
    )


def keys(result: Profit) -> list[str]:
    return [finding.key for finding in result.findings()]


# worked by hand


def test_twenty_customers_by_profit() -> None:
    """Best fifth: A B D E, 1,330 of 1,900. 80 % is 1,520: A B D E F, 1,530, are the fewest."""
    summary = rank_customers(twenty()).summary()

    assert summary["customers"] == 20
    assert summary["revenue"] == 6700
    assert summary["gross_margin"] == summary["contribution"] == 2460
    assert summary["profit"] == summary["total_profit"] == 1900
    assert summary["top_fifth_share"] == pytest.approx(1330 / 1900)
    assert (summary["customers_for_80"], summary["share_for_80"]) == (5, 0.25)
    assert summary["peak"] == pytest.approx(2150 / 1900)
    assert (summary["loss_makers"], summary["loss"]) == (3, 250)
    assert summary["loss_share"] == pytest.approx(250 / 1900)


def test_twenty_customers_in_their_tiers() -> None:
    result = rank_customers(twenty())

    assert "".join(result.tier("vital_few")["customer_id"]) == "ABDEF"
    assert "".join(result.tier("useful_many")["customer_id"]) == "GHIJKLMNOPQR"
    assert "".join(result.tier("loss_makers")["customer_id"]) == "STC"
    assert result.customers["rank"].to_list() == list(range(1, 21))


def test_the_first_finding_says_it_in_one_sentence() -> None:
    first = rank_customers(twenty()).findings()[0]

    assert first.key == "profit.find_top_loss"
    assert first.good is False
    assert first.fields == {
        "top_fifth_share": pytest.approx(0.7),
        "loss_makers": 3,
        "loss": 250,
        "loss_share": pytest.approx(250 / 1900),
    }


def test_who_falls_furthest_and_what_did_it() -> None:
    """C is third by revenue and last by profit. Contacts cost 560 of 6,700 of revenue, 66.87 on 800
    of it; C cost 450. Goods cost 4,240 of 6,700, 506.27 on 800; C's cost 500."""
    fallen = rank_customers(twenty()).fallen()

    assert fallen.row(0, named=True) == {
        "customer_id": "C",
        "rank_revenue": 3,
        "rank_profit": 20,
        "rank_fall": 17,
        "revenue": 800,
        "profit": -150,
        "cost_driver": "contact_cost",
        "driver_cost": pytest.approx(450 - 800 * 560 / 6700),
    }
    assert fallen.height == 1  # S and T fall too, but stand in the lower half by revenue


def test_staying_among_the_best_fifth() -> None:
    """Before, J stood where E stands now: 3 of 4 are kept; chance keeps 4 x 4 / 21."""
    before = (
        twenty()
        .filter(pl.col("customer_id") != "T")
        .with_columns(
            revenue=pl.when(pl.col("customer_id") == "J").then(900.0).otherwise("revenue")
        )
    )
    before = pl.concat([before, customers({"Z": {"revenue": 1.0}})])
    staying = rank_customers(twenty(), previous=before).staying

    assert staying is not None
    assert (staying.best_before, staying.best_now, staying.either) == (4, 4, 21)
    assert (staying.kept, staying.kept_share) == (3, 0.75)
    assert staying.kept_by_chance == pytest.approx(16 / 21)


def test_what_chance_keeps_is_the_mean_of_all_draws() -> None:
    """Two of five twice: over all pairs of draws, 0.8 in common, with variance 0.36."""
    five = profits(1, 2, 3, 4, 5)
    staying = rank_customers(five, previous=five).staying
    assert staying is not None
    draws = list(itertools.combinations(range(5), staying.best_now))
    common = [len({*a} & {*b}) for a in draws for b in draws]

    mean = sum(common) / len(common)
    assert staying.kept_by_chance == pytest.approx(mean)
    variance = sum((c - mean) ** 2 for c in common) / len(common)
    assert staying.chance_spread == pytest.approx(math.sqrt(variance))


def test_a_previous_period_without_customers_says_nothing_about_staying() -> None:
    nobody = customers({"A": {"orders": 0, "revenue": -1.0}})

    assert rank_customers(twenty(), previous=nobody).staying is None
    assert rank_customers(twenty()).staying is None


def test_eighty_twenty() -> None:
    result = rank_customers(profits(5, 80, 5, 5, 5))

    assert result.summary()["top_fifth_share"] == 0.8
    assert result.tier("vital_few")["customer_id"].to_list() == ["C01"]  # 0.8 reaches 0.8


@pytest.mark.parametrize(("size", "best"), [(4, 1), (5, 1), (6, 2), (10, 2), (11, 3), (100, 20)])
def test_a_fifth_is_rounded_up(size: int, best: int) -> None:
    """The best earn 10 and the others 1."""
    result = rank_customers(profits(*[10] * best, *[1] * (size - best)))

    assert result.summary()["top_fifth_share"] == pytest.approx(10 * best / (9 * best + size))


def test_the_whale_of_a_company_that_loses_on_the_many() -> None:
    """100 customers: 20 earn 11.25 each, 70 break even, 10 lose 12.5 each. 225 - 125 = 100."""
    summary = rank_customers(profits(*[11.25] * 20, *[0] * 70, *[-12.5] * 10)).summary()

    assert summary["top_fifth_share"] == summary["peak"] == pytest.approx(2.25)
    assert summary["loss_share"] == pytest.approx(1.25)


# returns and anonymous sales stand apart


def test_nobody_is_dropped() -> None:
    """RET sent back goods for 100 that had cost 60; handling that at 5 leaves -45."""
    returned = customers(
        {"RET": {"orders": 0, "returns": 1, "revenue": -100.0, "line_cost": -60.0}}
    )
    result = rank_customers(
        pl.concat([twenty(), returned]),
        rates=ServiceRates(return_=5.0),
        anonymous=apart(orders=7, lines=9, revenue=500.0, line_cost=300.0),
    )
    totals = {row["kind"]: row for row in result.totals.iter_rows(named=True)}

    assert "RET" not in result.customers["customer_id"]
    assert [totals[k]["profit"] for k in ("customers", "returns_only", "anonymous")] == [
        *(1900, -45, 200)
    ]
    assert [totals[k]["customers"] for k in ("customers", "returns_only", "anonymous")] == [
        20,
        1,
        0,
    ]
    assert totals["total"]["profit"] == 2055
    assert totals["total"]["revenue"] == 6700 - 100 + 500
    summary = result.summary()
    assert (summary["revenue"], summary["profit"], summary["orders"]) == (6600, 1855, 20)
    assert (summary["anonymous_revenue"], summary["anonymous_profit"]) == (500, 200)
    assert summary["total_profit"] == 2055
    assert {"profit.find_anonymous", "profit.find_returns_only"} <= set(keys(result))
    told = {finding.key: finding.fields for finding in result.findings()}["profit.find_anonymous"]
    assert (told["anonymous_revenue"], told["anonymous_profit"]) == (500, 200)
    for language in LANGUAGES:
        said = Reader(language, "USD").sentence("profit.find_anonymous", told)
        assert "200" in said  # the whole company's profit less the customers'


# designed answers


def test_no_customer_of_the_period() -> None:
    only_returns = customers({"R": {"orders": 0, "revenue": -5.0}})

    for nobody in (only_returns, only_returns.clear()):
        with pytest.raises(NotEnoughData) as refusal:
            rank_customers(nobody, anonymous=apart(revenue=9.0, orders=1))
        assert refusal.value.key == "not_enough.no_customers"


def test_one_customer_is_ranked_but_not_called_concentrated() -> None:
    result = rank_customers(profits(50))
    summary = result.summary()

    assert keys(result)[0] == "profit.find_one"
    assert (summary["customers"], summary["profit"], summary["loss_makers"]) == (1, 50, 0)
    for figure in ("top_fifth_share", "customers_for_80", "share_for_80", "gini", "peak"):
        assert summary[figure] is None
    assert result.customers["value_share"].to_list() == [1.0]


def test_equal_customers_have_no_best_fifth() -> None:
    result = rank_customers(profits(*[0.1] * 10))
    summary = result.summary()

    assert keys(result)[0] == "profit.find_equal"
    assert (summary["gini"], summary["peak"], summary["customers_for_80"]) == (0, 1, 8)
    assert summary["top_fifth_share"] == 0.2
    assert result.customers["customer_id"].is_sorted()  # ties go by id


@pytest.mark.parametrize("amounts", [(10.0, -10.0), (10.0, 5.0, -30.0)])
def test_shares_of_nothing_or_of_a_loss_mean_nothing(amounts: tuple[float, ...]) -> None:
    result = rank_customers(profits(*amounts))
    summary = result.summary()

    assert keys(result)[0] == "profit.find_nothing"
    for figure in ("top_fifth_share", "customers_for_80", "gini", "peak", "loss_share"):
        assert summary[figure] is None
    assert (summary["loss_makers"], summary["loss"]) == (1, -amounts[-1])
    assert result.customers["value_share"].null_count() == len(amounts)
    assert result.tier("vital_few").is_empty()
    assert result.tier("loss_makers")["customer_id"].to_list() == [f"C{len(amounts) - 1:02}"]
    assert result.curve("profit")["value"].to_list()[-1] == sum(amounts)


def test_all_zero() -> None:
    result = rank_customers(profits(0, 0, 0))

    assert keys(result) == ["profit.find_zero"]
    assert result.summary()["loss_makers"] == 0


def test_a_coefficient_above_one_is_explained() -> None:
    """Of 10, 1 and -9: 2 x (10 x 3 + 1 x 2 - 9 x 1) / (3 x 2) - 4 / 3."""
    (said,) = [f for f in rank_customers(profits(10, 1, -9)).findings() if "gini" in f.key]

    assert said.fields == {"gini": pytest.approx(2 * 23 / 6 - 4 / 3), "loss_makers": 1}
    assert "profit.find_gini" not in keys(rank_customers(profits(10, 1, -1)))


def test_no_loss_makers_and_only_one() -> None:
    assert keys(rank_customers(profits(5, 1)))[0] == "profit.find_top"
    assert keys(rank_customers(profits(5, 1, -1)))[0] == "profit.find_top_loss"


@pytest.mark.parametrize("basis", BASES)
def test_every_basis_can_lead(basis: str) -> None:
    result = rank_customers(twenty(), basis=basis, anonymous=apart(revenue=1.0))

    assert result.customers[basis].is_sorted(descending=True)
    assert result.summary()["basis"] == basis
    if basis != "profit":
        assert result.findings()[0].fields["basis"] == basis


# refusals


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="basis must be one of revenue, gross_margin"):
        rank_customers(twenty(), basis="turnover")
    for cutoff in (0.0, 1.01, float("nan")):
        with pytest.raises(ValueError, match="cutoff must lie in"):
            rank_customers(twenty(), cutoff=cutoff)


def test_a_broken_frame_is_refused() -> None:
    with pytest.raises(FrameError, match="blank values in revenue"):
        rank_customers(profits(1.0, float("nan")))
    with pytest.raises(FrameError, match="1 repeated customer_id"):
        rank_customers(pl.concat([profits(1.0), profits(2.0)]))
