"""Which mood do the words of one note speak of, and which topic? Words are counted, not understood.

A word of mood has the weight of its entry. A negator up to three words before it turns it ("not
bad" is half as good as "bad" is bad), a word that strengthens or weakens beside it scales it, and
what follows "but" counts more than what came before. Sentences that ask count little. Marked words
add up: from 0.5 on a note is good, from -0.5 down it is bad. The topic is the family whose words
weigh most. Irony and sarcasm are missed.

Source: the idea of a lexicon with shifters: M. Taboada, J. Brooke, M. Tofiloski, K. Voll and M.
Stede, "Lexicon-Based Methods for Sentiment Analysis", Computational Linguistics 37(2), 2011. The
words and weights are our own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analytics.lexicon import LONGEST, NEGATED, TOPICS, Lexicon, endless, lexicon, tokens

DECIDES = 0.5
"""The sum of weights from which on a note has a mood."""

_REACH = 3  # words that a negator reaches
_STRONGER, _WEAKER = 1.5, 0.6
_BEFORE_BUT, _AFTER_BUT, _ALTHOUGH, _ASKED = 0.5, 1.3, 0.5, 0.4
_LEAST_TURNED, _TURNED = (
    0.8,
    0.5,
)  # a good word turned is at least so bad; a bad one at most so good
_ENDS = frozenset(".!?;\n")
_MARKS = _ENDS | frozenset(",:()")
_OPENING = 6  # words within which a sentence says that it asks


@dataclass(frozen=True)
class Reading:
    """``mood`` is -1, 0 or 1, ``score`` the sum behind it; the words are entries of the lexicon."""

    mood: int
    score: float
    topic: str
    mood_words: tuple[str, ...]
    topic_words: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """One entry of mood in a sentence: where it stands, in which clause, what it is worth."""

    start: int
    end: int
    clause: int
    entry: str
    worth: float


@lru_cache(maxsize=20_000)
def read_text(text: str) -> Reading:
    """Mood and topic of one note, and the words that decided."""
    known = lexicon()
    all_tokens = tokens(text)
    score = 0.0
    decided: dict[str, float] = {}
    for sentence, asked in _sentences(all_tokens):
        for entry, worth in _moods(sentence, known, asked=asked):
            score += worth
            decided[entry] = decided.get(entry, 0.0) + worth
    score = round(score, 6)
    mood = int(score >= DECIDES) - int(score <= -DECIDES)
    topic, words = _topic([token for token in all_tokens if token not in _MARKS], known)
    told = tuple(entry for entry, worth in decided.items() if mood * worth > 0)
    return Reading(mood, score, topic, told, words)


def _sentences(all_tokens: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """Sentences without their last mark, and whether that is a question mark."""
    sentence: list[str] = []
    for token in all_tokens:
        if token in _ENDS:
            if sentence:
                yield sentence, token == "?"  # noqa: S105 - a mark
            sentence = []
        else:
            sentence.append(token)
    if sentence:
        yield sentence, False


def _moods(sentence: list[str], known: Lexicon, *, asked: bool) -> Iterator[tuple[str, float]]:
    """The entries of one sentence with what each adds."""
    clauses, weights = _clauses(sentence, known)
    opening = " ".join(sentence[:_OPENING])
    asks = asked or _holds(opening, known.asks)
    if asks and not _holds(opening, known.why):
        weights = [weight * _ASKED for weight in weights]
    found, inside = _entries(sentence, clauses, known)
    used = {place for one in found for place in range(one.start, one.end)} | inside
    for number, one in enumerate(found):
        follows = found[number + 1] if number + 1 < len(found) else None
        near = follows is not None and follows.clause == one.clause
        own = " ".join(sentence[one.start : one.end])
        if near and follows and own in known.stronger and follows.start == one.end:
            continue  # luar biasa lambat: only how much
        turns = own in known.negators
        if turns and near and follows and follows.worth > 0 and follows.start - one.end < _REACH:
            continue  # kurang bagus: said there
        yield from _weighed(one, sentence, clauses, known, used, weights)


def _weighed(  # noqa: PLR0917 - one step of the walk above
    one: _Found,
    sentence: list[str],
    clauses: list[int],
    known: Lexicon,
    used: set[int],
    weights: list[float],
) -> Iterator[tuple[str, float]]:
    worth, entry = one.worth, one.entry
    if not worth:
        return
    before = sentence[one.start - 1] if one.start and clauses[one.start - 1] == one.clause else ""
    after = sentence[one.end] if one.end < len(sentence) and clauses[one.end] == one.clause else ""
    pair = " ".join(sentence[max(one.start - 2, 0) : one.start])
    if before in known.stronger or after in known.stronger or pair in known.stronger:
        worth *= _STRONGER
    if before in known.weaker or pair in known.weaker:
        worth *= _WEAKER
    near = range(max(0, one.start - _REACH), one.start)
    turned = next(
        (
            sentence[place]
            for place in reversed(near)
            if clauses[place] == one.clause
            and (place not in used or sentence[place] == "kurang")
            and (sentence[place] in known.negators or _pair(sentence, place) in known.negators)
        ),
        None,
    )
    if turned:
        worth = -max(worth, _LEAST_TURNED) if worth > 0 else min(-worth, 1.0) * _TURNED
        entry = f"{turned} {entry}"
    yield entry, worth * weights[one.start]


def _pair(sentence: list[str], place: int) -> str:
    return " ".join(sentence[place : place + 2])


def _clauses(sentence: list[str], known: Lexicon) -> tuple[list[int], list[float]]:
    """Of each word its clause, and what words there count: less before "but", more after."""
    clause, clauses, although, weights = 0, [], False, []
    but_at = None
    for place, token in enumerate(sentence):
        turns = token in known.but and place > 0
        if token in _MARKS or turns:
            clause += 1
            although = False
        if token in known.although or _pair(sentence, place) in known.although:
            clause += 1
            although = True
        if turns:
            but_at = place
        clauses.append(clause)
        weights.append(_ALTHOUGH if although else 1.0)
    if but_at is not None:
        weights = [
            weight * (_BEFORE_BUT if place < but_at else _AFTER_BUT)
            for place, weight in enumerate(weights)
        ]
    return clauses, weights


def _entries(
    sentence: list[str], clauses: list[int], known: Lexicon
) -> tuple[list[_Found], set[int]]:
    """Entries of mood from left to right, longest first; and the places of those without mood."""
    found, inside, place = [], set(), 0
    while place < len(sentence):
        hit = None
        first = sentence[place]
        most = LONGEST if first in known.negators else known.mood.sizes.get(first, 1)
        for size in range(min(most, len(sentence) - place), 0, -1):
            if clauses[place] != clauses[place + size - 1] and size > 1:
                continue
            if hit := _mood_of(" ".join(sentence[place : place + size])):
                break
        if hit is None:
            place += 1
            continue
        entry, worth = hit
        if worth:
            found.append(_Found(place, place + size, clauses[place], entry, worth))
        else:
            inside |= set(range(place, place + size))
        place += size
    return found, inside


@lru_cache(maxsize=50_000)
def _mood_of(text: str) -> tuple[str, float] | None:
    """The entry of mood that these words are, as written, after a negator, or without ending."""
    known, words = lexicon(), text.split(" ")
    if hit := known.mood.find(text):
        return hit
    if len(words) > 1:
        if words[0] not in known.negators:
            return None
        rest = " ".join(words[1:])
        hit = known.mood.find(f"{NEGATED} {rest}")
        if hit is None and (short := endless(rest)):
            hit = known.mood.find(f"{NEGATED} {short}")
        return None if hit is None else (hit[0].replace(NEGATED, words[0], 1), hit[1])
    short = endless(text)
    return known.mood.find(short) if short else None


def _topic(words: list[str], known: Lexicon) -> tuple[str, tuple[str, ...]]:
    """The family whose entries weigh most, each counted once, and those entries."""
    sums: dict[str, float] = {}
    seen: dict[str, dict[str, None]] = {}
    place = 0
    while place < len(words):
        sizes = (family.sizes.get(words[place], 1) for family in known.topics.values())
        size = min(max(sizes), len(words) - place)
        hits: dict[str, tuple[str, float]] = {}
        while size and not (hits := _families(" ".join(words[place : place + size]))):
            size -= 1
        for family, (entry, weight) in hits.items():
            if entry not in seen.setdefault(family, {}):
                seen[family][entry] = None
                sums[family] = sums.get(family, 0.0) + weight
        place += max(size, 1)
    if not sums:
        return TOPICS[-1], ()
    best = min(sums, key=lambda family: (-sums[family], TOPICS.index(family)))
    return best, tuple(seen[best])


@lru_cache(maxsize=50_000)
def _families(text: str) -> dict[str, tuple[str, float]]:
    """The entry of each family that this text is."""
    known = lexicon()
    hits = {f: hit for f, words in known.topics.items() if (hit := words.find(text))}
    if hits or " " in text or not (short := endless(text)):
        return hits
    return {f: hit for f, words in known.topics.items() if (hit := words.find(short))}


def _holds(text: str, phrases: frozenset[str]) -> bool:
    padded = f" {text} "
    return any(f" {phrase} " in padded for phrase in phrases)
