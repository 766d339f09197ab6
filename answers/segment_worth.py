"""Which segmentation is worth having: which tells best what the next period brings?"""

from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from analytics.bases import add_bases
from analytics.clusters import Clusters, find_clusters
from analytics.findings import NotEnoughData
from analytics.profit import rank_customers
from analytics.rfm import segment_customers
from analytics.segment_worth import SegmentWorth, compare_segmentations
from answers.answer import Answer, Options
from answers.books import Books
from answers.migration import Window
from answers.reply import reply
from data.frames.customers import customer_activity
from data.frames.features import customer_features
from data.frames.rfm import customer_recency
from data.scope import Period, Scope

DAYS = {Window.QUARTER: 90, Window.HALF_YEAR: 182, Window.YEAR: 365}
_LOOK_BACK = 365  # days that segments are made of, where the data reach back so far
_LEAST_BACK = 30


@dataclass(frozen=True)
class SegmentWorthOptions(Options):
    """``ahead``: how long the period is whose profit is to be told."""

    ahead: Window = Window.QUARTER


def segment_worth(books: Books, scope: Scope, options: SegmentWorthOptions) -> Answer[SegmentWorth]:
    """RFM, tiers of profit, clusters and none, each learnt at one date and met at a later one.

    All data up to the end of the period may be used; what a segment is made of never reaches
    beyond its own date.
    """
    scope, period = books.settle(scope)
    ahead = DAYS[options.ahead]
    met = period.end - timedelta(days=ahead)
    learnt = met - timedelta(days=ahead)
    first = books.span.first if books.span else period.start
    back = min(_LOOK_BACK, (learnt - first).days + 1)
    if back < _LEAST_BACK:
        wanted, have = 2 * ahead + _LEAST_BACK, (period.end - first).days + 1
        raise NotEnoughData("not_enough.few_days", days=have, least=wanted)
    windows = [
        Period(day - timedelta(days=back - 1), day, day + timedelta(days=ahead))
        for day in (learnt, met)
    ]
    clusters, missing = _clusters(books, scope, windows[0])
    frames = [_standing(books, scope, window, clusters) for window in windows]
    result = compare_segmentations(*frames, missing=missing)
    answer = reply("segment-worth", books, scope, options, result)
    days = (windows[0].start, period.end)
    return replace(answer, windows=dict.fromkeys(result.frames(), days))


def _known(scope: Scope, window: Period) -> Scope:
    """The scope as it was on the window's last day: nothing later is seen."""
    return replace(scope.between(window.start, window.end), as_of=window.end)


def _clusters(books: Books, scope: Scope, window: Period) -> tuple[Clusters | None, dict[str, str]]:
    """The clusters of the first date, or why there are none."""
    known = _known(scope, window)
    found = customer_features(books.facts, known, books.rates, books.service_rates)
    try:
        return find_clusters(found.customers), {}
    except NotEnoughData as refusal:
        return None, {"clusters": refusal.key.partition(".")[2]}


def _standing(
    books: Books, scope: Scope, window: Period, clusters: Clusters | None
) -> pl.DataFrame:
    """STANDING at the window's last day, with a column for each segmentation."""
    known = _known(scope, window)
    rates, service = books.rates, books.service_rates
    activity = customer_activity(books.facts, known, rates).named
    recency = customer_recency(books.facts, known)
    rfm = segment_customers(activity, recency, rates=service, table=books.rfm.table).customers
    tiers = rank_customers(activity, rates=service).customers
    later = replace(scope.between(window.end + timedelta(days=1), window.as_of), as_of=window.as_of)
    after = add_bases(customer_activity(books.facts, later, rates).named, service)
    frame = rfm.select("customer_id", rfm=pl.col("segment").cast(pl.String)).join(
        tiers.select("customer_id", tiers=pl.col("tier").cast(pl.String)), on="customer_id"
    )
    if clusters is not None:
        features = customer_features(books.facts, known, rates, service).customers
        marks = clusters.profile.select("cluster", clusters="marks")
        placed = clusters.place(features).join(marks, on="cluster").drop("cluster")
        frame = frame.join(placed, on="customer_id")
    brought = after.select("customer_id", profit_next="profit")
    return (
        frame.join(brought, on="customer_id", how="left")
        .with_columns(pl.col("profit_next").fill_null(0.0))
        .sort("customer_id")
    )
