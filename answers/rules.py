"""What goes with what, does it still hold, and who has the one and lacks the other?"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from analytics.cross_sell import CrossSell, asked, cross_sell, usual
from analytics.findings import Finding, NotEnoughData, Result, WrongOption
from analytics.rules import Thresholds
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.lines import EPOCH_ORDINAL
from data.frames.market import Level, item_worth, levels, market, unknown
from data.scope import Period, Scope

MOST_ITEMS = 5
_NAMED, _WIDE = 5, 40  # unknown names that are said, and letters of each
R = TypeVar("R", bound=Result)


@dataclass(frozen=True)
class RulesOptions(Options):
    """What is not said follows from the data: see :func:`analytics.cross_sell.usual`.

    ``min_support`` up to 1 is a share of all orders, above 1 a number of them. ``beyond_chance``
    not said: where ``min_support`` is not given. ``begins_with``: only rules
    that begin with this item. ``exclude``: products that are no goods, by id, name or
    category, with commas; None proposes them, "none" has all.
    """

    level: Level | None = None
    min_support: float | None = None
    min_confidence: float | None = None
    min_lift: float | None = None
    max_items: int = 2
    any_consequent: bool = False
    beyond_chance: bool | None = None
    shortest: bool = False
    begins_with: str = ""
    exclude: str | None = None


def rules(books: Books, scope: Scope, options: RulesOptions) -> Answer[CrossSell]:
    """Rules of the scope's baskets, found in all and, to be tested, in the earlier half of days."""
    _check(options)
    scope, period = books.settle(scope)
    level = settled_level(books, options.level)
    sold = market(books.facts, scope, level, left_out=left_out(options.exclude))
    baskets = sold.baskets()
    if baskets.is_empty():
        raise NotEnoughData("not_enough.no_baskets")
    found = cross_sell(
        baskets,
        item_worth(books.facts, scope, books.rates, level),
        split=middle(period),
        wanted=_wanted(options, baskets["basket"].n_unique()),
        lift=options.min_lift,
    )
    found = asked(found, sold.holdings(_in_rules(found)))
    found = replace(found, left_out=sold.left_out)
    if options.begins_with:
        found = found.about(sold.named(options.begins_with))
    answer = reply("rules", books, scope, replace(options, level=level), found)
    return told_unknown(answer, books, options.exclude)


def settled_level(books: Books, level: Level | None) -> Level:
    """``level``, or the one to begin with. ``NotEnoughData`` where products do not differ by it."""
    known = levels(books.facts)
    if level is None:
        return known[0]
    if level not in known:
        raise NotEnoughData("not_enough.no_level", level=level.value)
    return level


def left_out(exclude: str | None) -> tuple[str, ...] | None:
    """The products an option names; none of them for "none", our proposal where it is not said."""
    if exclude is None:
        return None
    named = tuple(part.strip() for part in exclude.split(",") if part.strip())
    return () if named == ("none",) else named


def told_unknown(answer: Answer[R], books: Books, exclude: str | None) -> Answer[R]:
    """``answer`` with a notice of those names among the products left out that nothing has."""
    names = unknown(books.facts, left_out(exclude) or ())
    if not names:
        return answer
    cut = [name if len(name) <= _WIDE else f"{name[:_WIDE]}…" for name in names[:_NAMED]]
    more = ", …" if len(names) > _NAMED else ""
    notice = Finding("notice.unknown_left_out", {"item": ", ".join(cut) + more})
    return replace(answer, notices=(notice, *answer.notices))


def middle(period: Period) -> int:
    """The day number on which the later half of a period begins."""
    days = (period.end - period.start).days + 1
    return (period.start + timedelta(days=days // 2)).toordinal() - EPOCH_ORDINAL


def _wanted(options: RulesOptions, baskets: int) -> Thresholds | None:
    """The thresholds asked for; None where all are to follow from the number of baskets."""
    plain = options.max_items == 2 and not options.any_consequent
    given = options.min_support, options.min_confidence
    if given == (None, None) and plain and options.beyond_chance is not False:
        return None
    limits = usual(baskets)
    support = options.min_support
    if support is not None:
        share = support <= 1
        limits = replace(
            limits,
            support=support if share else limits.support,
            baskets=None if share else round(support),
        )
    sure = support is None if options.beyond_chance is None else options.beyond_chance
    confidence = options.min_confidence
    return replace(
        limits,
        confidence=limits.confidence if confidence is None else confidence,
        items=options.max_items,
        any_consequent=options.any_consequent,
        false_share=limits.false_share if sure else 1.0,
        redundant=not options.shortest,
    )


def _check(options: RulesOptions) -> None:
    """Raises ``WrongOption`` for a threshold out of its range."""
    support, confidence, lift = options.min_support, options.min_confidence, options.min_lift
    if support is not None and not 0 < support < float("inf"):
        raise WrongOption("min_support", support)
    if confidence is not None and not 0 <= confidence <= 1:
        raise WrongOption("min_confidence", confidence)
    if lift is not None and not 0 <= lift < float("inf"):
        raise WrongOption("min_lift", lift, 0.0, float("inf"))
    if not 2 <= options.max_items <= MOST_ITEMS:
        raise WrongOption("max_items", options.max_items, 1, MOST_ITEMS)


def _in_rules(found: CrossSell) -> list[str]:
    sides = found.rules["antecedents"], found.rules["consequents"]
    return sorted({item for side in sides for items in side.to_list() for item in items})
