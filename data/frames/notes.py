"""Notes of contacts, a personal column: read by one analysis, which gives back counts alone."""

import narwhals as nw
import polars as pl

from analytics.frames import NOTES
from data.facts import Facts
from data.frames.door import collect
from data.frames.interactions import contacts_of, minute_of
from data.frames.lines import EPOCH_ORDINAL
from data.scope import Scope

_WORD = r"[^\W\d_]{2,}"


def notes(facts: Facts, scope: Scope) -> pl.DataFrame:
    """NOTES of the settled scope's period, by time; contacts without a note are left out.

    Raises ``NotEnoughData`` where there are no interactions, or where the scope cuts orders.
    """
    rows = contacts_of(facts, scope).select(
        *("interaction_id", "customer_id", "touch_point", "satisfaction", "happened_day"),
        at=minute_of("happened_at", "happened_day"),
    )
    if scope.end is not None:
        rows = rows.filter(nw.col("happened_day") <= scope.end.toordinal() - EPOCH_ORDINAL)
    said = facts.whole("interactions").select("interaction_id", "note")
    said = said.filter(~nw.col("note").is_null())
    frame = collect(rows.join(said, on="interaction_id", how="inner"))
    columns = [pl.col(name).cast(kind) for name, kind in NOTES.columns.items()]
    return NOTES.check(frame.select(columns).sort("at", "interaction_id"))


def name_words(facts: Facts) -> frozenset[str]:
    """The single words of all customers' names, in small letters: never to be shown as words."""
    if not facts.has("customers"):
        return frozenset()
    names = collect(facts.people().select("name"))["name"].drop_nulls().unique()
    words = names.str.to_lowercase().str.extract_all(_WORD).explode().drop_nulls()
    return frozenset(words.unique())
