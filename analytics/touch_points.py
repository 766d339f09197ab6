"""What reaches us at which touch point, what does it take, and how does it end?

Contacts of a period are counted, timed, costed and followed to their end, by whatever they can be
put in groups by. Shares stand over what is known of each, with Wilson's interval; means of
satisfaction with that of t. Where too few tell, nothing is given.

Source: the measures are the call centre's usual ones, as in J. Anton, "The past, present and future
of customer access centers", International Journal of Service Industry Management 11(2), 2000; time
to resolve by Kaplan and Meier (``analytics.waiting``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics import contact_groups, faq
from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import CONTACT_GROUPS, INTERACTIONS
from analytics.issues import DAY, WITHIN_A_WEEK, Rule, agents_per_issue, with_issues

GROUPS = (
    *("touch_point", "kind", "topic", "department", "staff_id"),
    *("hour", "weekday", "segment", "tier"),
)
"""What contacts can be put in groups by; hour and weekday follow from their time."""
SELF_SERVICE = ("web", "app")
"""Touch points at which customers help themselves, unless said otherwise."""
FIGURES = (
    *("contacts", "contact_minutes", "contacts_cost", "cost_per_contact", "resolved_share"),
    *("first_contact_share", "repeat_share", "resolve_median_hours", "agents_per_issue"),
    *("contacts_per_issue", "self_service_share", "satisfaction"),
)
"""The figures that are set against the period before."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SURE = 3.0  # standard errors of two Poisson counts beyond which a change is told


@dataclass(frozen=True)
class Days:
    """Day numbers (since 1970-01-01): of the period, the last one seen, and what came before.

    ``before`` is the first day of the period of equal length before; None where the contacts of
    the company do not reach back that far.
    """

    start: int
    end: int
    as_of: int
    before: int | None = None

    @property
    def length(self) -> int:
        """How many days the period has."""
        return self.end - self.start + 1


@dataclass(frozen=True)
class TouchPoints:
    """``groups``: group, contacts, share, contact_minutes, contacts_cost, cost_per_contact;
    resolved_share, first_contact_share and repeat_share, each with its interval and ``_of``, what
    it is a share of; satisfaction with interval and satisfaction_marks; resolve_median_hours,
    resolve_most_hours; contacts_before, change.

    ``months``: month, touch_point, contacts, contacts_cost. ``hours``: weekday (1 is Monday), hour,
    contacts. ``figures``: figure, now, before, change. ``faq``: see :mod:`analytics.faq`.
    """

    groups: pl.DataFrame
    months: pl.DataFrame
    hours: pl.DataFrame
    figures: pl.DataFrame
    faq: pl.DataFrame
    by: str
    totals: Mapping[str, Value]
    deflection: float

    def summary(self) -> Mapping[str, Value]:
        """The figures of all contacts together, and what answers to topics would save."""
        best = self.faq.filter(pl.col("savings_year") > 0)
        return {**self.totals, "savings_year": float(best["savings_year"].sum())}

    def findings(self) -> list[Finding]:
        """What contacts take and how they end; what changed; what answers would save."""
        told = ("contacts", "contacts_cost", "first_contact_share")
        fields = {name: self.totals[name] for name in told}
        whole = fields["first_contact_share"] is not None
        key = "touch_points.find_contacts" if whole else "touch_points.find_volume"
        found = [Finding(key, fields if whole else {k: fields[k] for k in told[:2]})]
        found += self._change()
        found += self._unhappy()
        if self.faq.height and self.faq["savings_year"][0] > 0:
            first = self.faq.row(0, named=True)
            names = ("topic", "savings_year", "simple_share", "contacts")
            said = {name: first[name] for name in names} | {"deflection": self.deflection}
            found.append(Finding("touch_points.find_faq", said))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The groups, months, hours, the figures against the period before, and the topics."""
        return {
            "groups": self.groups.rename({"group": self.key}),
            "months": self.months,
            "hours": self.hours,
            "figures": self.figures,
            "faq": self.faq,
        }

    @property
    def key(self) -> str:
        """The figure that names a group: touch_point, contact_kind, ..."""
        return "contact_kind" if self.by == "kind" else self.by

    def _change(self) -> list[Finding]:
        """Said only where chance would hardly move a count so far."""
        row = self.figures.row(0, named=True)
        now, before = row["now"], row["before"]
        if not before or abs(now - before) <= _SURE * (now + before) ** 0.5:
            return []
        fields: dict[str, Value] = {"change": row["change"], "contacts_before": int(before)}
        more = now > before
        key = "touch_points.find_more" if more else "touch_points.find_fewer"
        return [Finding(key, fields, good=not more)]

    def _unhappy(self) -> list[Finding]:
        """The least satisfied group, where its interval lies wholly below the mean of all."""
        mean = self.totals["satisfaction"]
        if mean is None or self.by != "touch_point":
            return []
        low = self.groups.filter(
            pl.col("satisfaction_high") < _number(mean), pl.col("group").is_not_null()
        ).sort("satisfaction", "group")
        if low.is_empty():
            return []
        row = low.row(0, named=True)
        fields: dict[str, Value] = {
            "touch_point": row["group"],
            "satisfaction": row["satisfaction"],
            "satisfaction_marks": row["satisfaction_marks"],
            "satisfaction_all": mean,
        }
        return [Finding("touch_points.find_unhappy", fields, good=False)]


def read_contacts(
    frame: pl.DataFrame,
    days: Days,
    *,
    by: str = "touch_point",
    groups: pl.DataFrame | None = None,
    rule: Rule = WITHIN_A_WEEK,
    self_service: tuple[str, ...] = SELF_SERVICE,
    deflection: float = 0.3,
) -> TouchPoints:
    """Read an INTERACTIONS frame that begins ``rule.days`` before the first day compared.

    ``groups`` (CONTACT_GROUPS) says where customers stand, for ``by`` segment or tier.
    ``deflection`` is the share of simple contacts that a page of answers would spare. Raises
    ``NotEnoughData`` without a contact in the period, ``WrongOption``, ``ValueError``.
    """
    if by not in GROUPS:
        raise ValueError(f"by must be one of {', '.join(GROUPS)}; got {by!r}")
    if not 0 < deflection <= 1:
        raise WrongOption("deflection", deflection)
    last = (days.as_of + 1) * DAY
    rows = with_issues(INTERACTIONS.check(frame).sort("at", "interaction_id"), rule, last)
    rows = rows.with_columns(day=pl.col("at") // DAY)
    now = rows.filter(pl.col("day").is_between(days.start, days.end))
    if now.is_empty():
        raise NotEnoughData("not_enough.no_contacts_in_period")
    before = None
    if days.before is not None:
        before = rows.filter(pl.col("day").is_between(days.before, days.start - 1))
    now = _named(now, by, groups)
    before = None if before is None else _named(before, by, groups)
    totals = _totals(now, last, self_service)
    return TouchPoints(
        contact_groups.by_group(now, before, by, last),
        _months(now),
        _hours(now),
        _figures(totals, before, last, self_service),
        faq.candidates(now, days=days.length, self_service=self_service, deflection=deflection),
        by,
        totals,
        deflection,
    )


def _named(rows: pl.DataFrame, by: str, groups: pl.DataFrame | None) -> pl.DataFrame:
    """The rows with the column to put them in groups by."""
    if by in ("segment", "tier"):
        known = CONTACT_GROUPS.empty() if groups is None else CONTACT_GROUPS.check(groups)
        return rows.join(known.select("customer_id", by), on="customer_id", how="left")
    if by == "hour":
        return rows.with_columns(hour=contact_groups.hour().cast(pl.String).str.zfill(2) + ":00")
    if by == "weekday":
        names = dict(enumerate(_WEEKDAYS, 1))
        day = contact_groups.weekday().replace_strict(names, return_dtype=pl.String)
        return rows.with_columns(weekday=day)
    return rows


def _totals(rows: pl.DataFrame, last: int, self_service: tuple[str, ...]) -> dict[str, Value]:
    """The figures of all contacts together."""
    whole = contact_groups.whole(rows, last)
    known = rows["touch_point"].drop_nulls()
    own = known.str.to_lowercase().is_in([name.lower() for name in self_service])
    agents, contacts, issues = agents_per_issue(rows)
    return {
        **whole,
        "contacts": rows.height,
        "self_service_share": float(own.sum() / len(known)) if len(known) else None,
        "issues": issues,
        "agents_per_issue": agents,
        "contacts_per_issue": contacts,
        "anonymous_contacts": int(rows["customer_id"].null_count()),
    }


def _figures(
    now: Mapping[str, Value],
    before: pl.DataFrame | None,
    last: int,
    self_service: tuple[str, ...],
) -> pl.DataFrame:
    """Each figure in the period and in the one before."""
    compared = before is not None and before.height
    then = _totals(before, last, self_service) if before is not None and compared else {}
    rows = [
        {"figure": name, "now": _number(now[name]), "before": _number(then.get(name))}
        for name in FIGURES
    ]
    schema = {"figure": pl.String, "now": pl.Float64, "before": pl.Float64}
    change = pl.col("now") / pl.col("before") - 1
    return pl.DataFrame(rows, schema=schema).with_columns(
        change=pl.when(pl.col("before") > 0).then(change)
    )


def _number(value: Value) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type] # never a date


def _months(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.group_by(contact_groups.month().alias("month"), "touch_point")
        .agg(contacts=pl.len().cast(pl.Int64), contacts_cost=pl.col("cost").sum())
        .sort("month", "touch_point", nulls_last=True)
    )


def _hours(rows: pl.DataFrame) -> pl.DataFrame:
    times = (contact_groups.weekday().alias("weekday"), contact_groups.hour().alias("hour"))
    counted = rows.group_by(times).agg(contacts=pl.len().cast(pl.Int64))
    return counted.select("weekday", "hour", "contacts").sort("weekday", "hour")
