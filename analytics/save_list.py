"""Which valuable customers are slipping away, and why do we think so?

Two signs are looked for. *Overdue*: at least three gaps between orders are known, and the silence
since the last order has passed the customer's own limit, within the last lapse period. *Falling*:
the chance of being alive has dropped since a lapse period ago. Value at risk is what was expected
of the customer then, less what is expected now: who left long ago has none left to lose. Where the
model lets nobody leave (NBD) there is no such chance, and what is at risk is how much slower
somebody overdue now seems to be.

Sources: of the chance of being alive, the models in :mod:`analytics.lifetime`; of a spread that one
long gap does not move, P. Rousseeuw and C. Croux, "Alternatives to the Median Absolute Deviation",
Journal of the American Statistical Association 88, 1993.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.flow import usual_gap
from analytics.frames import CUSTOMER_DAYS
from analytics.lifetime.customers import UNITS, customers_of, histories_of
from analytics.lifetime.fits import AUTO
from analytics.lifetime.models import MODELS
from analytics.lifetime.nbd import NBD
from analytics.lifetime.outlook import Outlook, look_ahead
from analytics.lifetime.worth import of_months

GAPS = 3  # known ones, for a rhythm
FALL = 0.15  # points the chance of being alive must have dropped
LONGEST = 120  # months
_SPREADS = 2.0
_LEAST_SPREAD = 0.25  # of the usual gap: nobody is a clock
_NORMAL = 1.4826  # median absolute deviation to standard deviation
_CONTROL = 0.2
_CUTOFF = 0.8
_MONTH = 365.25 / 12
_DISCOUNT = 0.01

COLUMNS = (
    *("rank", "customer_id", "reason", "recency_days", "usual_gap_days", "limit_days"),
    *("alive_before", "alive", "value_before", "value_ahead", "value_at_risk"),
)


@dataclass(frozen=True)
class SaveList:
    """``customers``, most value at risk first: rank, customer_id, reason (overdue, falling,
    overdue_falling), recency_days, usual_gap_days and limit_days (blank without a rhythm),
    alive_before and alive (chances a lapse period ago and now), value_before and value_ahead
    (margin of ``months``, as expected then and now), value_at_risk.

    ``everyone`` counts all customers. ``model`` is None where none could be fitted, or the one that
    was is ``doubted``: its proof failed, or there is none. Chances and value_ahead are then blank,
    and value is what the customer brought in as many months before. Chances are blank, too, where
    the model lets nobody leave.
    """

    customers: pl.DataFrame
    everyone: int
    lapse_days: int
    months: int
    model: str | None
    doubted: bool = False

    @property
    def fitted(self) -> bool:
        """Whether a model could be fitted, believed or not."""
        return self.model is not None or self.doubted

    @property
    def by_chance(self) -> bool:
        """Whether there are chances of being alive, which could fall."""
        return self.model is not None and self.model != NBD.name

    def summary(self) -> Mapping[str, Value]:
        """How many are slipping, why, and what goes with them."""
        rows, size = self.customers, self.customers.height
        reasons = dict(rows.group_by("reason").len().iter_rows())
        both = reasons.get("overdue_falling", 0)
        return {
            "model": self.model,
            "customers": self.everyone,
            "slipping": size,
            "slipping_share": size / self.everyone,
            "value_at_risk": float(rows["value_at_risk"].sum()),
            "customers_for_risk": self._few(),
            "overdue_customers": reasons.get("overdue", 0) + both,
            "falling_customers": reasons.get("falling", 0) + both if self.by_chance else None,
            "lapse_days": self.lapse_days,
            "horizon_months": self.months,
            "control_size": round(size * _CONTROL),
        }

    def findings(self) -> list[Finding]:
        """What is at risk; who comes first; how to learn whether saving works."""
        summary = self.summary()
        if self.customers.is_empty():
            nobody: dict[str, Value] = {"customers": self.everyone}
            none = "save_list.find_none" if self.by_chance else "save_list.find_none_late"
            return [Finding(none, nobody, good=True), *self._without_chances()]
        names = ("slipping", "value_at_risk", "horizon_months")
        found = [Finding(self._opening(), {n: summary[n] for n in names}, good=False)]
        few: dict[str, Value] = {
            "customers_for_risk": summary["customers_for_risk"],
            "cutoff": _CUTOFF,
        }
        found.append(Finding("save_list.find_few", few))
        if self.customers.height >= 2 / _CONTROL:
            control: dict[str, Value] = {"control_size": summary["control_size"]}
            found.append(Finding("save_list.find_control", control))
        return [*found, *self._without_chances()]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The list."""
        return {"save_list": self.customers}

    def _few(self) -> int:
        """The fewest customers who together hold four fifths of what is at risk."""
        running = self.customers["value_at_risk"].cum_sum()
        if running.is_empty():
            return 0
        return int((running < _CUTOFF * float(running[-1])).sum()) + 1

    def _opening(self) -> str:
        """The key of the first sentence: what the amount is of."""
        if self.model is None:
            return "save_list.find_list_brought"
        return "save_list.find_list" if self.by_chance else "save_list.find_list_late"

    def _without_chances(self) -> list[Finding]:
        """Why nobody's chance of being alive is told."""
        months: dict[str, Value] = {"horizon_months": self.months}
        if self.by_chance:
            return []
        if self.model is not None:
            return [Finding("save_list.find_nobody_leaves", {"lapse_days": self.lapse_days})]
        return [Finding(f"save_list.find_{'doubted' if self.doubted else 'no_model'}", months)]


def rhythms(frame: pl.DataFrame) -> pl.DataFrame:
    """customer_id, usual_gap_days and limit_days of those with :data:`GAPS` gaps or more.

    The usual gap is the median. The limit is that and two spreads; a spread is 1.4826 times the
    median distance from the median, and at least a quarter of the usual gap.
    """
    days = CUSTOMER_DAYS.check(frame).sort("customer_id", "day")
    gaps = days.select("customer_id", gap=pl.col("day").diff().over("customer_id")).drop_nulls()
    usual = pl.col("gap").median()
    spread = _NORMAL * (pl.col("gap") - usual).abs().median()
    limit = usual + _SPREADS * pl.max_horizontal(spread, _LEAST_SPREAD * usual)
    return (
        gaps.group_by("customer_id")
        .agg(known=pl.len(), usual_gap_days=usual, limit_days=limit)
        .filter(pl.col("known") >= GAPS)
        .drop("known")
        .sort("customer_id")
    )


def find_slipping(
    frame: pl.DataFrame,
    *,
    as_of: int,
    lapse: int | None = None,
    months: int = 12,
    model: str = AUTO,
    unit: str = "week",
    believed: bool = True,
) -> SaveList:
    """Who of a CUSTOMER_DAYS frame is slipping away on day number ``as_of``.

    ``lapse`` in days says how far back to compare, else it is learnt from the gaps; values are of
    ``months``. ``believed``: whether the model passed its proof; else it is left aside. Raises
    ``WrongOption`` and ``ValueError`` for unknown options, ``NotEnoughData`` where nobody ordered,
    no lapse rule can be learnt, or nobody has a rhythm and no model is at hand.
    """
    if not 0 < months <= LONGEST:
        raise WrongOption("horizon", months, 0, LONGEST)
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    days = lapse or usual_gap(rows)
    if rows.is_empty() or days is None:
        raise NotEnoughData("not_enough.no_gaps", gaps=30)
    people = rows.group_by("customer_id").agg(recency_days=as_of - pl.col("day").max())
    fitted = _ahead(rows, as_of=as_of, model=model, unit=unit, months=months)
    ahead = fitted if believed else None
    then = as_of - days
    worth = _brought(rows, as_of, months) if ahead is None else _expected(ahead, rows, then, unit)
    beats = rhythms(rows)
    if ahead is None and beats.is_empty():
        raise NotEnoughData("not_enough.no_rhythms")
    known = people.join(beats, on="customer_id", how="left")
    known = known.join(worth, on="customer_id", how="left")
    chosen = ahead.fits.together.model if ahead is not None else None
    doubted = fitted is not None and not believed
    return SaveList(_slipping(known, days), people.height, days, months, chosen, doubted)


def _ahead(rows: pl.DataFrame, *, as_of: int, model: str, unit: str, months: int) -> Outlook | None:
    """What a model expects; None where none can be fitted, or its figures are none."""
    try:
        found = look_ahead(
            rows, as_of=as_of, model=model, unit=unit, months=months, discount_rate=_DISCOUNT
        )
    except NotEnoughData:
        return None
    sound = np.isfinite(found.value).all() and np.isfinite(found.fits.alive()).all()
    return found if sound else None


def _expected(ahead: Outlook, rows: pl.DataFrame, then: int, unit: str) -> pl.DataFrame:
    """Chance and value of each customer now, and as they were on the day ``then``.

    The parameters and the worth of an order are today's; orders after ``then`` are not seen.
    """
    now = ahead.customers.select(
        "customer_id",
        alive=pl.Series(ahead.fits.alive()),
        value_ahead=pl.Series(ahead.value),
        order_margin=pl.Series(ahead.margin),
    )
    past = customers_of(rows, as_of=then, unit=unit)
    if past.is_empty():
        blank = [pl.lit(None, pl.Float64).alias(c) for c in ("alive_before", "value_before")]
        return now.with_columns(blank).drop("order_margin")
    seen, fit = histories_of(past), ahead.fits.together
    model, values = MODELS[fit.model], fit.values
    month = UNITS["month"] / UNITS[unit]
    path = of_months(model, values, seen, months=ahead.months, per_month=month)
    before = past.select(
        "customer_id",
        alive_before=pl.Series(seen.each(model.alive(values, seen))),
        worth=pl.Series(seen.each(path @ ahead.discount)),
    )
    joined = now.join(before, on="customer_id", how="left", maintain_order="left")
    value = pl.col("worth") * pl.col("order_margin")
    told = joined.with_columns(value_before=value).drop("order_margin", "worth")
    if model.name != NBD.name:
        return told
    return told.with_columns(pl.lit(None, pl.Float64).alias(c) for c in ("alive_before", "alive"))


def _brought(rows: pl.DataFrame, as_of: int, months: int) -> pl.DataFrame:
    """Without a model: what each customer brought in as many months before."""
    lately = rows.filter(pl.col("day") > as_of - round(months * _MONTH))
    blank = ("alive_before", "alive", "value_ahead")
    return lately.group_by("customer_id").agg(
        *[pl.lit(None, pl.Float64).alias(name) for name in blank],
        value_before=pl.col("margin").sum(),
    )


def _slipping(people: pl.DataFrame, days: int) -> pl.DataFrame:
    """Those with a sign and something at risk, ranked."""
    late = pl.col("recency_days") - pl.col("limit_days")
    overdue = ((late > 0) & (late <= days)).fill_null(value=False)
    falling = (pl.col("alive_before") - pl.col("alive") >= FALL).fill_null(value=False)
    reason = (
        pl.when(overdue & falling)
        .then(pl.lit("overdue_falling"))
        .when(overdue)
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("falling"))
    )
    at_risk = pl.col("value_before") - pl.col("value_ahead").fill_null(0.0)
    ranked = (
        people.filter(overdue | falling)
        .with_columns(reason=reason, value_at_risk=at_risk)
        .filter(pl.col("value_at_risk") > 0)
        .sort("value_at_risk", "customer_id", descending=[True, False])
    )
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    return ranked.with_columns(rank=place).select(COLUMNS)
