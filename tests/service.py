"""Made-up results of service: contacts, paths, value, words; for figures and findings."""

from functools import cache
from typing import Any

import numpy as np
import polars as pl

from analytics.findings import Result
from analytics.frames import CUSTOMER_DAYS, NOTES, TOUCHES
from analytics.issues import DAY
from analytics.paths import Paths, follow_paths
from analytics.service_value import ServiceValue, weigh_service
from analytics.topics import Topics, weigh_words
from analytics.touch_points import Days, TouchPoints, read_contacts
from tests.contacts import START, busy, contact, contacts


@cache
def touch_points(by: str = "touch_point", first: int = 60) -> TouchPoints:
    """A busy help desk, two months against the two before."""
    days = Days(START + first, START + 119, START + 130, START + 2 * first - 120)
    return read_contacts(busy(), days, by=by)


@cache
def service_value(*, effect: float = -0.4) -> ServiceValue:
    """200 customers: every third complaint is solved badly, and ``effect`` of those stay away."""
    chance = np.random.default_rng(3)
    rows, days = [], []
    for n in range(200):
        who, bad = f"C{n:03}", n % 3 == 0
        kind = "complaint" if n < 190 else "question"
        mark = int(chance.integers(1, 3)) if bad else int(chance.integers(4, 6))
        rows.append(contact(60, who, kind=kind, resolved=not bad, satisfaction=mark))
        again = chance.random() < 0.6 + effect * bad
        for day in (5, 20, *([90] if again else [])):
            days.append((who, START + day, 1, 50.0 + n % 7, 20.0 + n % 7))
    days += [(f"N{n}", START + 10, 1, 900.0, 800.0) for n in range(3)]
    bought = pl.DataFrame(days, schema=dict(CUSTOMER_DAYS.columns), orient="row")
    frame = contacts(rows)
    return weigh_service(frame, bought, start=START, end=START + 120, follow_days=50)


@cache
def paths(*, lost: bool = True) -> Paths:
    """60 customers: a call, for some a chat, for most an order; complaints solved or not."""
    rows = []
    for n in range(60):
        who, solved = f"C{n:02}", n % 2 == 0
        stays = solved or not lost
        made = [(1.0, "phone", "complaint", solved), (3.0, "chat", "question", True)][: 1 + n % 2]
        for place, (day, point, kind, ended) in enumerate(made):
            at = round((START + day) * DAY)
            rows.append((who, at, "contact", place, point, kind, ended))
        if stays or n % 5 == 0:
            at = round((START + 8 + n % 4) * DAY)
            rows.append((who, at, "order", 0, None, None, None))
    frame = pl.DataFrame(rows, schema=dict(TOUCHES.columns), orient="row")
    return follow_paths(frame, start=START, end=START + 60, as_of=START + 300)


def note(day: float, customer: str | None, text: str, **more: Any) -> dict[str, Any]:
    """One contact by phone with a note, ``day`` days after the start."""
    usual: dict[str, Any] = {"touch_point": "phone", "satisfaction": None}
    about = {"customer_id": customer, "at": round((START + day) * DAY), "note": text}
    return usual | about | more


def notes(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A NOTES frame; notes are numbered as they come."""
    numbered = [row | {"interaction_id": f"I{n:05}"} for n, row in enumerate(rows, 1)]
    return pl.DataFrame(numbered, schema=dict(NOTES.columns))


@cache
def topics(*, grown: bool = True, agree: bool = True) -> Topics:
    """120 notes of four months: late deliveries, or ever fewer of them; marks agree, or do not."""
    rows = []
    for n in range(120):
        bad = n % 4 == 0 or (n > 60) == grown
        text = ("kiriman terlambat, kecewa", "the app is slow")[n % 2]
        if not bad:
            text = ("petugas ramah", "Apakah ada diskon?", "payment went smoothly")[n % 3]
        point = ("phone", "chat", None)[n % 3]
        mark = 2 if bad == agree else 5
        rows.append(note(n, f"C{n % 40:02}", text, touch_point=point, satisfaction=mark))
    return weigh_words(notes(rows))


def every() -> list[Result]:
    """Whatever these analyses can say, in results."""
    now = Days(START + 60, START + 119, START + 130, START)
    calm = busy().filter(~(pl.col("at") // DAY).is_between(START + 60, START + 100))
    grown = busy().filter(~(pl.col("at") // DAY).is_between(START, START + 40))
    alone = contacts([contact(0, None, resolved=None)])
    nobody = pl.DataFrame(
        [("A", START, 1, 1.0, 1.0)], schema=dict(CUSTOMER_DAYS.columns), orient="row"
    )
    return [
        *(read_contacts(frame, now) for frame in (busy(), calm, grown)),
        read_contacts(alone, Days(START, START + 9, START + 20)),
        *(service_value(effect=effect) for effect in (-0.4, 0.0)),
        weigh_service(contacts([]), nobody, start=START, end=START + 9),
        *(paths(lost=lost) for lost in (True, False)),
        *(topics(grown=grown, agree=agree) for grown in (True, False) for agree in (True, False)),
        weigh_words(notes([note(0, "A", "kurir")])),
    ]
