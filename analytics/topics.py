"""What do customers speak of, and in what mood?

The words of each note are looked up in a small lexicon of ours (``analytics.lexicon``), in English
and Indonesian; what is found is counted. That is no understanding: irony is missed, and so is
whatever has no entry. What decided is kept, so that every figure can be traced to its words.

Beside it stand the words that set a mood or a topic apart: those whose mean TF-IDF weight in its
notes lies most above that in the others. A word of fewer than :data:`LEAST` customers is never
given, nor one of a customer's name; and no note is.

Source: see ``analytics.lexicon.reading``; TF-IDF: K. Sparck Jones, "A statistical interpretation of
term specificity and its application in retrieval", Journal of Documentation 28(1), 1972.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import stdtrit

from analytics.contact_groups import LEAST_ENDS, LEAST_MARKS, month
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import NOTES
from analytics.issues import DAY
from analytics.lexicon.reading import read_text
from analytics.shares import LEVEL, newcombe, wilson
from analytics.typical import typical_words

LEAST = 5
"""Customers below which no word is given, and no share."""
MOODS = {-1: "mood_bad", 0: "mood_neutral", 1: "mood_good"}
READ = {
    "mood": pl.Int64(),
    "topic": pl.String(),
    "words": pl.List(pl.String()),
    "score": pl.Float64(),
    "mood_words": pl.List(pl.String()),
    "topic_words": pl.List(pl.String()),
}
"""What :func:`read_notes` gives of each note."""

_SIDES = ("good", "bad")


@dataclass(frozen=True)
class Topics:
    """Moods by group: notes, share, note_customers, good_share and bad_share with their intervals.

    ``topics`` by note_topic, ``touch_points`` by touch_point, ``months`` by month. ``marks``: mood,
    notes, satisfaction with interval, satisfaction_marks. ``words``: mood, word, notes,
    note_customers, share (of the notes of that mood); ``topic_words`` likewise by note_topic.
    ``typical``: note_group, word, typical_weight, notes, note_customers. Shares are 0-1.
    """

    topics: pl.DataFrame
    touch_points: pl.DataFrame
    months: pl.DataFrame
    marks: pl.DataFrame
    words: pl.DataFrame
    topic_words: pl.DataFrame
    typical: pl.DataFrame
    totals: Mapping[str, Value]

    def summary(self) -> Mapping[str, Value]:
        """The moods of all notes together, how they changed, and what marks say of them."""
        return self.totals

    def findings(self) -> list[Finding]:
        """The moods; the topic of most bad ones; what changed; whether marks agree."""
        names = ("notes", "bad_share", "bad_share_low", "bad_share_high", "good_share")
        if self.totals["bad_share"] is None:
            found = [Finding("topics.find_notes", {"notes": self.totals["notes"]})]
        else:
            found = [Finding("topics.find_moods", {name: self.totals[name] for name in names})]
        return [*found, *self._worst(), *self._change(), *self._agreement()]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The groups, and the words that decided or are typical; no note, no customer."""
        return {
            "topics": self.topics,
            "touch_points": self.touch_points,
            "months": self.months,
            "marks": self.marks,
            "words": self.words,
            "topic_words": self.topic_words,
            "typical": self.typical,
        }

    def _worst(self) -> list[Finding]:
        """The topic with the largest share of bad notes, where it lies surely above that of all."""
        whole = self.totals["bad_share"]
        if whole is None:
            return []
        above = self.topics.filter(pl.col("bad_share_low") > whole)
        if above.is_empty():
            return []
        row = above.sort("bad_share", "note_topic", descending=[True, False]).row(0, named=True)
        fields = {name: row[name] for name in ("note_topic", "notes", "bad_share")}
        fields["bad_share_all"] = whole
        return [Finding("topics.find_worst", fields, good=False)]

    def _change(self) -> list[Finding]:
        low, high = self.totals["bad_change_low"], self.totals["bad_change_high"]
        if low is None or high is None or float(low) <= 0 <= float(high):  # type: ignore[arg-type]
            return []
        names = ("bad_change", "bad_change_low", "bad_change_high")
        more = float(low) > 0  # type: ignore[arg-type] # never a date
        key = "topics.find_more" if more else "topics.find_fewer"
        return [Finding(key, {name: self.totals[name] for name in names}, good=not more)]

    def _agreement(self) -> list[Finding]:
        names = ("satisfaction_good", "satisfaction_bad")
        fields = {name: self.totals[name] for name in names}
        if None in fields.values():
            return []
        agree = fields["satisfaction_good"] > fields["satisfaction_bad"]  # type: ignore[operator]
        key = "topics.find_marks" if agree else "topics.find_marks_differ"
        return [Finding(key, fields, good=None if agree else False)]


def read_notes(notes: pl.Series) -> pl.DataFrame:
    """Mood (-1, 0, 1), topic and the words that decided, of each note in its order: ``READ``.

    ``words`` are the entries of mood, then those of the topic. A blank note has no mood and is
    about other things.
    """
    texts = notes.cast(pl.String).fill_null("")
    known = texts.unique(maintain_order=True)
    rows = []
    for text in known:
        one = read_text(text)
        words = [*one.mood_words, *one.topic_words]
        moods, topics = list(one.mood_words), list(one.topic_words)
        rows.append((one.mood, one.topic, words, one.score, moods, topics))
    table = pl.DataFrame(rows, schema=READ, orient="row").with_columns(known.alias("_note"))
    found = texts.to_frame("_note").join(table, on="_note", how="left", maintain_order="left")
    return found.select(list(READ))


def weigh_words(frame: pl.DataFrame, *, hidden: Collection[str] = ()) -> Topics:
    """Moods and topics of a NOTES frame; words in ``hidden`` (of names) are not called typical.

    Raises ``NotEnoughData`` where no note has a word.
    """
    rows = NOTES.check(frame).sort("at", "interaction_id")
    rows = rows.filter(pl.col("note").str.contains(r"\p{L}"))
    if rows.is_empty():
        raise NotEnoughData("not_enough.no_notes")
    told = pl.concat([rows, read_notes(rows["note"])], how="horizontal")
    told = told.with_columns(
        who=pl.coalesce(
            "customer_id", pl.lit("\n") + pl.col("interaction_id")
        ),  # unknown: each its own
        month=month(),
        note_topic="about_" + pl.col("topic"),
        mood_name=pl.col("mood").replace_strict(MOODS, return_dtype=pl.String),
    )
    marks = _marks(told)
    return Topics(
        _groups(told, "note_topic").sort("notes", "note_topic", descending=[True, False]),
        _groups(told, "touch_point").sort(
            "notes", "touch_point", descending=[True, False], nulls_last=True
        ),
        _groups(told, "month").sort("month"),
        marks,
        _decided(told.filter(pl.col("mood") != 0), "mood_name", "mood_words", "mood"),
        _decided(told, "note_topic", "topic_words", "note_topic"),
        typical_words(told, ("mood_name", "note_topic"), hidden=frozenset(hidden), least=LEAST),
        _totals(told, marks),
    )


def _groups(told: pl.DataFrame, by: str) -> pl.DataFrame:
    """Moods by group. A customer's notes are alike: intervals count customers, not notes."""
    sums = told.group_by(by).agg(
        notes=pl.len().cast(pl.Int64),
        note_customers=pl.col("customer_id").drop_nulls().n_unique().cast(pl.Int64),
        heads=pl.col("who").n_unique(),
        good=(pl.col("mood") > 0).sum(),
        bad=(pl.col("mood") < 0).sum(),
    )
    frame = sums.with_columns(share=pl.col("notes") / told.height)
    known = (pl.col("notes") >= LEAST_ENDS) & (pl.col("heads") >= LEAST)
    columns = [by, "notes", "share", "note_customers"]
    for side in _SIDES:
        names = (f"{side}_share", f"{side}_share_low", f"{side}_share_high")
        ends = wilson(pl.col(side) / pl.col("notes") * pl.col("heads"), pl.col("heads"))
        frame = frame.with_columns(
            pl.when(known).then(end).alias(name) for end, name in zip(ends, names, strict=True)
        )
        columns += names
    return frame.select(columns)


def _decided(told: pl.DataFrame, by: str, words: str, called: str) -> pl.DataFrame:
    """How many notes of each group an entry helped to decide; those of few customers left out."""
    sizes = told.group_by(by).agg(of=pl.len())
    counted = (
        told.select(by, "customer_id", pl.col(words).list.unique().alias("word"))
        .explode("word")
        .drop_nulls("word")
        .group_by(by, "word")
        .agg(
            notes=pl.len().cast(pl.Int64),
            note_customers=pl.col("customer_id").drop_nulls().n_unique().cast(pl.Int64),
        )
        .filter(pl.col("note_customers") >= LEAST)
        .join(sizes, on=by)
        .with_columns(share=pl.col("notes") / pl.col("of"))
        .sort(by, "notes", "word", descending=[False, True, False])
    )
    return counted.rename({by: called}).select(called, "word", "notes", "note_customers", "share")


def _marks(told: pl.DataFrame) -> pl.DataFrame:
    """The mean mark of the notes of each mood, of those that have one, with Student's interval."""
    sums = told.group_by("mood", "mood_name").agg(
        notes=pl.len().cast(pl.Int64),
        satisfaction_marks=pl.col("satisfaction").count().cast(pl.Int64),
        mean=pl.col("satisfaction").mean(),
        error=pl.col("satisfaction").std() / pl.col("satisfaction").count().sqrt(),
    )
    freedom = np.maximum(sums["satisfaction_marks"].to_numpy() - 1, 1)
    half = pl.col("error") * pl.Series(stdtrit(freedom, (1 + LEVEL) / 2), dtype=pl.Float64)
    enough = pl.col("satisfaction_marks") >= LEAST_MARKS
    mean = pl.col("mean")
    return sums.sort("mood").select(
        pl.col("mood_name").alias("mood"),
        "notes",
        pl.when(enough).then(mean).alias("satisfaction"),
        pl.when(enough).then((mean - half).clip(1, 5)).alias("satisfaction_low"),
        pl.when(enough).then((mean + half).clip(1, 5)).alias("satisfaction_high"),
        "satisfaction_marks",
    )


def _totals(told: pl.DataFrame, marks: pl.DataFrame) -> dict[str, Value]:
    whole = _groups(told.with_columns(all=pl.lit("all")), "all").drop("all", "share")
    row = whole.row(0, named=True)
    by_mood = dict(marks.select("mood", "satisfaction").iter_rows())
    good, bad = row["good_share"], row["bad_share"]
    silent = told.select((pl.col("mood_words").list.len() == 0) & (pl.col("score") == 0))
    return {
        **row,
        "neutral_share": None if good is None else max(0.0, 1.0 - good - bad),
        "silent_share": float(silent.to_series().mean() or 0.0),  # type: ignore[arg-type]
        **_change(told),
        "satisfaction_good": by_mood.get(MOODS[1]),
        "satisfaction_bad": by_mood.get(MOODS[-1]),
    }


def _change(told: pl.DataFrame) -> dict[str, Value]:
    """The share of bad notes in the later half of the days less that in the earlier half."""
    names = ("bad_change", "bad_change_low", "bad_change_high")
    day = pl.col("at") // DAY
    middle = told.select((day.min() + day.max() + 1) / 2).item()
    halves = _groups(told.with_columns(late=day >= middle), "late").sort("late")
    if halves.height < 2 or halves["bad_share"].null_count():
        return dict.fromkeys(names)
    heads = told.with_columns(late=day >= middle).group_by("late").agg(pl.col("who").n_unique())
    (then, now), of = halves["bad_share"], heads.sort("late")["who"].cast(pl.Float64).to_numpy()
    counts = [np.array([x]) for x in (now * of[1], of[1], then * of[0], of[0])]
    return {n: float(end[0]) for n, end in zip(names, newcombe(*counts), strict=True)}
