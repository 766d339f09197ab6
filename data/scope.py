"""What a question is asked about: the filters in every frame, key, link and export."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date


class ScopeError(ValueError):
    """A scope that means nothing. ``key`` and ``fields`` say why in the catalogue of words."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(f"{key}: {fields}")
        self.key = key
        self.fields = fields


@dataclass(frozen=True)
class Scope:
    """One company, one period, and the filters. Empty filters let everything through.

    ``start`` and ``end`` are inclusive. Nothing after ``as_of`` is seen; None means the last day
    with an order of this company. ``start`` None is the first day with a line, ``end`` None is
    ``as_of``. Channel and region are the order line's, the customer type is the customer's.
    ``segment`` names a saved segment, or one of the RFM map (``rfm:champions``);
    ``segment_version`` says which definition of it was meant, filled in when it is settled.
    """

    company: str
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    channel: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    customer_type: tuple[str, ...] = ()
    segment: str | None = None
    segment_version: str | None = None

    def between(self, start: date, end: date) -> "Scope":
        """The same filters over another period."""
        return replace(self, start=start, end=end)

    @property
    def cuts_orders(self) -> bool:
        """Whether a filter parts a customer's orders: then costs of the whole customer stay out."""
        return bool(self.channel or self.region)

    def as_fields(self) -> Mapping[str, str | list[str] | None]:
        """The scope in plain values, for JSON, the URL and the head of an export."""
        return {
            "company": self.company,
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "channel": list(self.channel),
            "region": list(self.region),
            "customer_type": list(self.customer_type),
            "segment": self.segment,
            "segment_version": self.segment_version,
        }


@dataclass(frozen=True)
class Period:
    """A settled period: its days are known. ``as_of`` is not before ``end``."""

    start: date
    end: date
    as_of: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def before(self) -> "Period":
        """The period of the same length that ends the day before this one starts."""
        start = self.start.toordinal() - self.days
        return Period(_day(start), _day(self.start.toordinal() - 1), self.as_of)

    def year_before(self) -> "Period":
        """The same days one year earlier."""
        return Period(_a_year_earlier(self.start), _a_year_earlier(self.end), self.as_of)


def settle(scope: Scope, first: date, last: date) -> tuple[Scope, Period]:
    """Fill in the dates that ``scope`` leaves open, from the first and last day of the data.

    Raises :class:`ScopeError` where the period is empty or lies after ``as_of``.
    """
    as_of = scope.as_of or last
    start = scope.start or min(first, as_of)
    end = min(scope.end or as_of, as_of)
    if start > end:
        raise ScopeError("error.period_empty", start=start, end=end)
    return replace(scope, start=start, end=end, as_of=as_of), Period(start, end, as_of)


def _day(ordinal: int) -> date:
    """The day of that number, or the first there is."""
    return date.fromordinal(max(1, ordinal))


def _a_year_earlier(day: date) -> date:
    """29 February becomes the 28th; there is no year before the first."""
    year = max(1, day.year - 1)
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29)
        else (day.replace(year=year))
    )
