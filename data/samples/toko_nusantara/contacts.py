"""Contacts: complaints, the calls that repeat them, questions, praise, and visits of sales people.

How many a customer makes is the customer's own; what they are about and in what mood depends on the
delivery. A note's words are drawn from those of its mood, in Indonesian or in English.
"""

from dataclasses import dataclass, fields

import numpy as np

from data.samples.toko_nusantara.layers import Array, Layer, Streams, cumulate, pick
from data.samples.toko_nusantara.orders import Orders
from data.samples.toko_nusantara.purchases import People, Written
from data.samples.toko_nusantara.seasons import DAYS

TOUCH_POINTS = (
    *("phone", "e-mail", "help desk", "post", "web", "store", "face to face", "site feedback"),
    *("sales talk", "chat", "social media", "app", "marketplace"),
)
# Share of touch points by segment: questions and complaints of ...
TOUCH_SHARES = cumulate(
    np.array(
        [
            [30, 4, 8, 2, 2, 34, 6, 1, 0, 10, 2, 1, 0],
            [4, 6, 4, 0, 4, 0, 0, 2, 0, 24, 12, 4, 40],
            [10, 8, 6, 0, 4, 4, 0, 4, 0, 28, 6, 30, 0],
            [16, 28, 12, 1, 18, 2, 0, 6, 0, 12, 5, 0, 0],
            [40, 20, 14, 2, 2, 2, 6, 0, 8, 6, 0, 0, 0],
        ],
        dtype=float,
    )
)
MINUTES = np.array([9.0, 7.0, 14.0, 10.0, 3.0, 6.0, 22.0, 3.0, 18.0, 8.0, 5.0, 4.0, 5.0])
CHAT, SALES_TALK, FACE = 9, 8, 6
CHAT_COST = 9_000  # paid to an agency for each chat; other contacts cost staff time
KINDS = ("question", "complaint", "request", "suggestion", "praise", "sales talk", "visit", "other")
QUESTION, COMPLAINT, REQUEST, SUGGESTION, PRAISE, TALK, VISIT, OTHER = range(8)
OTHER_KINDS = np.cumsum([0.56, 0.0, 0.18, 0.07, 0.12, 0.0, 0.0, 0.07])
TOPICS = (
    *("order status", "late delivery", "damaged goods", "wrong item", "price", "payment", "return"),
    *("product advice", "loyalty points", "invoice", "visit", "new products"),
)
DEPARTMENTS = (
    *("service", "service", "service", "service", "marketing", "finance", "service", "product"),
    *("marketing", "finance", "sales", "sales"),
)
QUESTION_TOPICS = np.cumsum([0.34, 0.04, 0.0, 0.0, 0.14, 0.10, 0.06, 0.18, 0.08, 0.06])
COMPLAINT_TOPICS = np.cumsum([0.0, 0.0, 0.46, 0.30, 0.08, 0.06, 0.10])
SURVEYED = 0.45  # share of contacts after which the customer gives a mark
REPEATS = 0.6  # share of badly solved complaints that are made again
VISITS_PER_DAY = 1 / 75  # to a small business that is still there
BUSINESS = 4


@dataclass(frozen=True)
class Contacts:
    """Contacts of one block. Codes are places in the tuples above; ``NaN`` is blank."""

    customer: Array
    order: Array  # the order it is about, -1 where about none
    when: Array
    touch_point: Array
    kind: Array
    topic: Array
    minutes: Array
    solved: Array
    solved_at: Array  # days since START; NaN: never
    mark: Array  # 1-5; 0: not asked
    mood: Array  # -1, 0, 1: the planted mood of the note
    bad: Array  # the first contact of a badly solved complaint

    def __len__(self) -> int:
        return len(self.customer)


@dataclass(frozen=True)
class Raised:
    """What leads to contacts: who, about which order (-1: none), when, and from what source."""

    customer: Array
    order: Array
    when: Array
    source: Array  # 0 a complaint, 1 its repetition, 2 a question, 3 a visit
    bad: Array  # a complaint that is badly solved

    def __len__(self) -> int:
        return len(self.customer)


@dataclass(frozen=True)
class Lives:
    """When each customer was there, in days since START, and the end of the calendar seen."""

    begin: Array
    end: Array
    until: float


def lives(people: People, orders: Orders, until: float = float(DAYS)) -> Lives:
    """From the first order to the one after which the customer left, or to ``until``."""
    begin = np.full(len(people), until)
    np.minimum.at(begin, orders.customer[orders.live], orders.when[orders.live])
    final = np.zeros(len(people))
    np.maximum.at(final, orders.customer[orders.live], orders.when[orders.live])
    gone = np.zeros(len(people), dtype=bool)
    gone[orders.customer[orders.live & (orders.leaves | orders.last)]] = True
    return Lives(begin, np.where(gone, final, until), until)


def make_contacts(
    written: Written, streams: Streams, people: People, orders: Orders, life: Lives
) -> Contacts:
    """Every contact of the block, in no order of time; none where contacts are switched off."""
    orders_asked = orders if written.has(Layer.CONTACTS) else orders.where(orders.live & False)
    complaints = np.flatnonzero(orders_asked.complaint & orders_asked.live)
    moment = orders.delivered[complaints]
    moment = np.where(np.isnan(moment), orders.when[complaints], moment)
    moment = moment + streams.of("contacts.delay").random(len(orders))[complaints] * 2
    bad = orders.bad[complaints]
    again = streams.of("contacts.again").random((len(orders), 2))[complaints]
    repeated = bad & (again[:, 0] < REPEATS)
    asked, asked_when = _questions(streams, people, orders_asked)
    visited, visited_when = _visits(written, streams, people, life)
    about = np.concatenate([complaints, complaints[repeated], asked])
    sizes = [len(complaints), int(repeated.sum()), len(asked), len(visited)]
    raised = Raised(
        np.concatenate([orders.customer[about], visited]),
        np.concatenate([about, visited * 0 - 1]),
        np.concatenate(
            [moment, moment[repeated] + 0.5 + 5 * again[repeated, 1], asked_when, visited_when]
        ),
        np.repeat(np.arange(4), sizes),
        np.concatenate([bad, np.zeros(sum(sizes[1:]), dtype=bool)]),
    )
    held = _hold(streams, people, raised, orders.late)
    keep = held.when < life.until
    return Contacts(*(getattr(held, f.name)[keep] for f in fields(held)))


def _questions(streams: Streams, people: People, orders: Orders) -> tuple[Array, Array]:
    """Orders that bring a question (as often as they do), and when it is asked."""
    counts = streams.of("contacts.questions").poisson(people.contacts[orders.customer])
    order = np.repeat(np.arange(len(orders)), np.where(orders.live, counts, 0))
    return order, orders.when[order] + streams.of("contacts.asked").random(len(order)) * 4


def _visits(written: Written, streams: Streams, people: People, life: Lives) -> tuple[Array, Array]:
    """Visits to small businesses while they are customers: who, and when."""
    if not {Layer.CONTACTS, Layer.OPPORTUNITIES, Layer.SEGMENTS} <= written.layers:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    span = np.where(people.segment == BUSINESS, np.maximum(life.end - life.begin, 0.0), 0.0)
    counts = streams.of("opportunities.visits").poisson(span * VISITS_PER_DAY)
    who = np.repeat(np.arange(len(people)), counts)
    moment = streams.of("opportunities.visited").random(len(who))
    return who, life.begin[who] + span[who] * moment


def _hold(streams: Streams, people: People, raised: Raised, late: Array) -> Contacts:
    """Touch point, kind, topic, mood and mark of each contact."""
    count, when, source = len(raised), _in_hours(raised.when), raised.source
    chance = streams.of("contacts.details").random((count, 8))
    touch = pick(TOUCH_SHARES, people.segment[raised.customer], chance[:, 0])
    touch = np.where(source == 3, np.where(chance[:, 0] < 0.3, SALES_TALK, FACE), touch)
    kind = np.searchsorted(OTHER_KINDS, chance[:, 1])
    kind = np.where(source < 2, COMPLAINT, np.where(source == 3, VISIT, kind))
    kind = np.where((kind == VISIT) & (touch == SALES_TALK), TALK, kind)
    solved = np.where(source == 0, ~raised.bad, chance[:, 3] < 0.93) & (source != 1)
    mood = _moods(source, kind, solved, chance[:, 4])
    wait = np.where(source < 2, 1.6, 0.25) * -np.log1p(-chance[:, 5])
    return Contacts(
        raised.customer,
        raised.order,
        when,
        touch,
        kind,
        _topics(raised, late, chance[:, 2]),
        _minutes(streams, source, touch),
        solved,
        np.where(solved, when + wait, np.nan),
        np.where(chance[:, 6] < SURVEYED, _marks(mood, solved, chance[:, 7]), 0),
        mood,
        raised.bad,
    )


def _topics(raised: Raised, late: Array, chance: Array) -> Array:
    """What it is about: late orders bring complaints of lateness, visits talk of novelties."""
    was_late = np.append(late, False)[raised.order].astype(bool)
    complaint = np.where(was_late, 1, np.searchsorted(COMPLAINT_TOPICS, chance))
    topic = np.where(raised.source < 2, complaint, np.searchsorted(QUESTION_TOPICS, chance))
    return np.asarray(np.where(raised.source == 3, 10 + (chance < 0.5), topic))


def _minutes(streams: Streams, source: Array, touch: Array) -> Array:
    """Whole minutes: around those of the touch point, half as long again for complaints."""
    spread = 0.5 + streams.of("contacts.minutes").standard_gamma(2.0, len(source)) / 4
    minutes = MINUTES[touch] * spread * np.where(source < 2, 1.5, 1.0)
    return np.asarray(np.maximum(np.rint(minutes), 1))


def _in_hours(when: Array) -> Array:
    """The next moment between eight and nine in the evening, in proportion."""
    moved = np.floor(when) + (8 + 13 * (when - np.floor(when))) / 24
    return np.where(moved < when, moved + 1, moved)


def _moods(source: Array, kind: Array, solved: Array, chance: Array) -> Array:
    """-1, 0 or 1: complaints are angry unless well solved; praise is glad; the rest mostly calm."""
    calm = np.where(chance < 0.06, -1, np.where(chance > 0.85, 1, 0))
    solved_well = np.where(chance < 0.55, -1, np.where(chance > 0.90, 1, 0))
    mood = np.where(source < 2, np.where(solved, solved_well, -1), calm)
    return np.where(kind == PRAISE, 1, mood)


def _marks(mood: Array, solved: Array, chance: Array) -> Array:
    """Marks 1 to 5 around the mood."""
    centre = np.where(mood < 0, np.where(solved, 2.6, 1.5), np.where(mood > 0, 4.7, 3.9))
    return np.clip(np.rint(centre + (chance - 0.5) * 1.8), 1, 5).astype(np.int64)
