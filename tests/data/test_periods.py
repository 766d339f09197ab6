"""A period is replaced: the new rows take its place, nothing is lost, and all of it comes back."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import audit, companies, loads
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.arrivals import LoadError, PeriodError
from data.conform import conform
from data.facts import Facts
from data.frames import open_facts
from data.frames.door import collect
from data.layers import stacked
from data.load import Days, Load, replaced_days, wholly_replaced
from data.tables import INTERACTIONS
from data.workspace import Workspace
from tests.data.frames.kiosk import ENGINES

Put = Callable[..., Load]


@pytest.fixture
def put(workspace: Workspace, kiosk: str) -> Put:
    """Load order lines into the kiosk as the owner: ``put("period", Jan=10, ...)``."""

    def load(
        mode: loads.Mode = "append",
        period: tuple[date, date] | None = None,
        **frames: pl.DataFrame,
    ) -> Load:
        made = loads.put(
            workspace, LOCAL_OWNER, kiosk, frames, source="a.csv", mode=mode, period=period
        )
        return made[0]

    return load


def sales(days: Mapping[str, int]) -> pl.DataFrame:
    """One order of one line for each day (month-day of 2025), with its amount."""
    return pl.DataFrame(
        {
            "order_id": [f"O{day}" for day in days],
            "customer_id": ["C1"] * len(days),
            "line_no": [1] * len(days),
            "ordered_at": [datetime.fromisoformat(f"2025-{day}T09:30:00") for day in days],
            "quantity": [1] * len(days),
            "amount": list(days.values()),
        }
    )


def seen(workspace: Workspace, version: int | None = None) -> dict[str, int]:
    """What the kiosk's order lines say at a version."""
    at = companies.version(workspace, "kiosk") if version is None else version
    facts = open_facts(workspace, "kiosk", at)
    if not facts.has("order_lines"):
        return {}
    rows = collect(facts.table("order_lines").select("order_id", "amount")).sort("order_id")
    return {order.removeprefix("O"): int(amount) for order, amount in rows.iter_rows()}


OLD = {"01-31": 1, "02-01": 2, "02-15": 3, "02-28": 4, "03-01": 5}
NEW = {"02-01": 20, "02-10": 30, "02-28": 40}
AFTER = {"01-31": 1, "02-01": 20, "02-10": 30, "02-28": 40, "03-01": 5}


def test_the_days_of_the_file_are_replaced_and_come_back(
    workspace: Workspace, kiosk: str, put: Put
) -> None:
    put(order_lines=sales(OLD))
    taker = put("period", order_lines=sales(NEW))
    assert seen(workspace) == AFTER
    assert (taker.mode, taker.period) == ("period", (20_120, 20_147))
    assert sum(seen(workspace).values()) == 96
    again = put("period", order_lines=sales(NEW))
    assert (again.id, companies.version(workspace, kiosk)) == (taker.id, 2)

    loads.undo(workspace, LOCAL_OWNER, kiosk, taker.id)
    assert [seen(workspace, version) for version in range(4)] == [{}, OLD, AFTER, OLD]
    assert loads.verify(workspace) == 2
    told = audit.entries(workspace, kiosk)
    assert told[1].details["period"] == ["2025-02-01", "2025-02-28"]
    assert (told[1].details["mode"], told[0].action) == ("period", "load.undo")


def test_a_period_of_ones_own_also_removes_days_without_a_row(
    workspace: Workspace, put: Put
) -> None:
    put(order_lines=sales(OLD))
    put("period", (date(2025, 1, 1), date(2025, 2, 28)), order_lines=sales(NEW))
    assert seen(workspace) == {**NEW, "03-01": 5}


def test_the_first_file_again_takes_its_days_back(
    workspace: Workspace, kiosk: str, put: Put
) -> None:
    first = put(order_lines=sales(OLD))
    put("period", order_lines=sales(NEW))
    back = put("period", order_lines=sales(OLD))
    assert seen(workspace) == OLD
    assert back.id != first.id
    assert put("period", order_lines=sales(OLD)).id == back.id
    put("period", order_lines=sales(NEW))
    assert seen(workspace) == AFTER
    version = companies.version(workspace, kiosk)
    loads.undo(workspace, LOCAL_OWNER, kiosk, back.id)  # its days are shown by others: no matter
    assert companies.version(workspace, kiosk) == version + 1
    assert seen(workspace) == AFTER


def test_what_was_replaced_may_come_again_and_is_never_doubled(
    workspace: Workspace, kiosk: str, put: Put
) -> None:
    put(order_lines=sales(OLD))
    taker = put("period", order_lines=sales(NEW))
    with pytest.raises(LoadError, match=r"1 lines .* are there already"):
        put(order_lines=sales({"03-01": 5, "03-09": 6}))
    with pytest.raises(LoadError, match=r"4 lines .* are there already"):
        put(order_lines=sales(OLD))  # in part still there
    late = put(order_lines=sales({"02-15": 3}))
    assert seen(workspace) == {**AFTER, "02-15": 3}
    with pytest.raises(LoadError, match=r"1 lines .* are there already"):
        loads.undo(workspace, LOCAL_OWNER, kiosk, taker.id)
    assert seen(workspace) == {**AFTER, "02-15": 3}
    put("period", order_lines=sales(NEW))  # the late line lies in its days
    assert seen(workspace) == AFTER
    loads.undo(workspace, LOCAL_OWNER, kiosk, late.id)
    loads.undo(workspace, LOCAL_OWNER, kiosk, loads.live(workspace, kiosk)[-1].id)
    loads.undo(workspace, LOCAL_OWNER, kiosk, taker.id)
    assert seen(workspace) == OLD


def test_replacing_all_and_taking_that_back_keeps_the_period(
    workspace: Workspace, kiosk: str, put: Put
) -> None:
    put(order_lines=sales(OLD))
    put("period", order_lines=sales(NEW))
    whole = put("replace", order_lines=sales({"05-05": 9}))
    assert seen(workspace) == {"05-05": 9}
    loads.undo(workspace, LOCAL_OWNER, kiosk, whole.id)
    assert seen(workspace) == AFTER


def test_a_restored_load_can_be_taken_back_in_its_turn(
    workspace: Workspace, kiosk: str, put: Put
) -> None:
    put(order_lines=sales(OLD))
    put("replace", order_lines=sales(NEW))
    last = put("replace", order_lines=sales({"05-05": 9}))
    loads.undo(workspace, LOCAL_OWNER, kiosk, last.id)
    (restored,) = loads.live(workspace, kiosk)
    loads.undo(workspace, LOCAL_OWNER, kiosk, restored.id)
    assert seen(workspace) == OLD


def test_what_no_period_can_replace(workspace: Workspace, kiosk: str, put: Put) -> None:
    goods = pl.DataFrame({"product_id": ["P1"]})
    people = pl.DataFrame({"customer_id": ["C1"], "joined_on": [date(2025, 1, 1)]})
    calls = pl.DataFrame(
        {"interaction_id": ["I1"], "happened_at": pl.Series([None], dtype=pl.Date)}
    )
    short = (date(2025, 2, 2), date(2025, 2, 28))
    for code, period, frames in (
        ("E_NO_DAY", None, {"products": goods}),
        ("E_NO_DAY", None, {"customers": people}),
        ("E_PERIOD_DAYS", None, {"interactions": calls}),
        ("E_PERIOD", short, {"order_lines": sales(NEW)}),
        ("E_PERIOD", short[::-1], {"order_lines": sales(NEW)}),
    ):
        with pytest.raises(PeriodError) as refused:
            put("period", period, **frames)
        assert refused.value.code == code
    assert companies.version(workspace, kiosk) == 0
    assert list(workspace.snapshots.iterdir()) == []
    stranger, frame = Actor("x", Role.MARKETER), {"order_lines": sales(NEW)}
    with pytest.raises(Forbidden):
        loads.put(workspace, stranger, kiosk, frame, source="a.csv", mode="period")


def test_decimals_stay_exact(workspace: Workspace, put: Put) -> None:
    put(order_lines=sales({"01-01": 1}).with_columns(amount=pl.lit("0.1000")))
    put("period", order_lines=sales({"01-01": 1}).with_columns(amount=pl.lit("0.2001")))
    facts = open_facts(workspace, "kiosk", 2)
    (total,) = collect(facts.table("order_lines").select(nw.col("amount").sum())).row(0)
    assert total == Decimal("0.2001")


_DAY = st.integers(0, 9)
_ROWS = st.dictionaries(st.sampled_from("ABCD"), st.one_of(st.none(), _DAY), max_size=4)
_LOADS = st.lists(
    st.tuples(_ROWS, st.one_of(st.none(), st.tuples(_DAY, _DAY).map(sorted))),
    min_size=1,
    max_size=5,
)


def replayed(
    given_loads: list[tuple[dict[str, int | None], list[int] | None]],
) -> dict[str, tuple[int | None, int]]:
    """The rows one by one as a person would keep them: a period is wiped, then rows written."""
    kept: dict[str, tuple[int | None, int]] = {}
    for number, (rows, period) in enumerate(given_loads):
        if period:
            kept = {
                key: row
                for key, row in kept.items()
                if row[0] is None or not period[0] <= row[0] <= period[1]
            }
        kept |= {key: (day, number) for key, day in rows.items()}
    return kept


@pytest.mark.parametrize("engine", sorted(ENGINES))
@settings(max_examples=40)
@given(given_loads=_LOADS)
def test_laid_over_each_other_as_if_done_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, engine: str, given_loads: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("layers")
    made, files = [], []
    for number, (rows, period) in enumerate(given_loads):
        days = [day for day in rows.values() if day is not None]
        span = (min(days), max(days)) if days else (None, None)
        made.append(like(number, span, tuple(period) if period else None))
        path = folder / f"{number}.parquet"
        write(path, rows)
        files.append(path)
    days_of = replaced_days(made)
    replaced = {files[int(load.id)]: days_of[load.id] for load in made}

    facts = Facts({"interactions": files}, ENGINES[engine], replaced=replaced)
    found = collect(facts.table("interactions").select("interaction_id", "happened_day", "minutes"))
    assert {key: (day, int(no)) for key, day, no in found.iter_rows()} == replayed(given_loads)
    for load in made:
        if wholly_replaced(load, days_of[load.id]) and None not in given_loads[int(load.id)][0]:
            held = stacked(
                INTERACTIONS, files, replaced, lambda p: nw.from_native(pl.scan_parquet(p))
            )
            day = nw.col("load_no") == int(load.id)
            left = collect(held.filter(day & ~nw.col("happened_day").is_null()))
            assert left.is_empty()


def like(number: int, span: tuple[int | None, int | None], period: Days | None) -> Load:
    """A load of interactions with these days."""
    first, last = period or (None, None)
    return Load(
        id=str(number),
        company_id=1,
        table_name="interactions",
        content_hash="",
        recipe_hash="",
        live_key=None,
        source="",
        actor="",
        loaded_at=datetime(2025, 1, 1),
        rows_read=0,
        rows_accepted=0,
        rows_quarantined=0,
        amount_total=None,
        first_day=span[0],
        last_day=span[1],
        folder="",
        files={},
        rank=number,
        since_version=number,
        until_version=None,
        replaced_by=None,
        notes={},
        period_first=first,
        period_last=last,
    )


def write(path: Path, rows: Mapping[str, int | None]) -> None:
    """Interactions by number and day since 1970; ``minutes`` says which load they came in."""
    times = [None if day is None else datetime(1970, 1, 1 + day, 8) for day in rows.values()]
    frame = pl.DataFrame(
        {
            "interaction_id": list(rows),
            "happened_at": times,
            "minutes": [int(path.stem)] * len(rows),
        },
        schema_overrides={"interaction_id": pl.String, "happened_at": pl.Datetime("us")},
    )
    conform(INTERACTIONS, frame).drop("note").write_parquet(path)
