"""What future orders are worth today: a path by month, discounted.

Source: P. Fader, B. Hardie and K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4), 2005.
"""

import numpy as np

from analytics.lifetime.fits import Fits
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.models import Model


def orders_by_month(fits: Fits, *, months: int, per_month: float) -> Floats:
    """Orders expected of each entry of ``fits`` in each of the next ``months``: one row an entry.

    ``per_month`` is a month in the unit of the histories.
    """
    return fits.by_entry(
        lambda model, parameters, seen: of_months(
            model, parameters, seen, months=months, per_month=per_month
        )
    )


def of_months(
    model: Model, parameters: Floats, seen: Histories, *, months: int, per_month: float
) -> Floats:
    """The same of one model and its histories."""
    ends = [model.expected(parameters, seen, month * per_month) for month in range(1, months + 1)]
    until = np.column_stack([np.zeros(len(seen.x)), *ends])
    return np.diff(until, axis=1)


def discounts(months: int, monthly_rate: float) -> Floats:
    """What money at the end of each month is worth now. Raises ``ValueError`` below -100 %."""
    if monthly_rate <= -1:
        raise ValueError("a discount rate cannot take more than everything")
    return np.asarray((1 + monthly_rate) ** -np.arange(1.0, months + 1))
