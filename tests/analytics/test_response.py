"""Campaigns by hand: response, effect, money, and what is not said."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats

from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import CAMPAIGNS
from analytics.response import Closer, Response, measure_response
from analytics.response_contacts import Worth
from tests.campaigning import DAYS, FIRST, by_orders, campaigns, days, members, response
from words import Reader

BY_ID = {"K1": 2, "K2": 1, "K3": 0}  # newest first


def keys(result: Response) -> list[str]:
    return [finding.key.partition(".")[2] for finding in result.findings()]


def test_a_campaign_by_hand() -> None:
    """240 of 800 treated answered, 60 of 300 left alone: 10 points; cost 1,000 + 800 × 2.

    The interval of Newcombe's method 10 for 240/800 and 60/300, worked by hand from the Wilson
    intervals .2693-.3327 and .1586-.2490: .1 -/+ is .0422 … .1526.
    """
    row = response().campaigns.row(BY_ID["K1"], named=True)

    assert (row["members"], row["contacted"], row["control"], row["responded"]) == (
        *(1_100, 800),
        *(300, 240),
    )
    assert (row["response_rate"], row["control_rate"]) == (0.3, 0.2)
    assert (row["response_low"], row["response_high"]) == pytest.approx((0.2693, 0.3327), abs=1e-4)
    assert row["effect"] == pytest.approx(0.1)
    ends = (row["effect_low"], row["effect_high"])
    assert ends == pytest.approx((0.0422, 0.1526), abs=2e-4)
    assert row["p_value"] < 0.002
    assert (row["campaign_spend"], row["state"], row["cut"]) == (2_600.0, "measured", "within")


def test_money_is_per_member_and_adds_up() -> None:
    """Incremental profit: effect per member × 800 - 2,600; ROI: that over 2,600."""
    result = response()
    row = result.campaigns.row(BY_ID["K1"], named=True)
    effects = result.effects.filter(campaign_id="K1", arm="all")
    profit = effects.filter(figure="profit").row(0, named=True)

    assert row["incremental_profit"] == pytest.approx(profit["mean_difference"] * 800 - 2_600)
    assert row["incremental_low"] == pytest.approx(profit["low"] * 800 - 2_600)
    assert row["roi"] == pytest.approx(row["incremental_profit"] / 2_600)
    assert row["gross_roi"] == pytest.approx(row["contribution"] / 2_600 - 1)
    summary = result.summary()
    assert summary["incremental_profit"] == pytest.approx(row["incremental_profit"])
    assert summary["incremental_low"] == pytest.approx(row["incremental_low"])
    assert effects["figure"].to_list() == [
        *("response_rate", "orders_per_member", "revenue", "contribution", "profit")
    ]


def test_without_cuped_money_is_welch_as_scipy_has_it() -> None:
    rows = members("K1", {"control": (300, 0.5), "call": (300, 0.6)})
    found = measure_response(campaigns("K1"), rows, cuped=False).effects
    mine = found.filter(figure="contribution").row(0, named=True)
    treated, control = (
        rows.filter(pl.col("arm") == arm)["contribution"].to_numpy() for arm in ("call", "control")
    )
    peer = stats.ttest_ind(treated, control, equal_var=False)

    assert mine["method"] == "welch"
    assert mine["variance_left"] is None
    assert mine["p_value"] == pytest.approx(peer.pvalue)
    assert mine["mean_difference"] == pytest.approx(treated.mean() - control.mean())


def test_several_treatments_share_one_control_and_their_p_values_are_raised() -> None:
    """Holm of two: the smaller twice, the larger at least as much."""
    effects = response().effects.filter(campaign_id="K1", figure="revenue")
    assert effects["arm"].to_list() == ["all", "call", "voucher"]
    assert effects["control_members"].to_list() == [300] * 3
    single = effects.filter(pl.col("arm") != "all").sort("p_value")
    low, high = single["p_value"]
    assert single["p_adjusted"].to_list() == pytest.approx(
        [min(1, 2 * low), max(min(1, 2 * low), high)]
    )


def test_no_control_group_no_effect() -> None:
    """K2 was for everybody: customers of other campaigns are not its control group."""
    result = response()
    row = result.campaigns.row(BY_ID["K2"], named=True)
    assert row["state"] == "no_control"
    assert (row["response_rate"], row["responded"]) == (0.25, 50)
    blank = ("control_rate", "effect", "effect_low", "p_value", "value_effect", "roi")
    assert [row[name] for name in blank] == [None] * len(blank)
    assert "K2" not in result.effects["campaign_id"]
    alone = measure_response(campaigns("K2"), members("K2", {"voucher": (200, 0.25)}))
    assert keys(alone) == ["find_no_effect", "find_how_to"]
    assert alone.days.is_empty()
    assert alone.summary()["incremental_profit"] is None


def test_campaigns_cut_by_the_edges_are_marked_and_claim_nothing() -> None:
    row = response().campaigns.row(BY_ID["K3"], named=True)
    assert (row["state"], row["cut"], row["effect"]) == ("cut", "cut_end", None)
    assert "find_cut" in keys(response())


def test_one_of_three_is_not_a_third() -> None:
    few = measure_response(campaigns("K1"), members("K1", {"call": (3, 1 / 3)}))
    row = few.campaigns.row(0, named=True)
    assert (row["contacted"], row["responded"], row["response_rate"]) == (3, 1, None)
    assert (row["response_low"], row["response_high"]) == pytest.approx((0.0615, 0.7923), abs=1e-4)
    assert keys(few)[0] == "find_no_effect_few"


def test_an_arm_of_29_has_no_effect() -> None:
    few = members("K1", {"control": (29, 0.5), "call": (300, 0.5)})
    result = measure_response(campaigns("K1"), few)
    assert result.campaigns["state"].item() == "few_members"
    assert result.campaigns["effect"].item() is None
    assert "find_few" in keys(result)


def test_who_cannot_redeem_is_compared_by_orders() -> None:
    """No response is recorded of the control group: the arms are compared by who ordered."""
    rows = members("K1", {"control": (200, 0.3), "coupon": (200, 0.5)})
    treated = pl.col("arm") == "coupon"
    half = pl.col("customer_id").str.tail(1).cast(pl.Int64) < 5
    rows = rows.with_columns(responded=pl.when(treated & half).then("responded"))
    row = measure_response(campaigns("K1"), rows).campaigns.row(0, named=True)
    assert (row["response_by"], row["hit_by"]) == ("recorded", "ordered")
    assert row["responded"] == 50
    assert (row["control_rate"], row["effect"]) == pytest.approx((0.3, 0.2))


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        ({"control": (400, 0.2), "call": (400, 0.4)}, "more"),
        ({"control": (400, 0.4), "call": (400, 0.2)}, "fewer"),
        ({"control": (400, 0.2), "call": (400, 0.2)}, "same"),
    ],
)
def test_who_ordered_is_not_said_to_have_answered(
    arms: dict[str, tuple[int, float]], said: str
) -> None:
    rows = members("K1", arms)
    answered, ordered = (measure_response(campaigns("K1"), one) for one in (rows, by_orders(rows)))
    assert keys(answered)[:2] == ["find_together", f"find_{said}"]
    assert keys(ordered)[:2] == ["find_together_ordered", f"find_{said}_ordered"]
    sentence = ordered.findings()[1]
    for language, verb, wrong in (("en", "order", "answer"), ("id", "memesan", "menanggapi")):
        told = Reader(language, "IDR").sentence(sentence.key, sentence.fields)
        assert verb in told
        assert wrong not in told


def test_answers_and_orders_together_are_called_both() -> None:
    """K1 recorded the answers of its control group, K2 could not."""
    arms = {"control": (400, 0.2), "call": (400, 0.4)}
    second = by_orders(members("K2", arms, first=FIRST + 30))
    about = campaigns("K1", "K2")
    result = measure_response(about, pl.concat([members("K1", arms), second]))
    assert keys(result)[:2] == ["find_together_either", "find_more_ordered"]  # the newest
    one = measure_response(about, pl.concat([members("K1", arms), second]), closer=Closer("K1"))
    assert keys(one)[1] == "find_more"


def test_money_is_said_of_the_campaigns_that_have_some() -> None:
    """K2 has an effect on answers and, with four buyers left alone, none on money."""
    many = members("K1", {"control": (300, 0.2), "call": (400, 0.3)})
    few = members("K2", {"control": (50, 0.08), "call": (60, 0.5)}, first=FIRST + 30)
    result = measure_response(campaigns("K1", "K2"), pl.concat([many, few]))
    first, known = result.findings()[0], result.campaigns.drop_nulls("incremental_profit")
    assert known["campaign_id"].to_list() == ["K1"]
    assert first.key == "response.find_together"
    assert (first.fields["campaigns"], first.fields["with_control"]) == (1, 2)
    assert first.fields["incremental_profit"] == known["incremental_profit"].item()
    assert "1 campaign together" in Reader("en", "IDR").sentence(first.key, first.fields)


def test_a_list_measured_from_sales_alone() -> None:
    """Nothing was recorded: who ordered in the window answered."""
    rows = members("K1", {"control": (100, 0.2), "mail": (100, 0.4)}).with_columns(
        responded=pl.lit(None, pl.Int64), contacted=pl.lit(None, pl.Int64)
    )
    row = measure_response(campaigns("K1"), rows).campaigns.row(0, named=True)
    assert (row["contacted"], row["responded"], row["response_by"]) == (100, 40, "ordered")


def test_arms_that_differed_before_are_doubted() -> None:
    """The best customers were contacted, the others called the control group."""
    rows = members("K1", {"control": (300, 0.3), "call": (300, 0.3)})
    chosen = pl.col("arm") == "call"
    rows = rows.with_columns(
        revenue_before=pl.when(chosen).then(pl.col("revenue_before") + 40).otherwise(0.0)
    )
    result = measure_response(campaigns("K1"), rows)
    assert result.campaigns["balanced"].item() == "no"
    assert "find_uneven" in keys(result)
    assert response().campaigns["balanced"][BY_ID["K1"]] == "yes"


def test_segments_and_days_add_up_to_the_campaign() -> None:
    result = response()
    row = result.campaigns.row(BY_ID["K1"], named=True)
    assert result.segments["contacted"].sum() == row["contacted"]
    assert result.segments["responded"].sum() == row["responded"]
    assert result.segments["segment"].to_list() == [None, "champions"]
    last = result.days.row(-1, named=True)
    assert result.days.height == DAYS
    assert (last["effect"], last["effect_low"]) == pytest.approx((row["effect"], row["effect_low"]))
    assert result.days["treated_share"].is_sorted()
    plain = measure_response(
        campaigns("K1"), members("K1", {"control": (300, 0.2), "call": (400, 0.3)}), cuped=False
    )
    assert plain.days["value_effect"].to_list() == [0.0] * DAYS  # no days were given


def test_the_largest_segments_come_first() -> None:
    """220 contacted come before 60, whatever the letters; equals by key, blank at the end."""
    rows = members("K1", {"control": (100, 0.2), "call": (400, 0.3)})
    sizes = {"b_small": 60, "z_large": 220, "a_small": 60}
    names = [name for name, size in sizes.items() for _ in range(size)]
    called = rows.filter(arm="call")["customer_id"][: len(names)]
    segments = pl.DataFrame({"customer_id": called, "segment": names})
    found = measure_response(campaigns("K1"), rows, closer=Closer("K1", segments)).segments
    assert found.select("segment", "contacted").rows() == [
        *(("z_large", 220), ("a_small", 60), ("b_small", 60), (None, 60)),
    ]


def test_too_few_buyers_leave_money_unsaid() -> None:
    """50 left alone of whom 4 bought: the response has an effect, money has none, day by day."""
    rows = members("K1", {"control": (50, 0.08), "call": (60, 0.5)})
    result = measure_response(campaigns("K1"), rows, closer=Closer("K1", None, days(rows)))
    row = result.campaigns.row(0, named=True)
    assert row["effect"] == pytest.approx(0.42)
    assert (row["value_effect"], row["incremental_profit"], row["state"]) == (
        None,
        None,
        "measured",
    )
    assert result.days["value_effect"].null_count() == result.days.height == DAYS
    assert keys(result)[0] == "find_answers_alone"


def test_earlier_contacts_are_counted_within_the_days() -> None:
    """A was contacted thirty days before, B only now; the day itself counts for nobody."""
    first, second = (
        members(one, {"call": (40, 0.5)}, first=day)
        for one, day in (("K1", FIRST), ("K2", FIRST + 30))
    )
    second = pl.concat(
        [second.head(30), second.tail(10).with_columns(customer_id="x" + pl.col("customer_id"))]
    )
    about, rows = campaigns("K1", "K2"), pl.concat([first, second])
    found = measure_response(about, rows, contact_days=30).contacts
    assert found.select("earlier_contacts", "contacted").rows() == [("0", 50), ("1", 30)]
    assert measure_response(about, rows, contact_days=29).contacts["contacted"].to_list() == [80]


@pytest.mark.parametrize(
    ("as_of", "days", "often"), [(35, 36, [*range(2, 10)]), (35, 35, []), (29, 90, [])]
)
def test_who_is_contacted_too_often_or_too_rarely(as_of: int, days: int, often: list[int]) -> None:
    """Ten called twice, thirty days apart, of whom two answered; of twenty buyers four are best.

    The control group was not contacted, and what comes after the last day is not seen.
    """
    arms = {"call": (10, 0.2), "control": (5, 0.0)}
    about = campaigns("K1", "K2")
    rows = pl.concat([members("K1", arms), members("K2", arms, first=FIRST + 30)])
    names = [f"call-{n:05}" for n in range(9)] + [f"control-{n:05}" for n in range(5)]
    names += [f"quiet-{n}" for n in range(6)]
    brought = [1.0] * 9 + [90.0, 80.0, 70.0, 2.0, 2.0, 70.0, 5.0, 5.0, 5.0, 5.0, -9.0]
    worth = Worth(pl.DataFrame({"customer_id": names, "contribution": brought}), FIRST + as_of)
    result = measure_response(about, rows, contact_days=days, worth=worth)
    parts = result.people.partition_by("how_contacted", as_dict=True)

    assert parts["too_rarely",].select("customer_id", "recent_contacts").rows() == [
        (name, 0) for name in ("control-00000", "control-00001", "control-00002", "quiet-0")
    ]
    found = parts["too_often",].rows() if ("too_often",) in parts else []
    assert [row[0] for row in found] == [f"call-{n:05}" for n in often]
    assert {row[2:4] for row in found} <= {(2, 0)}
    assert [row[4] for row in found] == [1.0] * 7 + [0.0] if often else not found
    told = {finding.key: finding.fields for finding in result.findings()}
    assert told["response.find_too_rarely"] == {"customers": 4, "contact_days": days}
    assert ("response.find_too_often" in told) == bool(often)


def test_what_cannot_be_asked_is_refused() -> None:
    rows = members("K1", {"call": (40, 0.5)})
    with pytest.raises(NotEnoughData, match="no_campaigns"):
        measure_response(CAMPAIGNS.empty(), rows)
    with pytest.raises(NotEnoughData, match="no_such_campaign"):
        measure_response(campaigns("K1"), rows, closer=Closer("K9"))
    with pytest.raises(WrongOption):
        measure_response(campaigns("K1"), rows, level=1.0)
    with pytest.raises(WrongOption):
        measure_response(campaigns("K1"), rows, contact_days=0)


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([1.0, 100.0]))
def test_the_order_of_rows_changes_nothing_and_money_scales(random: object, scale: float) -> None:
    rows = members("K1", {"control": (80, 0.5), "call": (90, 0.6)})
    order = list(range(rows.height))
    random.shuffle(order)  # type: ignore[attr-defined]
    money = [c for c in rows.columns if c.startswith(("revenue", "contribution", "profit"))]
    mixed = rows[order].with_columns(pl.col(money) * scale)
    base, other = (measure_response(campaigns("K1"), one) for one in (rows, mixed))
    figure = pl.col("figure").is_in(["revenue", "contribution", "profit"])
    by = pl.when(figure).then(scale).otherwise(1.0)
    ends = ["treated_mean", "control_mean", "mean_difference", "low", "high"]
    assert_frame_equal(base.effects.with_columns(pl.col(ends) * by), other.effects)


def test_planted_nothing_is_rarely_found() -> None:
    """Of 40 campaigns without any effect about two look sure."""
    chance, found = np.random.default_rng(5), 0
    for number in range(40):
        shares = chance.binomial(150, 0.3, 2) / 150
        arms = {"control": (150, shares[0]), "call": (150, shares[1])}
        row = measure_response(campaigns("K1"), members("K1", arms, seed=number)).campaigns
        found += row["p_value"].item() < 0.05
    assert found <= 6
