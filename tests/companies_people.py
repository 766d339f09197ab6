"""A company whose table of customers holds contacts, and one of them twice."""

from datetime import date

import polars as pl

from data.workspace import Workspace
from tests.companies import Line, order_lines, put


def twins(workspace: Workspace, name: str = "kembar", *, sales: bool = True) -> str:
    """Ani stands there twice (C1 and C2, with one phone); Budi and a stranger do not.

    Without ``sales`` nothing but the table of customers is there.
    """
    days = [date(2025, month, 3) for month in (1, 2, 3)]
    lines = [Line(f"O{n}", who, day, 50_000, 30_000) for n, (who, day) in enumerate(
        [("C1", days[0]), ("C1", days[1]), ("C2", days[2]), ("C3", days[2]), (None, days[2])]
    )]  # fmt: skip
    people = pl.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3"],
            "name": ["Ani Wijaya", "A. Wijaya", "Budi <b>Halim</b>"],
            "email": ["ani@contoh.id", None, "budi.contoh.id"],
            "phone": ["+62 812-3456-7890", "081234567890", None],
            "address": ["Jl. Mawar No. 3", None, None],
            "city": ["Medan", "Kota Medan", "Solo"],
            "consent_email": [True, False, None],
        }
    )
    sold = {"order_lines": order_lines(lines)} if sales else {}
    return put(workspace, name, {**sold, "customers": people})
