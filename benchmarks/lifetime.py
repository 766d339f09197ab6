"""Models of repeat buying beside lifetimes, and the whole value of customers.

CPU seconds in one process, both sides in turn on the same customers.
"""

import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import polars as pl

from analytics.backtest import prove
from analytics.lifetime.bg_nbd import BetaGeometric
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.models import MODELS
from analytics.lifetime.value import forecast_value
from analytics.lifetime.worth import discounts, of_months
from benchmarks.measuring import machine, table, write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import lifetimes
    from lifetimes.utils import _customer_lifetime_value as value_of

BG_SIZES, PARETO, VALUE, MANY = (100_000, 1_000_000), 20_000, 100_000, 10_000_000
ROUNDS = 5
AS_OF = 20_000
WEEKS = 104
_MONTH = 365.25 / 12 / 7
ABOUT = """BG/NBD and Pareto/NBD fitted from three numbers a customer (ours includes the grouping
of equal histories), and the discounted margin of twelve months at fitted parameters; BG/NBD buyers
of two years, seen by the day. Medians of {rounds} rounds in turn, one process, CPU seconds. The
last two rows go from order days in memory to all that the pages show, once: value with its
intervals, what-ifs and groups; and the proof with three models, challenger and intervals, on a
sample of 100,000 customers. Load of the machine (two processors) when it began: {load:.1f}."""
Cost = Mapping[str, float]


def buyers(customers: int, seed: int = 1) -> tuple[np.ndarray, Floats, Floats]:
    """x, t_x and T in weeks, by whole days, of customers who live by BG/NBD."""
    chance = np.random.default_rng(seed)
    age = chance.integers(7, WEEKS * 7, customers) / 7
    rate = np.maximum(chance.gamma(0.8, 1 / 6.0, customers), 1e-9)
    leaves = chance.beta(0.7, 3.5, customers)
    x, t_x = np.zeros(customers, dtype=np.int64), np.zeros(customers)
    here, now = np.arange(customers), np.zeros(customers)
    while len(here):
        now = now + np.ceil(chance.exponential(7 / rate[here])) / 7
        on = now <= age[here]
        here, now = here[on], now[on]
        x[here] += 1
        t_x[here] = now
        stays = chance.random(len(here)) >= leaves[here]
        here, now = here[stays], now[stays]
    return x, t_x, age


def in_turn(steps: Mapping[str, Callable[[], object]], rounds: int) -> Cost:
    """Median CPU seconds of each step; a round runs every step once."""
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            begin = time.process_time()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                step()
            found[name].append(time.process_time() - begin)
    return {name: float(np.median(seconds)) for name, seconds in found.items()}


def fits(model: str, customers: int, rounds: int = ROUNDS) -> Cost:
    """One model fitted by both."""
    x, t_x, age = buyers(customers)
    peer = {"bg_nbd": lifetimes.BetaGeoFitter, "pareto_nbd": lifetimes.ParetoNBDFitter}[model]
    frame = pd.DataFrame({"x": x, "t_x": t_x, "T": age})
    return in_turn(
        {
            "ours": lambda: MODELS[model].fit(Histories.of(x, t_x, age)),
            "lifetimes": lambda: peer(penalizer_coef=0.0).fit(frame.x, frame.t_x, frame["T"]),
        },
        rounds,
    )


def values(customers: int, rounds: int = ROUNDS) -> Cost:
    """Twelve months at 1 % a month, at the parameters of lifetimes and a given spend, by both."""
    x, t_x, age = buyers(customers)
    frame = pd.DataFrame({"x": x, "t_x": t_x, "T": age})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = lifetimes.BetaGeoFitter(penalizer_coef=0.0).fit(frame.x, frame.t_x, frame["T"])
    place = peer.params_[list(BetaGeometric.names)].to_numpy()
    spend = np.full(customers, 40.0)

    def ours() -> Floats:
        seen = Histories.of(x, t_x, age)
        path = of_months(BetaGeometric(), place, seen, months=12, per_month=_MONTH)
        return np.asarray(seen.each(path @ discounts(12, 0.01)) * spend)

    def theirs() -> object:
        spent = pd.Series(spend)
        return value_of(peer, frame.x, frame.t_x, frame["T"], spent, 12, 0.01, freq="W")

    return in_turn({"ours": ours, "lifetimes": theirs}, rounds)


def order_days(customers: int) -> pl.DataFrame:
    """CUSTOMER_DAYS of such customers, each with a level of spend of their own."""
    x, t_x, age = buyers(customers)
    chance = np.random.default_rng(2)
    orders = x + 1
    who = np.repeat(np.arange(customers), orders)
    place = np.arange(len(who)) - np.repeat(np.cumsum(orders) - orders, orders)
    part = place / np.maximum(np.repeat(x, orders), 1)
    since = np.repeat(age - t_x, orders) + (1 - part) * np.repeat(t_x, orders)
    level = 40.0 / np.maximum(chance.gamma(4.0, 1.0, customers), 0.05)
    revenue = chance.gamma(6.0, 1.0, len(who)) * level[who]
    ids = pl.Series([f"C{n:07}" for n in range(customers)]).gather(who)
    return (
        pl.DataFrame({"customer_id": ids, "day": AS_OF - np.rint(since * 7).astype(np.int64)})
        .with_columns(orders=pl.lit(1, pl.Int64), revenue=revenue, margin=revenue * 0.3)
        .unique(["customer_id", "day"])
        .sort("customer_id", "day")
    )


def alone(customers: int) -> float:
    """BG/NBD fitted to so many, which is too long for the peer: CPU seconds."""
    x, t_x, age = buyers(customers)
    return in_turn({"ours": lambda: BetaGeometric().fit(Histories.of(x, t_x, age))}, 1)["ours"]


def whole(customers: int) -> Mapping[str, tuple[float, float, float]]:
    """From order days in memory to all that the pages show, once, cold.

    CPU seconds, seconds, and the load of the machine when the step began.
    """
    frame = order_days(customers)
    steps = {
        "order days to value, BG/NBD": lambda: forecast_value(frame, as_of=AS_OF, model="bg_nbd"),
        "order days to proof, best model": lambda: prove(frame, as_of=AS_OF),
    }
    found = {}
    for name, step in steps.items():
        load, begin, watch = os.getloadavg()[0], time.process_time(), time.perf_counter()
        step()
        found[name] = (time.process_time() - begin, time.perf_counter() - watch, load)
    return found


def main(
    sizes: Sequence[int] = BG_SIZES,
    pareto: int = PARETO,
    value: int = VALUE,
    many: int = MANY,
    rounds: int = ROUNDS,
) -> str:
    """Measure all and write the table; gives its text."""
    load = os.getloadavg()[0]
    costs = [("BG/NBD fit", size, fits("bg_nbd", size, rounds)) for size in sizes]
    costs.append(("Pareto/NBD fit", pareto, fits("pareto_nbd", pareto, rounds)))
    costs.append(("CLTV, 12 months", value, values(value, rounds)))
    rows = [
        (
            name,
            f"{size:,}",
            f"{cost['ours']:.2f}",
            f"{cost['lifetimes']:.2f}",
            f"{cost['lifetimes'] / max(cost['ours'], 1e-9):.1f}x",
        )
        for name, size, cost in costs
    ]
    rows.append(("BG/NBD fit", f"{many:,}", f"{alone(many):.2f}", "–", "–"))
    largest = max(sizes)
    for name, (cpu, seconds, busy) in whole(largest).items():
        said = f"{cpu:.2f} ({seconds:.1f} s at load {busy:.0f})"
        rows.append((name, f"{largest:,}", said, "–", "–"))
    text = table(("step", "customers", "ours, CPU s", "lifetimes, CPU s", "of it"), rows)
    about = ABOUT.format(rounds=rounds, load=load)
    write("lifetime", "# Lifetime value", about, text, machine("numpy", "scipy", "lifetimes"))
    return text


if __name__ == "__main__":
    print(main([int(size) for size in sys.argv[1:]] or BG_SIZES))
