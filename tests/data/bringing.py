"""Files brought in, to be cut off: as `importing`, but by the whole way of a file."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from data import companies
from data.actor import LOCAL_OWNER
from data.companies import CompanyError
from data.intake.child import Child
from data.intake.run import import_files
from data.loads import Mode
from data.workspace import Workspace

FILES = 2
LINES = 200  # of each file; one more is set aside


def file(folder: Path, number: int) -> Path:
    """An export of order lines with one bad row."""
    path = folder / f"{number}.csv"
    rows = [
        f"O{number}-{i},C{i % 7},{date(2025, 1, 1) + timedelta(days=i)},P{i % 5},1,{i}.{number:02d}"
        for i in range(LINES)
    ]
    bad = f"O{number}-bad,C1,2025-02-30,P1,1,1.00"
    header = "order_id,customer_id,order_date,product_id,quantity,unit_price"
    path.write_text("\n".join([header, *rows, bad]) + "\n")
    return path


def amount(number: int) -> Decimal:
    """The exact total of the accepted rows of one file."""
    return sum((Decimal(f"{i}.{number:02d}") for i in range(LINES)), Decimal(0))


def work(
    workspace: Workspace,
    tell: Callable[[int], object],
    child: Child | None = None,
    mode: Mode = "append",
) -> None:
    """All files brought in; telling a number acknowledges that file. May be run again."""
    with contextlib.suppress(CompanyError):  # made before the crash
        companies.create(
            workspace,
            LOCAL_OWNER,
            "kiosk",
            title="Kiosk",
            currency="USD",
            decimals=2,
            timezone="UTC",
        )
    folder = workspace.home / "files"
    folder.mkdir(exist_ok=True)
    with Child() as own:
        for number in range(FILES):
            path = file(folder, number)
            outcome = import_files(
                *(workspace, LOCAL_OWNER, "kiosk", "order_lines", [path]),
                mode=mode,
                child=child or own,
            )
            if outcome.load is None:
                raise AssertionError(outcome)
            tell(number)
