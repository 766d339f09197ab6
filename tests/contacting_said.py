"""Everything that the pages about contacting have to say, from made-up campaigns and lists."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from analytics.depth import Depth
from analytics.findings import Finding, Result
from analytics.planning import Plan
from analytics.propensity import Propensity
from analytics.response import Closer, Response, measure_response
from analytics.response_contacts import TOO_OFTEN, TOO_RARELY
from analytics.response_gains import Interval
from analytics.suppression import Suppression
from analytics.target_lists import CLTV, Terms, plan_list
from analytics.uplift import LOST, PERSUADABLE, SLEEPING, SURE, UNKNOWN, Uplift
from tests import campaigning, contacting
from tests.analytics.test_target_lists import planned, targets


def every() -> list[Finding]:
    """Each sentence at least once."""
    results: list[Result] = [*campaigns(), *depths(), *plans(), *chances(), *changed(), *lists()]
    return [finding for result in results for finding in result.findings()]


def campaigns() -> Iterator[Response]:
    """With a control group and without, of many and of few, by what they brought."""
    base = campaigning.response()
    yield from (replace(base, chosen=one) for one in ("K1", "K2", "K3"))
    for low, high in ((1.0, 9.0), (-9.0, -1.0), (-1.0, 1.0)):
        ends = {"incremental_low": pl.lit(low), "incremental_high": pl.lit(high)}
        rows = base.campaigns.with_columns(**ends, incremental_profit=(low + high) / pl.lit(2.0))
        yield replace(base, campaigns=rows)
    blank = pl.lit(None, dtype=pl.Float64)
    unknown = base.campaigns.with_columns(incremental_profit=blank, balanced=pl.lit("no"))
    yield replace(base, campaigns=unknown)
    for last in (0.1, 0.9):
        rates = {"earlier_contacts": ["0", "1"], "response_rate": [0.5, last]}
        ends = {"response_low": [0.45, last], "response_high": [0.55, last]}
        yield replace(base, contacts=pl.DataFrame(rates | ends))
    for heads in (1, 2):
        kinds = [TOO_RARELY, TOO_OFTEN] * heads
        yield replace(base, people=pl.DataFrame({"how_contacted": kinds}), contact_days=heads)
    free = campaigning.campaigns("K", fixed_cost=None, contact_cost=None)
    for arms in (
        {"call": (200, 0.2)},
        {"call": (4, 0.5)},
        {"call": (90, 0.5), "control": (4, 0.5)},
        {"call": (400, 0.2), "control": (400, 0.4)},
        {"call": (400, 0.2), "control": (400, 0.2)},
    ):
        rows = campaigning.members("K", arms)
        yield measure_response(free, rows, closer=Closer("K"))
        yield measure_response(free, campaigning.by_orders(rows), closer=Closer("K"))
    yield from compared_by_orders()


def compared_by_orders() -> Iterator[Response]:
    """All campaigns, and one of two, compared by who ordered; money told of each, and of none."""
    arms = {"control": (400, 0.2), "call": (400, 0.4)}
    about = campaigning.campaigns("K1", "K2")
    first, second = (campaigning.members(one, arms) for one in ("K1", "K2"))
    blank = pl.lit(None, dtype=pl.Float64)
    for rows in (campaigning.by_orders(first), first):
        found = measure_response(about, pl.concat([rows, campaigning.by_orders(second)]))
        yield found
        unknown = found.campaigns.with_columns(incremental_profit=blank)
        yield replace(found, campaigns=unknown)


def depths() -> Iterator[Depth]:
    """Deep enough, too deep, and where nobody can say."""
    base = replace(contacting.depth(), best=Interval(0.5, 0.2, 0.8))
    sure, unsure, loss = (
        base.depths.with_columns(profit_low=pl.lit(low), profit=pl.col("depth") * 0 + profit)
        for low, profit in ((1.0, 5.0), (-1.0, 5.0), (-9.0, -5.0))
    )
    some = sure.with_columns(profit=0.5 - pl.col("depth"))
    for table in (sure, unsure, loss, some):
        yield replace(base, depths=table)
    yield replace(base, incremental=False)
    yield replace(base, best=Interval(0.0, 0.0, 0.2))
    yield from (replace(base, over_all=Interval(1.0, low, 2.0)) for low in (0.5, -0.5))
    for why in ("moves_sales", "no_cost"):
        yield replace(base, best=None, over_all=None, why_none=why)


def plans() -> Iterator[Plan]:
    """Seen, unseen and never seen; learnt and assumed."""
    base = contacting.plan()
    told = replace(base.assumed, low=0.01, high=0.2, effect=0.1)
    blank = pl.lit(None, dtype=pl.Float64)
    for power in (pl.lit(0.9), pl.lit(0.4), blank):
        for needed in (400, None):
            table = base.sizes.with_columns(power=power)
            yield replace(base, assumed=told, sizes=table, needed=needed)
    ends = {f"expected_profit_{end}": blank for end in ("low", "high")}
    alone = replace(told, low=None, high=None, learnt_from=None, worth=0.0)
    yield replace(base, assumed=alone, sizes=base.sizes.with_columns(**ends))


def chances() -> Iterator[Propensity]:
    """A model beside RFM and beside one chance for all."""
    base = contacting.propensity()
    for low, high in ((0.1, 0.2), (-0.1, 0.1), (-0.2, -0.1)):
        ahead = Interval((low + high) / 2, low, high)
        model = Interval(1.5, 1 + low, 2.0)
        yield replace(base, lifts=replace(base.lifts, model=model, ahead=ahead))
    worse = base.models.with_columns(log_loss=pl.col("log_loss").rank("dense", descending=True))
    yield from (replace(base, models=worse, tested_by=by) for by in ("time", "customers"))


def changed() -> Iterator[Uplift]:
    """Each group, and a ranking that is none."""
    base = contacting.uplift()
    names = [PERSUADABLE, SURE, UNKNOWN, LOST, SLEEPING]
    groups = base.groups.with_columns(uplift_group=pl.Series(names))
    for low in (0.01, -0.01):
        yield replace(base, groups=groups, qini=replace(base.qini, coefficient_low=low))


def lists() -> Iterator[Result]:
    """Whom a list may contact, what it costs and what its control group can tell."""
    told = targets([1.0] * 4)
    ids = told.select("customer_id")
    for kept, reason in ((0, "no_consent"), (0, "refused")):
        away = ids.with_columns(reason=pl.lit(reason))
        yield plan_list(Suppression(ids.head(kept), away), told, Terms())
    nobody = ids.head(0)
    yield plan_list(Suppression(nobody, nobody.with_columns(reason=pl.lit(""))), told, Terms())
    yield planned([100.0] * 12, 2, contact_cost=5, fixed_cost=20, lift=0.1, control_share=0.2)
    yield planned([100.0] * 12, lift=0.01, fixed_cost=60, budget=70, contact_cost=5)
    yield planned([0.0] * 100, contact_cost=1, control_share=0.5)
    spread = [float(10 * (n % 7)) for n in range(700)]
    yield from (planned(spread, control_share=0.3, lift=lift) for lift in (0.05, 0.9))
    yield planned(spread, control_share=0)
    may = Suppression(ids, nobody.with_columns(reason=pl.lit("")))
    by_value = Terms(contact_cost=1, control_share=0, worth=CLTV)
    for worth in (100.0, 1.0, 0.0):
        yield plan_list(may, told, by_value, ahead=ids.with_columns(worth=pl.lit(worth)))
