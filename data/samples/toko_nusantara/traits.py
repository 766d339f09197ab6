"""The ``traits`` table: what customers said or let be seen of themselves, by segment."""

import numpy as np
import polars as pl

from data.samples.toko_nusantara.layers import Array, Layer, Streams, cumulate, pick
from data.samples.toko_nusantara.purchases import People, Written
from data.samples.toko_nusantara.seasons import DAYS, as_dates

ASKED = 0.55  # share of customers who filled in the survey
# (domain, name, scale, origin, values, shares of the values by segment)
SURVEY: tuple[tuple[str, str, str, str, tuple[str, ...], tuple[tuple[float, ...], ...]], ...] = (
    (
        "demography",
        "age_group",
        "ordinal",
        "declared",
        ("18-24", "25-34", "35-44", "45-54", "55+"),
        (
            (5, 15, 25, 30, 25),
            (40, 40, 14, 4, 2),
            (4, 50, 38, 6, 2),
            (4, 28, 38, 20, 10),
            (2, 22, 38, 28, 10),
        ),
    ),
    (
        "demography",
        "household_size",
        "ratio",
        "declared",
        ("1", "2", "3", "4", "5", "6"),
        (
            (4, 16, 24, 28, 18, 10),
            (38, 26, 16, 12, 6, 2),
            (0, 4, 30, 40, 20, 6),
            (24, 34, 20, 16, 4, 2),
            (6, 20, 24, 28, 14, 8),
        ),
    ),
    (
        "intention",
        "will_buy_again",
        "ordinal",
        "declared",
        ("1", "2", "3", "4", "5"),
        (
            (2, 6, 22, 40, 30),
            (8, 18, 34, 28, 12),
            (2, 6, 20, 42, 30),
            (4, 8, 24, 40, 24),
            (2, 4, 18, 42, 34),
        ),
    ),
    (
        "need",
        "main_need",
        "nominal",
        "declared",
        ("harga", "kedekatan", "kelengkapan", "mutu", "kecepatan"),
        (
            (24, 52, 12, 8, 4),
            (68, 4, 16, 4, 8),
            (16, 12, 40, 12, 20),
            (2, 4, 18, 62, 14),
            (30, 8, 24, 10, 28),
        ),
    ),
    (
        "expectation",
        "delivery_days",
        "ratio",
        "declared",
        ("1", "2", "3", "4", "5"),
        (
            (10, 30, 34, 18, 8),
            (6, 22, 34, 24, 14),
            (28, 42, 20, 8, 2),
            (40, 40, 14, 4, 2),
            (20, 44, 24, 8, 4),
        ),
    ),
    (
        "preference",
        "language",
        "nominal",
        "observed",
        ("Indonesia", "English"),
        ((98, 2), (95, 5), (88, 12), (76, 24), (94, 6)),
    ),
)


def traits_table(
    written: Written, streams: Streams, people: People, ids: pl.Series
) -> pl.DataFrame:
    """Rows for each asked customer and question; nobody was asked if segments are off."""
    asked = streams.of("segments.asked").random(len(people)) < ASKED
    who = np.flatnonzero(asked & written.has(Layer.SEGMENTS))
    joined = written.clock.calendar(people.joined)[who]
    later = streams.of("segments.asked_when").random(len(people))[who] * 120
    recorded = as_dates(np.minimum(joined + later, DAYS - 1.0))
    parts = [
        pl.DataFrame(
            {
                "customer_id": ids.gather(who),
                "domain": domain,
                "name": name,
                "value": pl.Series(values).gather(
                    _answers(streams, f"segments.{name}", people.segment[who], np.array(shares))
                ),
                "scale": scale,
                "origin": origin,
                "recorded_on": recorded,
            }
        )
        for domain, name, scale, origin, values, shares in SURVEY
    ]
    return pl.concat(parts)


def _answers(streams: Streams, name: str, segment: Array, shares: Array) -> Array:
    return pick(cumulate(shares.astype(float)), segment, streams.of(name).random(len(segment)))
