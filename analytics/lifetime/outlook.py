"""A fitted company: its customers, the models of their orders, and what the months ahead bring."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.frames import CUSTOMER_DAYS
from analytics.lifetime.bands import Future, one_by_one
from analytics.lifetime.customers import UNITS, Worth, customers_of, worth_of
from analytics.lifetime.fits import Fits, fit_all
from analytics.lifetime.histories import Floats
from analytics.lifetime.worth import discounts, orders_by_month


@dataclass(frozen=True)
class Outlook:
    """``path``: orders expected in each month ahead, one row an entry of ``fits``.

    ``worths``: the worth of an order in each part of ``fits``, its customers in their order;
    ``margin``: margin of an order of each customer; ``month`` in the unit of the histories.
    """

    customers: pl.DataFrame
    fits: Fits
    together: Worth
    worths: Sequence[Worth]
    path: Floats
    discount: Floats
    month: float

    @property
    def months(self) -> int:
        """How many months it looks ahead."""
        return len(self.discount)

    @property
    def horizon(self) -> float:
        """The same in the unit of the histories."""
        return self.months * self.month

    @property
    def margin(self) -> Floats:
        """Margin of an order of each customer."""
        return self.laid([worth.margin for worth in self.worths])

    @property
    def orders(self) -> Floats:
        """Orders expected of each customer."""
        return self.fits.each(self.path.sum(axis=1))

    @property
    def value(self) -> Floats:
        """Margin expected of each customer, discounted."""
        return self.fits.each(self.path @ self.discount) * self.margin

    @property
    def by_month(self) -> tuple[Floats, Floats]:
        """Orders and discounted margin of all customers in each month."""
        entries = len(self.path)
        heads = np.bincount(self.fits.entry, minlength=entries)
        money = np.bincount(self.fits.entry, self.margin, entries)
        return heads @ self.path, money @ self.path * self.discount

    def laid(self, values: Sequence[Floats]) -> Floats:
        """Values of each part, laid out for each customer."""
        found = np.empty(self.customers.height)
        for one, own in zip(self.fits.parts, values, strict=True):
            found[one.who] = own
        return found

    def futures(self) -> list[Future]:
        """What intervals need: each customer with the discounted margin of an order."""
        orders, discounted = self.orders, self.fits.each(self.path @ self.discount)
        factor = np.full_like(orders, float(self.discount.mean()))
        np.divide(discounted, orders, out=factor, where=orders > 0)
        found = []
        for one, worth in zip(self.fits.parts, self.worths, strict=True):
            known = worth.known(self.customers[one.who.tolist()])
            margin = worth.margin * factor[one.who]
            people = one_by_one(one.seen)
            found.append(Future(one.fit, one.who, people, margin, worth.spend, known))
        return found


def look_ahead(
    frame: pl.DataFrame,
    *,
    as_of: int,
    model: str,
    unit: str,
    months: int,
    discount_rate: float,
    apart: pl.DataFrame | None = None,
) -> Outlook:
    """Fit the customers of a CUSTOMER_DAYS frame and look ``months`` ahead from ``as_of``.

    ``discount_rate`` is a month's; ``apart``: customer_id and group, to fit groups apart. Raises
    ``ValueError`` for unknown options, ``NotEnoughData`` where there are too few repeat customers,
    or no model converges on them.
    """
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    customers = customers_of(rows, as_of=as_of, unit=unit)
    fits = fit_all(customers, model, groups_of(customers, apart))
    together = worth_of(rows, customers, as_of=as_of)
    month = UNITS["month"] / UNITS[unit]
    return Outlook(
        customers=customers,
        fits=fits,
        together=together,
        worths=worths_of(rows, customers, fits, together, as_of=as_of),
        path=orders_by_month(fits, months=months, per_month=month),
        discount=discounts(months, discount_rate),
        month=month,
    )


def groups_of(customers: pl.DataFrame, apart: pl.DataFrame | None) -> pl.Series | None:
    """The group of each customer, where groups are wanted."""
    if apart is None:
        return None
    known = apart.select("customer_id", pl.col("group").cast(pl.String))
    return customers.select("customer_id").join(
        known, on="customer_id", how="left", maintain_order="left"
    )["group"]


def worths_of(
    rows: pl.DataFrame, customers: pl.DataFrame, fits: Fits, together: Worth, *, as_of: int
) -> list[Worth]:
    """The worth of an order in each part: of a group apart drawn to its own mean, else to all's."""
    found = []
    for one in fits.parts:
        if one.group is None:
            found.append(Worth(together.spend[one.who], together.rate[one.who], together.fit))
            continue
        some = customers[one.who.tolist()]
        own = rows.join(some.select("customer_id"), on="customer_id", how="semi")
        found.append(worth_of(own, some, as_of=as_of))
    return found
