"""Made-up customers, seeded: of kinds that are there or are not, and month by month."""

import datetime as dt

import numpy as np
import polars as pl

from analytics.clusters import Clusters, find_clusters
from analytics.frames import CUSTOMER_FEATURES, CUSTOMER_MONTHS
from analytics.migration import Migration, follow_customers
from analytics.segment_worth import SegmentWorth, compare_segmentations

START, END = dt.date(2024, 1, 1), dt.date(2025, 8, 31)
MONTHS = 20


def features(size: int, seed: int = 1, **columns: object) -> pl.DataFrame:
    """CUSTOMER_FEATURES of ``size`` customers without kinds; ``columns`` set some of them."""
    rng = np.random.default_rng(seed)
    orders = 3 + rng.poisson(6, size)
    lines = orders * 3
    frame = pl.DataFrame(
        {
            "customer_id": [f"C{n:05}" for n in range(size)],
            "orders": orders,
            "revenue": orders * np.exp(rng.normal(4, 0.4, size)),
            "profit": orders * rng.normal(9, 12, size),
            "recency_days": rng.integers(0, 300, size),
            "span_days": rng.integers(0, 300, size),
            "lines": lines,
            "discounted_lines": rng.binomial(lines, 0.3),
            "returned_lines": rng.binomial(lines, 0.05),
            "categories": np.minimum(lines, 1 + rng.poisson(3, size)),
            "price_level": np.exp(rng.normal(0, 0.2, size)),
            "contacts": rng.poisson(orders * 0.1),
            "satisfaction": np.full(size, np.nan),
            **dict(zip(("channel:Shop", "channel:Web"), _split(rng, orders, 0.4), strict=True)),
        }
    ).with_columns(pl.col("satisfaction").fill_nan(None))
    frame = frame.with_columns(pl.Series(name, values) for name, values in columns.items())
    return frame.cast(dict(CUSTOMER_FEATURES.columns))


def _split(
    rng: np.random.Generator, orders: np.ndarray, share: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    first = rng.binomial(orders, share)
    return first, orders - first


def three_kinds(size: int = 300, seed: int = 1) -> tuple[pl.DataFrame, list[int]]:
    """Features of three kinds, and the kind of each: shop buyers, bargain hunters, the choosy."""
    rng = np.random.default_rng(seed)
    kind = np.arange(size) % 3
    plain = features(size, seed)
    orders, lines = plain["orders"].to_numpy(), plain["lines"].to_numpy()
    shop, web = _split(rng, orders, np.array([0.95, 0.05, 0.1])[kind])
    frame = plain.with_columns(
        pl.Series("channel:Shop", shop),
        pl.Series("channel:Web", web),
        pl.Series("discounted_lines", rng.binomial(lines, np.array([0.1, 0.8, 0.05])[kind])),
        pl.Series("price_level", np.exp(rng.normal(np.array([-0.2, -0.4, 0.9])[kind], 0.1))),
        pl.Series("profit", orders * rng.normal(np.array([9.0, -6.0, 30.0])[kind], 3)),
    )
    return frame, kind.tolist()


def clusters() -> Clusters:
    """Three kinds, found."""
    return find_clusters(three_kinds()[0], areas=("channels", "discount", "price"))


def months(size: int = 120, seed: int = 1, count: int = MONTHS) -> pl.DataFrame:
    """CUSTOMER_MONTHS from :data:`START` on: some leave, some join, the first ids buy most."""
    rng = np.random.default_rng(seed)
    joined = np.where(np.arange(size) % 4, 0, rng.integers(0, count, size))
    left = np.where(np.arange(size) % 3, count, rng.integers(4, count + 1, size))
    month, who = np.meshgrid(np.arange(count), np.arange(size))
    here = (month >= joined[:, None]) & (month < left[:, None]) & (rng.random(month.shape) < 0.5)
    at, customer = month[here], who[here]
    first = [dt.date(2024 + m // 12, m % 12 + 1, 1) for m in at.tolist()]
    epoch = dt.date(1970, 1, 1)
    orders = rng.integers(1, 4, len(at))
    revenue = orders * (150.0 - customer) * rng.uniform(0.5, 1.5, len(at))
    return pl.DataFrame(
        {
            "customer_id": [f"C{n:04}" for n in customer.tolist()],
            "month": first,
            "orders": orders,
            "last_day": [(d - epoch).days + 14 for d in first],
            "revenue": revenue,
            "profit": revenue * 0.4 - 20,
        }
    ).cast(dict(CUSTOMER_MONTHS.columns))


def migration(by: str = "rfm") -> Migration:
    """These customers followed."""
    return follow_customers(months(), start=START, end=END, by=by)


def standing(size: int = 200, seed: int = 1) -> pl.DataFrame:
    """STANDING with a segmentation that tells (``tiers``) and one that does not (``rfm``)."""
    rng = np.random.default_rng(seed)
    tier = rng.integers(0, 2, size)
    return pl.DataFrame(
        {
            "customer_id": [f"C{n:04}" for n in range(size)],
            "profit_next": tier * 100.0 + rng.normal(0, 20, size),
            "tiers": np.array(["useful_many", "vital_few"])[tier].tolist(),
            "rfm": np.array(["loyal", "champions", "at_risk"])[rng.integers(0, 3, size)].tolist(),
        }
    )


def worth() -> SegmentWorth:
    """The two compared, and one that there is not."""
    reason = {"clusters": "no_clusters"}
    return compare_segmentations(standing(seed=1), standing(seed=2), missing=reason)
