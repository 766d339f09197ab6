"""Who bought lately, often and for much, and in which segment is each customer?"""

from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from analytics.findings import Finding
from analytics.frames import ACTIVITY
from analytics.rfm import Rfm, segment_customers
from analytics.rfm_scores import Breaks
from analytics.rfm_settings import RfmSettings
from answers.answer import Answer, Options
from answers.books import Books
from answers.profit import Basis
from answers.reply import reply
from data.frames.customers import customer_activity
from data.frames.rfm import customer_recency
from data.scope import Scope

QUANTILES = "quantiles"


class Per(StrEnum):
    """What monetary value is counted by."""

    IN_TOTAL = "in_total"
    PER_ORDER = "per_order"


@dataclass(frozen=True)
class RfmOptions(Options):
    """What is not said is as the company saved it.

    ``recency_breaks``: days for scores 5, 4, 3, 2, as in ``30,90,180,365``; ``frequency_breaks``
    and ``monetary_breaks``: orders and money for scores 2, 3, 4, 5. Or ``quantiles``.
    """

    basis: Basis | None = None
    per: Per | None = None
    recency_breaks: str = ""
    frequency_breaks: str = ""
    monetary_breaks: str = ""


def rfm(books: Books, scope: Scope, options: RfmOptions) -> Answer[Rfm]:
    """Customers of the scope scored, laid on the company's map, and what each segment brings.

    Fifths are of the customers shown: where a segment is chosen, that is said.
    """
    scope, _ = books.settle(scope)
    settings = settings_of(options, books.rfm)
    activity = customer_activity(books.facts, scope, books.rates)
    anonymous = activity.anonymous.select(*ACTIVITY)
    result = placed(books, scope, settings, activity=activity.named, anonymous=anonymous)
    answer = reply("rfm", books, scope, _said(settings), result)
    limits = (settings.breaks.of(measure) for measure in ("recency", "frequency", "monetary"))
    if scope.segment is None or all(limits):
        return answer
    return replace(answer, notices=(*answer.notices, Finding("notice.scored_anew")))


def placed(
    books: Books,
    scope: Scope,
    settings: RfmSettings,
    *,
    activity: pl.DataFrame | None = None,
    anonymous: pl.DataFrame | None = None,
) -> Rfm:
    """The customers of a settled ``scope`` on the map by ``settings``. Raises ``NotEnoughData``.

    ``activity``: theirs, where it is known already.
    """
    if activity is None:
        activity = customer_activity(books.facts, scope, books.rates).named
    return segment_customers(
        activity,
        customer_recency(books.facts, scope),
        rates=books.service_rates,
        basis=settings.basis,
        per=settings.per,
        breaks=settings.breaks,
        table=settings.table,
        anonymous=anonymous,
    )


def segments_of(books: Books, scope: Scope) -> pl.DataFrame:
    """customer_id and segment of a settled ``scope``, on the company's own map.

    Raises ``NotEnoughData``.
    """
    found = placed(books, scope, books.rfm)
    return found.customers.select("customer_id", pl.col("segment").cast(pl.String))


def settings_of(options: RfmOptions, saved: RfmSettings) -> RfmSettings:
    """The settings that ``options`` ask for. ``ValueError`` for limits that are no numbers."""
    return replace(
        saved,
        basis=options.basis.value if options.basis else saved.basis,
        per=options.per.value if options.per else saved.per,
        breaks=Breaks(
            _limits("recency", options.recency_breaks, saved),
            _limits("frequency", options.frequency_breaks, saved),
            _limits("monetary", options.monetary_breaks, saved),
        ),
    )


def _limits(measure: str, text: str, saved: RfmSettings) -> tuple[float, ...]:
    """Limits as they are typed: numbers with commas between them."""
    if not text.strip():
        return saved.breaks.of(measure)
    if text.strip() == QUANTILES:
        return ()
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ValueError(
            f"{measure} breaks must be four rising numbers, as in 30,90,180,365; got {text!r}"
        ) from None


def _said(settings: RfmSettings) -> RfmOptions:
    """The settings as options: what an export and a link say."""
    written = {
        measure: ",".join(f"{limit:.15g}" for limit in settings.breaks.of(measure)) or QUANTILES
        for measure in ("recency", "frequency", "monetary")
    }
    return RfmOptions(
        Basis(settings.basis),
        Per(settings.per),
        written["recency"],
        written["frequency"],
        written["monetary"],
    )
