"""The value of customers with contracts, in the same shape as that of customers who order."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.findings import WrongOption
from analytics.frames import CUSTOMER_DAYS, CUSTOMER_ORIGINS
from analytics.lifetime.contracts import Running, changed, run_on
from analytics.lifetime.groups import add_referrals, by_group
from analytics.lifetime.standings import by_action, ranked
from analytics.lifetime.value import LONGEST, Lifetime
from analytics.lifetime.what_if import Changes
from analytics.lifetime.worth import discounts

_EPOCH = date(1970, 1, 1)
_MONTH = 365.25 / 12


def forecast_contracts(
    frame: pl.DataFrame,
    *,
    as_of: int,
    months: int = 12,
    discount_rate: float = 0.01,
    margin_rate: float = 1.0,
    origins: pl.DataFrame | None = None,
    changes: Changes | None = None,
) -> Lifetime:
    """The value of the contracts of a CONTRACTS frame in the ``months`` after day ``as_of``.

    An "order" is a month paid. Raises ``WrongOption``; ``NotEnoughData`` where too few contracts
    have ended to learn from.
    """
    if not 0 < months <= LONGEST:
        raise WrongOption("horizon", months, 0, LONGEST)
    running = run_on(
        frame, as_of=as_of, months=months, discount_rate=discount_rate, margin_rate=margin_rate
    )
    known = CUSTOMER_ORIGINS.empty() if origins is None else CUSTOMER_ORIGINS.check(origins)
    found, total = running.customers(as_of)
    day = pl.lit(_EPOCH) + pl.duration(days=pl.col("last_number"))
    people = ranked(
        found.with_columns(
            last_day=day.cast(pl.Date),
            value_low=pl.Series(total.low),
            value_high=pl.Series(total.high),
            potential=pl.col("value_ahead") - pl.col("margin_before"),
        ).drop("last_number")
    )
    paid = CUSTOMER_DAYS.empty()  # margin by month of life is not known of contracts
    return Lifetime(
        model=running.fit.model,
        parameters=running.fit.parameters,
        log_likelihood=running.fit.log_likelihood,
        converged=running.fit.converged,
        total=total,
        months=months,
        customers=add_referrals(people, known),
        path=_path(running, as_of),
        groups=by_group(people, paid, known, as_of=as_of),
        actions=by_action(people),
        what_if=_what_if(running, changes or Changes(), discount_rate),
        fits=pl.DataFrame(),
        own_parameters=pl.DataFrame(),
    )


def _path(running: Running, as_of: int) -> pl.DataFrame:
    first = _EPOCH + timedelta(days=as_of + 1)
    months = len(running.discount)
    value = running.margin @ running.path * running.discount
    return pl.DataFrame(
        {
            "month_ahead": np.arange(1, months + 1),
            "start": [first + timedelta(days=round(_MONTH * step)) for step in range(months)],
            "expected_orders": running.path.sum(axis=0),
            "value_ahead": value,
            "value_so_far": value.cumsum(),
        }
    )


def _what_if(running: Running, changes: Changes, discount_rate: float) -> pl.DataFrame:
    months = len(running.discount)
    later = discounts(months, discount_rate + changes.discount)
    richer = replace(running, margin_rate=running.margin_rate + changes.margin)
    cases = [
        ("as_is", 0.0, running),
        ("more_loyal", changes.retention, changed(running, changes.retention)),
        ("more_margin", changes.margin, richer),
        ("more_discount", changes.discount, replace(running, discount=later)),
    ]
    values = [float(case.margin @ case.path @ case.discount) for _, _, case in cases]
    return pl.DataFrame(
        {
            "what_if": [name for name, _, _ in cases],
            "change_by": [by for _, by, _ in cases],
            "total_value": values,
            "difference": [value - values[0] for value in values],
            "new_customer_value": pl.Series([None] * len(cases), dtype=pl.Float64),
        }
    )
