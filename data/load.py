"""One load as the catalogue holds it, and which of its days later loads took the place of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from data.workspace import Workspace

Mode = Literal["append", "period", "replace"]
"""Add to what is there; take the place of a period's rows; take the place of the whole table."""

State = Literal["live", "in_part_live", "replaced", "gone"]
"""In part live: later loads took the place of some of its days. Gone: taken back."""

Days = tuple[int, int]
"""First and last day of a period, both inside it; days since 1970."""

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Load:
    """One load as the catalogue holds it. Days count from 1970; ``amount_total`` is exact."""

    id: str
    company_id: int
    table_name: str
    content_hash: str
    recipe_hash: str
    live_key: str | None  # blank when no longer live, or live beneath a load of the same content
    source: str
    actor: str
    loaded_at: datetime
    rows_read: int
    rows_accepted: int
    rows_quarantined: int
    amount_total: Decimal | None
    first_day: int | None
    last_day: int | None
    folder: str
    files: Mapping[str, Mapping[str, Any]]  # sha256 and bytes, by file name
    rank: int  # later loads overrule earlier ones
    since_version: int
    until_version: int | None
    replaced_by: str | None
    notes: Mapping[str, Any]
    mode: Mode | None = None  # blank: made before modes were kept
    period_first: int | None = None  # earlier rows of these days are replaced while it is live
    period_last: int | None = None

    @property
    def period(self) -> Days | None:
        """The days whose earlier rows this load takes the place of, if it replaces a period."""
        if self.period_first is None or self.period_last is None:
            return None
        return self.period_first, self.period_last

    @property
    def rows_held(self) -> int:
        """Rows of its snapshot: those accepted, and lines of what was given back beside them."""
        return self.rows_accepted + int(self.notes.get("added", 0))

    def path(self, workspace: Workspace, *, personal: bool = False) -> Path:
        """The Parquet file of the load's rows, or of its personal columns."""
        middle = ".personal" if personal else ""
        return workspace.snapshots / self.folder / f"{self.table_name}{middle}.parquet"


def day_of(value: date) -> int:
    """The day number of a date."""
    return value.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day + _EPOCH)


def replaced_days(live: Sequence[Load]) -> dict[str, tuple[Days, ...]]:
    """By id of each load: the days of its rows that later loads of ``live`` took the place of.

    Days on which the load has no row are left out; days that touch are one stretch.
    """
    return {
        load.id: _merged(
            [
                other.period
                for other in live
                if other.table_name == load.table_name
                and other.rank > load.rank
                and other.period
                and _touch(load, other.period)
            ]
        )
        for load in live
    }


def wholly_replaced(load: Load, replaced: Sequence[Days]) -> bool:
    """Whether none of its rows is left; rows without a day are not known here."""
    if load.first_day is None or load.last_day is None:
        return False
    return any(first <= load.first_day and load.last_day <= last for first, last in replaced)


def states(history: Sequence[Load]) -> dict[str, State]:
    """How each load of one company stands now, by id."""
    live = sorted((load for load in history if load.until_version is None), key=lambda x: x.rank)
    days = replaced_days(live)
    found: dict[str, State] = {}
    for load in history:
        if load.replaced_by:
            found[load.id] = "replaced"
        elif load.until_version is not None:
            found[load.id] = "gone"
        elif wholly_replaced(load, days[load.id]):
            found[load.id] = "replaced"
        else:
            found[load.id] = "in_part_live" if days[load.id] else "live"
    return found


def _touch(load: Load, period: Days) -> bool:
    if load.first_day is None or load.last_day is None:
        return False
    return period[0] <= load.last_day and load.first_day <= period[1]


def _merged(periods: Sequence[Days]) -> tuple[Days, ...]:
    found: list[Days] = []
    for first, last in sorted(periods):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)
