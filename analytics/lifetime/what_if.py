"""What if customers left more rarely, an order brought more, money later were worth less?

Each change alone, all else as it was fitted. Rarer leaving counts from now on: who has left by now
stays away. A change of acquisition cost moves what a new customer is worth, not what the present
ones are.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import polars as pl

from analytics.findings import WrongOption
from analytics.lifetime.fits import Fits
from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.models import Model
from analytics.lifetime.outlook import Outlook
from analytics.lifetime.worth import discounts, orders_by_month

MOST = 0.5


@dataclass(frozen=True)
class Changes:
    """Shares of 1: how much more rarely customers leave; points of margin on revenue; points on
    the monthly discount rate; how much more a customer costs to win.

    Each from 0 to :data:`MOST`, else ``WrongOption``.
    """

    retention: float = 0.05
    margin: float = 0.01
    discount: float = 0.005
    acquisition: float = 0.10

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        for name, by in vars(self).items():
            if not 0 <= by <= MOST:
                raise WrongOption(f"{name}_up", by, 0.0, MOST)


def what_if(
    ahead: Outlook, origins: pl.DataFrame, changes: Changes, discount_rate: float
) -> pl.DataFrame:
    """Columns: what_if, change_by, total_value, difference, new_customer_value (less its cost)."""
    cost = float(origins["acquisition_cost"].mean() or 0.0)  # type: ignore[arg-type]
    loyal = ahead.fits.changed(partial(_leaving, rarer=changes.retention))
    rarer = replace(ahead, path=_rarer(ahead, loyal))
    richer = [replace(worth, rate=worth.rate + changes.margin) for worth in ahead.worths]
    later = discounts(ahead.months, discount_rate + changes.discount)
    dearer = cost * (1 + changes.acquisition)
    cases = [
        ("as_is", 0.0, ahead, ahead.fits, cost),
        ("more_loyal", changes.retention, rarer, loyal, cost),
        ("more_margin", changes.margin, replace(ahead, worths=richer), ahead.fits, cost),
        ("more_discount", changes.discount, replace(ahead, discount=later), ahead.fits, cost),
        ("more_acquisition", changes.acquisition, ahead, ahead.fits, dearer),
    ]
    now = float(ahead.value.sum())
    return pl.DataFrame(
        [
            {
                "what_if": name,
                "change_by": by,
                "total_value": float(case.value.sum()),
                "difference": float(case.value.sum()) - now,
                "new_customer_value": _of_new(case, fits) - paid,
            }
            for name, by, case, fits, paid in cases
        ]
    )


def _leaving(fit: Fit, rarer: float) -> dict[str, float]:
    """The parameters with which customers leave so much more rarely: the mean of mu or, nearly, p.

    Pareto/NBD has mean s / beta; of BG/NBD the odds a / b of leaving after an order are taken. By
    NBD nobody leaves.
    """
    parameters = dict(fit.parameters)
    if "beta" in parameters:
        parameters["beta"] /= 1 - rarer
    elif "a" in parameters:
        parameters["a"] *= 1 - rarer
    return parameters


def _rarer(ahead: Outlook, loyal: Fits) -> Floats:
    """Orders by month if those alive now go on with these parameters."""
    path = orders_by_month(loyal, months=ahead.months, per_month=ahead.month)
    now, then = (fits.by_entry(_alive) for fits in (ahead.fits, loyal))
    share = np.zeros_like(then)
    np.divide(now, then, out=share, where=then > 0)
    return np.asarray(path * share[:, None])


def _alive(model: Model, parameters: Floats, seen: Histories) -> Floats:
    return model.alive(parameters, seen)


def _of_new(ahead: Outlook, fits: Fits) -> float:
    """What a new customer brings from the first order on, at the mean margin of an order."""
    ends = [fits.of_new(month * ahead.month) for month in range(1, ahead.months + 1)]
    orders = 1 + float(np.diff([0.0, *ends]) @ ahead.discount)
    return orders * float(ahead.margin.mean())
