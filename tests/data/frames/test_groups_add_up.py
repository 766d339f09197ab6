"""Groups and what stands apart are the same money as customers, returns and anonymous sales."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bases import BASES, ServiceRates
from analytics.findings import NotEnoughData
from analytics.frames import ACTIVITY
from analytics.profit import rank_customers
from analytics.profit_groups import rank_groups
from data.facts import Facts
from data.frames.customers import customer_activity
from data.frames.groups import Dimension, group_activity
from data.scope import Scope
from tests.data.frames.kiosk import RATES, SPRING
from tests.data.frames.test_properties import FEW, LINES, SCOPES, company, frame

SERVICE = ServiceRates(order=3.0, line=0.5, return_=2.0, delivery=1.0)
SWITCHES = [(False, False), (True, False), (False, True), (True, True)]
MONEY = (*BASES, "cost_to_serve")


def by_customer(facts: Facts, scope: Scope, costs: dict[str, bool]) -> dict[str, float]:
    activity = customer_activity(facts, scope, RATES, **costs)
    anonymous = activity.anonymous.select(*ACTIVITY)
    result = rank_customers(activity.named, rates=SERVICE, anonymous=anonymous)
    return result.totals.filter(kind="total").select(MONEY).row(0, named=True)


def by_group(facts: Facts, scope: Scope, by: Dimension, costs: dict[str, bool]) -> dict[str, float]:
    activity = group_activity(facts, scope, RATES, by, **costs)
    result = rank_groups(activity.groups, rates=SERVICE, apart=activity.apart)
    return {basis: float(result.groups[basis].sum() + result.apart[basis].sum()) for basis in MONEY}


@pytest.mark.parametrize("dimension", list(Dimension))
@pytest.mark.parametrize(("acquisition", "campaigns"), SWITCHES)
def test_every_basis_with_every_switch(
    facts: Facts, dimension: Dimension, *, acquisition: bool, campaigns: bool
) -> None:
    costs = {"acquisition": acquisition, "campaigns": campaigns}
    whole = by_customer(facts, SPRING, costs)
    assert by_group(facts, SPRING, dimension, costs) == pytest.approx(whole, abs=1e-4)


def test_costs_of_the_whole_customer_lie_on_types(facts: Facts) -> None:
    """A and C were written to, A and B won: all retail. Elsewhere they stand apart."""
    extra = ("acquisition_cost", "campaign_cost")
    costs = {"acquisition": True, "campaigns": True}
    types = group_activity(facts, SPRING, RATES, Dimension.CUSTOMER_TYPE, **costs)
    regions = group_activity(facts, SPRING, RATES, Dimension.REGION, **costs)
    assert types.groups.select("group", *extra).rows() == [(None, 0, 0), ("retail", 17, 21)]
    assert types.apart.select(extra).row(0) == (0, 0)
    assert regions.groups.select(extra).sum().row(0) == (0, 0)
    assert regions.apart.select(extra).row(0) == (17, 21)


@FEW
@given(
    rows=LINES,
    scope=SCOPES,
    switches=st.sampled_from(SWITCHES),
    dimension=st.sampled_from(list(Dimension)),
)
def test_they_add_up_for_any_company(
    rows: list[dict[str, object]],
    scope: Scope,
    switches: tuple[bool, bool],
    dimension: Dimension,
) -> None:
    costs = dict(zip(("acquisition", "campaigns"), switches, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        facts = company(Path(folder), [frame(rows)], "polars")
        try:
            whole = by_customer(facts, scope, costs)
        except NotEnoughData:
            return  # nobody ordered
        assert by_group(facts, scope, dimension, costs) == pytest.approx(whole, abs=1e-4)
