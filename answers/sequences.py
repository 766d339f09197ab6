"""What is bought next, after how many days, and for whom is it due?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analytics.findings import NotEnoughData, WrongOption
from analytics.sequences import Longest, Sequences, find_sequences
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.rules import left_out, told_unknown
from data.frames.lines import EPOCH_ORDINAL
from data.frames.market import Level, item_worth, levels, market
from data.scope import Scope

_LEAST, _SHARE = 10, 10_000  # times: at least 10, or one of 10,000 purchases
_CONFIDENCE = 0.02


@dataclass(frozen=True)
class SequencesOptions(Options):
    """What is not said follows from the data.

    ``min_times``: how often a step must have happened. Patterns have at most ``pattern_items``
    items, each within ``max_gap`` days of the one before, and ``min_customers`` customers.
    ``begins_with``: only what begins with this item. ``exclude``: products that are no
    goods, as in the answer ``rules``.
    """

    level: Level | None = None
    min_times: int | None = None
    min_confidence: float | None = None
    pattern_items: int = Longest().items
    max_gap: int = Longest().gap
    min_customers: int | None = None
    begins_with: str = ""
    exclude: str | None = None


def sequences(books: Books, scope: Scope, options: SequencesOptions) -> Answer[Sequences]:
    """Steps from a purchase day to the customer's next one; due as of the scope's last day."""
    confidence = _CONFIDENCE if options.min_confidence is None else options.min_confidence
    if not 0 <= confidence <= 1:
        raise WrongOption("min_confidence", confidence)
    if options.min_times is not None and options.min_times < 1:
        raise WrongOption("min_times", options.min_times, 0, float("inf"))
    scope, period = books.settle(scope)
    level = _level(levels(books.facts), options.level)
    sold = market(books.facts, scope, level, left_out=left_out(options.exclude))
    purchases = sold.purchases()
    least = options.min_times or max(_LEAST, purchases.height // _SHARE)
    result = find_sequences(
        purchases,
        as_of=period.end.toordinal() - EPOCH_ORDINAL,
        worth=item_worth(books.facts, scope, books.rates, level),
        least=least,
        confidence=confidence,
        longest=Longest(options.pattern_items, options.max_gap, options.min_customers),
    )
    result = replace(result, left_out=sold.left_out)
    if options.begins_with:
        result = result.about(sold.named(options.begins_with))
    answer = reply("sequences", books, scope, replace(options, level=level), result)
    return told_unknown(answer, books, options.exclude)


def usual_level(known: Sequence[Level]) -> Level:
    """The level to begin with: the category, where there is one."""
    return Level.CATEGORY if Level.CATEGORY in known else known[0]


def _level(known: Sequence[Level], level: Level | None) -> Level:
    """``level``, or the usual one. ``NotEnoughData`` where products do not differ by it."""
    if level is not None and level not in known:
        raise NotEnoughData("not_enough.no_level", level=level.value)
    return usual_level(known) if level is None else level
