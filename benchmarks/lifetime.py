"""Models of repeat buying beside lifetimes, and the whole value of customers.

CPU seconds in one process, both sides in turn on the same customers.
"""

import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import polars as pl

from analytics.lifetime.bg_nbd import BetaGeometric
from analytics.lifetime.customers import customers_of, histories_of, worth_of
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.models import MODELS
from analytics.lifetime.worth import discounts, of_months
from benchmarks.measuring import machine, table, write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import lifetimes
    from lifetimes.utils import _customer_lifetime_value as value_of

BG_SIZES, PARETO, VALUE = (100_000, 1_000_000), 20_000, 100_000
ROUNDS = 3
WEEKS = 104
_MONTH = 365.25 / 12 / 7
ABOUT = """BG/NBD and Pareto/NBD fitted from three numbers a customer (ours includes the grouping
of equal histories), and the discounted margin of twelve months at fitted parameters; BG/NBD buyers
of two years, seen by the day. Medians of three rounds in turn, one process, CPU seconds. The last
row goes from order days in memory to the value of each customer."""
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


def cold(customers: int) -> float:
    """From order days in memory to fitted BG/NBD, spend, margin and twelve months: CPU seconds."""
    x, t_x, age = buyers(customers)
    chance = np.random.default_rng(2)
    orders = x + 1
    who = np.repeat(np.arange(customers), orders)
    place = np.arange(len(who)) - np.repeat(np.cumsum(orders) - orders, orders)
    part = place / np.maximum(np.repeat(x, orders), 1)
    since = np.repeat(age - t_x, orders) + (1 - part) * np.repeat(t_x, orders)
    revenue = chance.gamma(6.0, 10.0, len(who))
    ids = pl.Series([f"C{n:07}" for n in range(customers)]).gather(who)
    frame = (
        pl.DataFrame({"customer_id": ids, "day": 20_000 - np.rint(since * 7).astype(np.int64)})
        .with_columns(orders=pl.lit(1, pl.Int64), revenue=revenue, margin=revenue * 0.3)
        .unique(["customer_id", "day"])
    )
    begin = time.process_time()
    people = customers_of(frame, as_of=20_000)
    seen = histories_of(people)
    fit = BetaGeometric().fit(seen)
    worth = worth_of(frame, people, as_of=20_000)
    path = of_months(BetaGeometric(), fit.values, seen, months=12, per_month=_MONTH)
    seen.each(path @ discounts(12, 0.01)) * worth.margin
    return time.process_time() - begin


def main(
    sizes: Sequence[int] = BG_SIZES,
    pareto: int = PARETO,
    value: int = VALUE,
    rounds: int = ROUNDS,
) -> str:
    """Measure all and write the table; gives its text."""
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
    largest = max(sizes)
    rows.append(
        ("order days to value, BG/NBD", f"{largest:,}", f"{cold(largest):.2f}", "–", "–"),
    )
    text = table(("step", "customers", "ours, CPU s", "lifetimes, CPU s", "of it"), rows)
    write("lifetime", "# Lifetime value", ABOUT, text, machine("numpy", "scipy", "lifetimes"))
    return text


if __name__ == "__main__":
    print(main([int(size) for size in sys.argv[1:]] or BG_SIZES))
