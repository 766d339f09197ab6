"""What segmentations are worth: by hand, with a planted useless one, and with too few."""

import polars as pl
import pytest

from analytics.findings import NotEnoughData
from analytics.segment_worth import compare_segmentations
from tests import kinds


def two(first: float, second: float) -> pl.DataFrame:
    """60 customers; the half in segment a bring ``first``, the others ``second``."""
    return pl.DataFrame(
        {
            "customer_id": [f"C{n:02}" for n in range(60)],
            "profit_next": [float(first), float(second)] * 30,
            "tiers": ["a", "b"] * 30,
        }
    )


def row(result: pl.DataFrame, name: str) -> dict[str, object]:
    return result.row(by_predicate=pl.col("segmentation") == name, named=True)


def test_by_hand() -> None:
    """Means 10 and 30 learnt, 14 and 26 come: errors 4 and 4 against 6 and 6 of none's 20.

    R2 = 1 - 16 / 36.
    """
    found = compare_segmentations(two(10, 30), two(14, 26)).worth

    assert row(found, "tiers")["r2"] == pytest.approx(1 - 16 / 36)
    assert row(found, "tiers")["absolute_error"] == 4
    assert row(found, "none")["absolute_error"] == 6
    assert row(found, "none")["r2"] == 0


def test_segments_that_turn_round_are_worse_than_none() -> None:
    result = compare_segmentations(two(10, 30), two(30, 10))

    assert row(result.worth, "tiers")["r2"] == pytest.approx(1 - 400 / 100)
    assert result.best["segmentation"] == "none"
    assert result.findings()[0].key == "segment_worth.find_none"


def test_what_tells_is_told_from_what_does_not() -> None:
    result = kinds.worth()

    assert result.best["segmentation"] == "tiers"
    assert row(result.worth, "tiers")["better"] == "yes"
    assert row(result.worth, "rfm")["better"] == "no"
    assert [finding.key.partition("find_")[2] for finding in result.findings()] == [
        "best",
        "useless",
        "missing",
    ]


def test_a_segment_of_few_and_one_never_met_get_everybodys_mean() -> None:
    learnt = two(10, 30).with_columns(
        tiers=pl.when(pl.int_range(60) < 3).then(pl.lit("rare")).otherwise("tiers")
    )
    met = two(20, 20).with_columns(tiers=pl.lit("new"))
    found = row(compare_segmentations(learnt, met).worth, "tiers")

    assert found["absolute_error"] == 0  # the mean of all is 20
    assert row(compare_segmentations(learnt, met).worth, "none")["absolute_error"] == 0


def test_the_order_of_rows_changes_nothing() -> None:
    first = kinds.worth()
    mixed = [kinds.standing(seed=s).sample(fraction=1, shuffle=True, seed=3) for s in (1, 2)]
    again = compare_segmentations(*mixed, missing={"clusters": "no_clusters"})

    assert again.worth.equals(first.worth)


def test_too_few_customers() -> None:
    with pytest.raises(NotEnoughData, match="few_customers_worth"):
        compare_segmentations(two(1, 2).head(40), two(1, 2))
