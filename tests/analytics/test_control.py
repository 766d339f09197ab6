"""Arms: proportional in every stratum, the same chance for everybody, the same for any order."""

from collections import Counter
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.control import CONTROL, control_size, draw, held_out
from analytics.findings import WrongOption


def members(sizes: dict[str, int]) -> pl.DataFrame:
    strata = [name for name, size in sizes.items() for _ in range(size)]
    ids = [f"C{number:05}" for number in range(len(strata))]
    texts = dict.fromkeys(("customer_id", "stratum"), pl.String)
    return pl.DataFrame({"customer_id": ids, "stratum": strata}, schema=texts)


def table(frame: pl.DataFrame) -> dict[tuple[str, str], int]:
    return dict(Counter(frame.select("stratum", "arm").rows()))  # type: ignore[arg-type]


def test_ten_per_cent_of_each_stratum() -> None:
    drawn = draw(members({"a": 200, "b": 50, "c": 750}), share=0.1, seed=7)
    assert drawn.counts == {"contact": 900, CONTROL: 100}
    assert table(drawn.members)["a", CONTROL] == 20
    assert table(drawn.members)["b", CONTROL] == 5
    assert table(drawn.members)["c", CONTROL] == 75


def test_three_arms() -> None:
    drawn = draw(members({"a": 101, "b": 52}), share=0.2, treatments=("call", "mail"), seed=1)
    assert drawn.counts == {"call": 61, "mail": 61, CONTROL: 31}
    assert table(drawn.members)["a", CONTROL] in (20, 21)  # 31 of 153, of 101: 20.46


@given(
    sizes=st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 40), min_size=1),
    share=st.sampled_from([0.0, 0.05, 0.1, 0.33, 0.5]),
    arms=st.sampled_from([("x",), ("x", "y"), ("x", "y", "z")]),
    seed=st.integers(0, 1_000),
)
def test_every_stratum_has_its_share_rounded(
    sizes: dict[str, int], share: float, arms: tuple[str, ...], seed: int
) -> None:
    frame = members(sizes)
    drawn = draw(frame, share=share, treatments=arms, seed=seed)
    again = draw(frame.sample(fraction=1, shuffle=True, seed=seed), share=share, treatments=arms,
                 seed=seed)  # fmt: skip
    assert drawn.members.equals(again.members)
    assert drawn.members["customer_id"].to_list() == frame["customer_id"].to_list()
    total = control_size(frame.height, share)
    assert drawn.control == total
    rest = [drawn.counts.get(arm, 0) for arm in arms]
    assert max(rest) - min(rest) <= 1
    for name, size in sizes.items():
        exact = total * size / frame.height
        assert abs(table(drawn.members).get((name, CONTROL), 0) - exact) < 1


def test_everybody_has_the_same_chance() -> None:
    """Also who is alone in a stratum: 2,000 draws of 3 of 12, each 500 times give or take 5 sd."""
    frame = members({"a": 7, "b": 1, "c": 1, "d": 3})
    times: Counter[str] = Counter()
    for seed in range(2_000):
        drawn = draw(frame, share=0.25, seed=seed).members
        times.update(drawn.filter(arm=CONTROL)["customer_id"])
    assert set(times) == set(frame["customer_id"])
    assert max(abs(count - 500) for count in times.values()) < 5 * (2_000 * 0.25 * 0.75) ** 0.5


def test_the_seed_says_who() -> None:
    frame = members({"a": 60})
    one, same, other = (draw(frame, share=0.3, seed=seed).members for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one.equals(other)


def test_edges_and_refusals() -> None:
    assert draw(members({}), share=0.1, seed=1).members.is_empty()
    assert draw(members({"a": 1}), share=0.1, seed=1).counts == {"contact": 1}
    assert draw(members({"a": 5}), share=0.1, seed=1).control == 1  # half of one counts as one
    with pytest.raises(WrongOption, match="control_share"):
        draw(members({"a": 5}), share=0.95, seed=1)
    for names in ((), ("x", "x"), (CONTROL,)):
        with pytest.raises(ValueError, match="distinct"):
            draw(members({"a": 5}), share=0.1, treatments=names, seed=1)


def test_a_hold_out_group_only_grows() -> None:
    ids = [f"C{number:05}" for number in range(10_000)]
    groups = [held_out(ids, seed="s", share=share) for share in (0, 0.02, 0.05, 0.1)]
    assert not groups[0]
    assert all(small < large for small, large in pairwise(groups[1:]))
    assert 900 < len(groups[3]) < 1_100
    assert held_out(ids[:100], seed="s", share=0.1) == groups[3] & set(ids[:100])
    assert held_out(ids, seed="t", share=0.1) != groups[3]
