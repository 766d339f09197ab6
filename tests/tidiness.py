"""Results about the data itself that say everything such results can say."""

from datetime import date

import polars as pl

from analytics.duplicate_pairs import SHARED
from analytics.duplicates import Duplicates, find_duplicates
from analytics.frames import PEOPLE, QUALITY_CHECKS
from analytics.quality import Quality, QualityRows, judge_quality

DAY = date(2025, 6, 20)


def quality(*, clean: bool = False, facts: bool = False) -> Quality:
    """Three checks, of which two found something, or none; or one found what is no fault."""
    hits = (0, 0, 0) if clean else (1, 2, 0)
    names = ("anonymous_lines", "nameless", "invalid_emails")
    if facts:
        hits, names = (0, 1, 0), ("anonymous_lines", "quiet_days", "invalid_emails")
    rows = [(name, hit, 4, None, None) for name, hit in zip(names, hits, strict=True)]
    frame = pl.DataFrame(rows, schema=pl.Schema(QUALITY_CHECKS.columns), orient="row")
    return judge_quality(frame, last_load=None, last_order=DAY)


def quality_rows() -> QualityRows:
    """One customer without a name."""
    return QualityRows("nameless", pl.DataFrame({"customer_id": ["C1"]}), 1)


def duplicates(*, none: bool = False) -> Duplicates:
    """One pair, a number that a whole shop shares, a full block of names, a merge; or nothing."""
    told = [("A", "Ani", "a@x.id", None, None), ("B", "Budi", "b@x.id", None, None)]
    if not none:
        told.append(("C", "Ani", "a@x.id", None, None))
        told += [(f"S{n:02}", f"Staf{n}", None, "081234567890", None) for n in range(SHARED + 1)]
        names = [f"Q{chr(97 + n // 26)}{chr(97 + n % 26)} Zed" for n in range(130)]
        told += [(f"N{n:03}", name, None, None, "X") for n, name in enumerate(names)]
        told += [(f"M{n:04}", f"Other{n} Last{n}", None, None, f"Y{n}") for n in range(4_000)]
    rows = [(*row[:4], None, row[4], 1, 10.0) for row in told]
    frame = pl.DataFrame(rows, schema=pl.Schema(PEOPLE.columns), orient="row")
    return find_duplicates(frame, merged=0 if none else 2)
