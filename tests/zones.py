"""A server whose day is never the company's: the two stand 26 hours apart."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock
from zoneinfo import ZoneInfo

from sqlalchemy import update

from data.catalogue import companies
from data.workspace import Workspace

COMPANY, SERVER = "Pacific/Kiritimati", "Etc/GMT+12"


@contextmanager
def server_far_away() -> Iterator[None]:
    """This process in a zone where it is yesterday, or the day before, for :data:`COMPANY`."""
    try:
        with mock.patch.dict(os.environ, TZ=SERVER):
            time.tzset()
            yield
    finally:
        time.tzset()


def move(workspace: Workspace, company: str) -> None:
    """The company keeps the time of :data:`COMPANY` from now on."""
    mine = companies.c.name == company
    with workspace.writing() as connection:
        connection.execute(update(companies).where(mine).values(timezone=COMPANY))


def there(moment: datetime | None = None) -> str:
    """The day of ``moment``, or today, in :data:`COMPANY`, as in 2026-01-31."""
    return (moment or datetime.now(UTC)).astimezone(ZoneInfo(COMPANY)).date().isoformat()
