"""Twenty customers worked by hand, second roads to the same figures, and what must always hold."""

import itertools
import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.bases import BASES, COST_LINES, ServiceRates
from analytics.findings import NotEnoughData, Value
from analytics.frames import FrameError
from analytics.profit import POINTS, Profit, rank_customers
from tests.activity import apart, customers, profits

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


# second roads

CENTS = st.integers(-50_000, 100_000)
AMOUNTS = st.lists(CENTS, min_size=2, max_size=40).filter(lambda cents: sum(cents) > 0)


@given(AMOUNTS)
def test_gini_is_the_mean_difference_of_all_pairs_over_twice_the_mean(cents: list[int]) -> None:
    size, mean = len(cents), sum(cents) / len(cents)
    difference = sum(abs(a - b) for a in cents for b in cents) / size**2
    gini = rank_customers(profits(*(c / 100 for c in cents))).summary()["gini"]

    assert gini == pytest.approx(difference / (2 * mean), rel=1e-6, abs=1e-9)


@given(AMOUNTS)
def test_running_shares_by_a_plain_loop(cents: list[int]) -> None:
    result = rank_customers(profits(*(c / 100 for c in cents)))
    running, shares = 0, []
    for cent in sorted(cents, reverse=True):
        running += cent
        shares.append(running / sum(cents))

    assert result.customers["value_share"].to_list() == pytest.approx(shares, rel=1e-9, abs=1e-9)
    needed = next(k for k, share in enumerate(shares, 1) if share >= 0.8 - 1e-12)
    summary = result.summary()
    assert summary["customers_for_80"] == result.tier("vital_few").height == needed
    assert summary["top_fifth_share"] == pytest.approx(shares[math.ceil(len(cents) / 5) - 1])
    assert summary["peak"] == pytest.approx(max(shares))


@given(AMOUNTS)
def test_the_peak_is_above_all_of_it_exactly_when_someone_loses(cents: list[int]) -> None:
    summary = rank_customers(profits(*(c / 100 for c in cents))).summary()
    peak = summary["peak"]

    assert isinstance(peak, float)
    assert (peak > 1) == (min(cents) < 0) == (summary["loss_makers"] != 0)


# what must always hold

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "orders": st.integers(0, 5),
            "lines": st.integers(0, 20),
            "returns": st.integers(0, 3),
            "deliveries": st.integers(0, 5),
            "revenue": CENTS.map(lambda c: c / 100),
            "line_cost": CENTS.map(lambda c: c / 100),
            "fee": CENTS.map(lambda c: abs(c) / 1000),
            "contact_cost": CENTS.map(lambda c: abs(c) / 1000),
        }
    ),
    min_size=1,
    max_size=25,
).filter(lambda rows: any(row["orders"] for row in rows))
MANY = settings(max_examples=40)
RATES = ServiceRates(order=1.5, line=0.25, return_=3.0, delivery=2.0)


def near(figure: Value, times: float = 1.0) -> object:
    """``figure`` within what floats lose; what is no number stays itself."""
    if isinstance(figure, float | int):
        return pytest.approx(figure * times, rel=1e-6, abs=1e-6 * times)
    return figure


def named(rows: list[dict[str, float]], ids: list[str] | None = None) -> pl.DataFrame:
    names = ids or [f"K{i:02}" for i in range(len(rows))]
    return customers(dict(zip(names, rows, strict=True)))


@MANY
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    rows: list[dict[str, float]], chance: object
) -> None:
    frame = named(rows)
    order = list(range(len(rows)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    straight, mixed = (rank_customers(f, rates=RATES, previous=f) for f in (frame, frame[order]))

    for name, table in straight.frames().items():
        assert table.equals(mixed.frames()[name]), name
    assert straight.summary() == mixed.summary()


@MANY
@given(ROWS)
def test_new_names_leave_the_figures(rows: list[dict[str, float]]) -> None:
    other = [f"{i:02}-other" for i in reversed(range(len(rows)))]
    first = rank_customers(named(rows), rates=RATES)
    second = rank_customers(named(rows, other), rates=RATES)

    assert first.summary() == {k: near(v) for k, v in second.summary().items()}
    assert first.customers["value_share"].equals(second.customers["value_share"])


@MANY
@given(ROWS, st.sampled_from([2.0, 1000.0, 16000.0]))
def test_another_currency_moves_money_and_no_share(
    rows: list[dict[str, float]], rate: float
) -> None:
    money = ("revenue", "line_cost", "fee", "contact_cost")
    dear = [row | {m: row[m] * rate for m in money} for row in rows]
    rates = ServiceRates(1.5 * rate, 0.25 * rate, 3.0 * rate, 2.0 * rate)
    here = rank_customers(named(rows), rates=RATES).summary()
    there = rank_customers(named(dear), rates=rates).summary()

    for figure in ("top_fifth_share", "customers_for_80", "gini", "peak", "loss_makers"):
        assert there[figure] == near(here[figure]), figure
    for figure in (*BASES, "loss", "cost_to_serve"):
        assert there[figure] == near(here[figure], times=rate), figure


@MANY
@given(ROWS, CENTS)
def test_everything_adds_up(rows: list[dict[str, float]], cents: int) -> None:
    """Customers, returns-only and anonymous make the sum of the input on every basis."""
    anonymous = apart(orders=2, lines=4, revenue=cents / 100, line_cost=cents / 200)
    result = rank_customers(named(rows), rates=RATES, anonymous=anonymous)
    done = [*rows, {"orders": 2, "lines": 4, "revenue": cents / 100, "line_cost": cents / 200}]
    revenue = sum(row["revenue"] for row in done)
    margin = revenue - sum(row["line_cost"] for row in done)
    served = sum(
        row["orders"] * 1.5
        + row["lines"] * 0.25
        + row.get("returns", 0) * 3
        + row.get("deliveries", 0) * 2
        + row.get("contact_cost", 0)
        for row in done
    )
    contribution = margin - sum(row.get("fee", 0) for row in done)
    total = result.totals.row(-1, named=True)

    assert total["revenue"] == pytest.approx(revenue, abs=1e-4)
    assert total["gross_margin"] == pytest.approx(margin, abs=1e-4)
    assert total["contribution"] == pytest.approx(contribution, abs=1e-4)
    assert total["profit"] == pytest.approx(contribution - served, abs=1e-4)
    assert result.totals["customers"][-1] == len(rows)
    assert set(result.falls["cost_driver"].drop_nulls()) <= set(COST_LINES)


# size


def test_curves_are_thinned_but_keep_their_turning_points() -> None:
    amounts = [5.0] * 1_003 + [1.0] * 2_998 + [-1.0] * 1_002
    ids = {f"C{i:05}": {"revenue": amount} for i, amount in enumerate(amounts)}
    result = rank_customers(customers(ids))
    curve = result.curve("profit")

    assert curve.height < 1.2 * POINTS
    assert curve["value_share"].max() == pytest.approx(result.summary()["peak"])
    assert {1, 1_001, 4_001, 5_003, result.summary()["customers_for_80"]} <= set(curve["rank"])
    assert curve["rank"].is_sorted()
