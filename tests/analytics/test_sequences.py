"""What is bought next: by hand, as planted, and not where there is no order."""

import numpy as np
import polars as pl
import pytest

from analytics.findings import NotEnoughData
from analytics.sequences import find_sequences
from data.samples.toko_nusantara import Layer, generate

DAY = pl.col("ordered_at").dt.date().cast(pl.Int32).cast(pl.Int64)


def frame(rows: list[tuple[str, int, str]]) -> pl.DataFrame:
    """A PURCHASES frame."""
    schema = {"customer_id": pl.String, "day": pl.Int64, "item": pl.String}
    return pl.DataFrame(sorted(set(rows)), schema=schema, orient="row")


def followed(customers: int = 40) -> list[tuple[str, int, str]]:
    """Each buys a printer, ink 10 to 20 days later, and on other days paper or pens."""
    rows = []
    for i in range(customers):
        who = f"c{i:02}"
        rows += [(who, 0, "pens"), (who, 30, "printer"), (who, 40 + i % 11, "ink")]
        rows += [(who, 80, "paper"), (who, 100, "pens"), (who, 130, "paper")]
    return rows


def test_a_step_by_hand() -> None:
    """40 of 40 printers are followed by ink, after 10 to 20 days; never the other way round."""
    found = find_sequences(frame(followed()), as_of=130, least=10)
    step = found.steps.filter(item="printer", next_item="ink").row(0, named=True)
    assert (step["step_count"], step["item_count"], step["next_count"]) == (40, 40, 40)
    assert step["confidence"] == 1
    assert found.pairs == 40 * 5
    assert step["lift"] == pytest.approx(5)
    assert step["order_share"] == 1
    assert step["ordered"]
    gaps = [10 + i % 11 for i in range(40)]
    assert step["gap_days"] == np.median(gaps)
    assert found.summary()["customers"] == 40


def test_due_is_who_bought_the_first_and_not_the_second() -> None:
    """Due after the lower quartile, overdue after the upper one, and let be much later."""
    rows = followed()
    rows += [("due", 118, "printer"), ("over", 100, "printer"), ("old", 10, "printer")]
    rows += [("early", 129, "printer"), ("done", 100, "printer"), ("done", 120, "ink")]
    rows += [(who, 0, "pens") for who in ("due", "over", "old", "early", "done")]
    found = find_sequences(frame(rows), as_of=130, least=10)
    due = found.due.filter(next_item="ink")
    assert dict(due.select("customer_id", "overdue").iter_rows()) == {"due": False, "over": True}
    assert due.filter(customer_id="due")["days_since"].to_list() == [12]


def test_liking_both_is_no_sequence() -> None:
    """Customers of two tastes buy at random what they like: lift, but no order."""
    random = np.random.default_rng(4)
    rows = []
    for i in range(400):
        liked = ["tea", "sugar"] if i % 2 else ["nails", "paint"]
        for day in np.cumsum(random.integers(3, 20, 12)):
            rows.append((f"c{i:03}", int(day), str(random.choice(liked))))
    found = find_sequences(frame(rows), as_of=400, least=20)
    assert found.steps.filter(item="tea", next_item="sugar")["lift"][0] > 1.5
    assert not found.steps["ordered"].any()
    assert found.due.is_empty()
    assert found.findings()[0].key == "sequences.find_none"


@pytest.mark.parametrize("seed", [1, 2])
def test_planted_orders_are_found(seed: int) -> None:
    """All next-purchase orders of Toko Nusantara, and hardly any other; none without the layer."""
    company = generate(2_500, seed=seed)
    planted = {
        (row["antecedent"], row["consequent"])
        for row in company.truth.next_orders.iter_rows(named=True)
    }
    found = find_sequences(_categories(company.tables), as_of=20_453).steps.filter("ordered")
    names = {tuple(row) for row in found.select("item", "next_item").iter_rows()}
    assert planted <= names
    assert len(names - planted) <= 2
    plain = generate(2_500, seed=seed, without=frozenset({Layer.AFFINITIES}))
    nothing = find_sequences(_categories(plain.tables), as_of=20_453)
    assert nothing.steps.filter("ordered").height <= 1


def _categories(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    lines = tables["order_lines"].filter(
        pl.col("quantity") > 0, pl.col("status").is_null() | (pl.col("status") != "cancelled")
    )
    return (
        lines.join(tables["products"], on="product_id")
        .select("customer_id", day=DAY, item="category")
        .drop_nulls()
        .unique()
    )


def test_too_little_is_said() -> None:
    """Nobody bought twice; nobody bought; wrong options."""
    for rows in ([], [("Ani", 1, "a"), ("Budi", 2, "b")]):
        with pytest.raises(NotEnoughData):
            find_sequences(frame(rows), as_of=9)
    with pytest.raises(ValueError, match="least"):
        find_sequences(frame(followed()), as_of=9, least=0)
    few = find_sequences(frame(followed(3)), as_of=130)
    assert few.steps.is_empty()
    assert few.summary()["customers_due"] == 0


def test_nothing_after_the_day_is_seen() -> None:
    """Purchases after ``as_of`` change nothing."""
    later = [("c00", 500, "ink"), ("new", 300, "printer")]
    whole = find_sequences(frame(followed() + later), as_of=130, least=10)
    assert whole.steps.equals(find_sequences(frame(followed()), as_of=130, least=10).steps)
