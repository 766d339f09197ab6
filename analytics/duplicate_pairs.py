"""Pairs of records that may be one person, kept few by blocks, each with its reason and score.

Only records that share a key (an e-mail address, a telephone number, a postal address, or a city
with most of a name) are ever laid side by side, and a key that too many share is no evidence.
"""

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from analytics.contact_points import emails, phones

REASON = pl.Enum(["same_email_phone", "same_email", "same_phone", "name_address", "name_city"])
SHARED = 10  # records with one address or number: more of them are a shop's, not a person's
CROWD = 100  # records in one block of names: more of them and the name tells nothing
CHANCE = 0.05  # namesakes expected by chance in the city: with more the name tells nothing
ALIKE, NEARLY = 0.80, 0.90  # names that are taken for one, with and without a contact in common
UNLIKE, NAMELESS, ONE, BOTH = 0.60, 0.85, 0.95, 1.0  # scores of pairs with a contact in common
HOME = 0.90  # score of a pair with one address and names alike
BY_NAME = 0.8  # score of a pair by name and city, times how alike the names are
INITIAL = 0.95  # an initial stands for a name, a little less sure

PAIRS = ("customer_id", "other_id", "reason", "name_alike", "likeness")


def keys(people: pl.DataFrame, region: str) -> pl.DataFrame:
    """What is compared: mail, number, words of the name in order, city; and how much is filled."""
    words = _plain(pl.col("name")).str.split(" ")
    place = _plain(pl.col("city")).str.replace(r"^(kota|kab|kabupaten|city of) ", "")
    return people.select(
        "customer_id",
        "orders",
        "revenue",
        mail=emails(people["email"])["key"],
        number=phones(people["phone"], region)["key"],
        street=pl.when(pl.col("address").str.contains(r"\d")).then(_plain(pl.col("address"))),
        words=words,
        place=pl.when(place != "").then(place),
        filled=pl.sum_horizontal(
            pl.col("name", "email", "phone", "address", "city").is_not_null().cast(pl.Int64)
        ),
    ).with_columns(
        name=_joined(pl.col("words").list.sort()),
        short=_joined(pl.col("words").list.eval(pl.element().str.head(1)).list.head(1)),
        last=pl.col("words").list.last(),
        first=pl.col("words").list.first(),
    )


def _plain(text: pl.Expr) -> pl.Expr:
    """Small letters without accents; anything that is no letter or digit is a gap."""
    bare = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return bare.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _joined(words: pl.Expr) -> pl.Expr:
    text = words.list.join(" ")
    return pl.when(text != "").then(text)


def by_contact(keyed: pl.DataFrame) -> tuple[int, pl.DataFrame]:
    """Pairs with one address or number, and how many of these stand with too many records."""
    found, shared = [], 0
    for key in ("mail", "number", "street"):
        blocks = keyed.filter(pl.col(key).is_not_null()).select("customer_id", key)
        size = pl.len().over(key)
        shared += blocks.filter(size > SHARED)[key].n_unique()
        small = blocks.filter((size > 1) & (size <= SHARED))
        pairs = _paired(small, small, key)
        if key == "street":
            pairs = _wanting(pairs, keyed).filter(pl.any_horizontal("mail", "number"))
        found.append(pairs.select("customer_id", "other_id", by=pl.lit(key)))
    same = {key: (pl.col("by") == key).any() for key in ("mail", "number", "street")}
    pairs = pl.concat(found).group_by("customer_id", "other_id").agg(**same)
    named = _with_names(pairs, keyed)
    unnamed, alike = pl.col("name_alike").is_null(), pl.col("name_alike") >= ALIKE
    both, contact = pl.col("mail") & pl.col("number"), pl.col("mail") | pl.col("number")
    reason = (
        pl.when(both)
        .then(pl.lit("same_email_phone"))
        .when("mail")
        .then(pl.lit("same_email"))
        .when("number")
        .then(pl.lit("same_phone"))
        .otherwise(pl.lit("name_address"))
    )
    score = (
        pl.when(both & (unnamed | alike))
        .then(BOTH)
        .when(contact & alike)
        .then(ONE)
        .when(both | (contact & unnamed))
        .then(NAMELESS)
        .when(contact)
        .then(UNLIKE)
        .when(alike)
        .then(HOME)
    )
    scored = named.with_columns(reason=reason.cast(REASON), likeness=score.cast(pl.Float64))
    return shared, scored.filter(pl.col("likeness").is_not_null()).select(*PAIRS)


def by_name(keyed: pl.DataFrame, known: pl.DataFrame) -> tuple[int, pl.DataFrame]:
    """Pairs of one city with names all but equal, and how many blocks were too full to compare.

    Of neither the address nor the number do both sides have one: they would differ, or the pair is
    known already. A name that somebody else of the city is likely to bear tells nothing.
    """
    there = keyed.filter(pl.col("name").is_not_null(), pl.col("place").is_not_null())
    there = there.join(_namesakes(there), on="customer_id").filter(pl.col("namesakes") < CHANCE)
    wanting = pl.col("mail").is_null() | pl.col("number").is_null()
    blocks = (
        pl.concat_str("place", pl.col("first").str.head(1), "last", separator="|"),
        pl.concat_str("place", "first", pl.col("last").str.head(1), separator="|"),
    )
    crowded, found = 0, []
    for block in blocks:
        there = there.with_columns(block=block)
        size = pl.len().over("block")
        crowded += there.filter(size > CROWD)["block"].n_unique()
        small = there.filter((size > 1) & (size <= CROWD))
        pairs = _paired(small.filter(wanting), small, "block")
        found.append(_wanting(pairs, keyed).filter(pl.all_horizontal("mail", "number")))
    pairs = (
        pl.concat(found)
        .select("customer_id", "other_id")
        .unique()
        .join(known, on=["customer_id", "other_id"], how="anti")
    )
    named = _with_names(pairs, keyed).filter(pl.col("name_alike") >= NEARLY)
    scored = named.with_columns(
        reason=pl.lit("name_city").cast(REASON), likeness=pl.col("name_alike") * BY_NAME
    )
    return crowded, scored.select(*PAIRS)


def _namesakes(people: pl.DataFrame) -> pl.DataFrame:
    """How many others of the city bear the name by chance, were its words drawn one by one.

    People of the city times the share of each word among all; a word counts without the two
    records of the pair itself, but half a record at the least.
    """
    size = people.height
    words = people.select("customer_id", "place", word="words").explode("word")
    shares = words.group_by("word").agg(
        share=(pl.len().cast(pl.Float64) - 2).clip(lower_bound=0.5) / size
    )
    cities = people.group_by("place").agg(here=pl.len())
    by_word = words.join(shares, on="word").group_by("customer_id", "place")
    found = by_word.agg(pl.col("share").product()).join(cities, on="place")
    return found.select("customer_id", namesakes=pl.col("share") * pl.col("here"))


def _paired(left: pl.DataFrame, right: pl.DataFrame, key: str) -> pl.DataFrame:
    """Each pair with one ``key`` once, its numbers in order."""
    sides = [frame.lazy().select("customer_id", key) for frame in (left, right)]
    first, second = "customer_id", "customer_id_right"
    pairs = sides[0].join(sides[1], on=key, how="inner").filter(pl.col(first) != pl.col(second))
    return (
        pairs.select(
            customer_id=pl.min_horizontal(first, second), other_id=pl.max_horizontal(first, second)
        )
        .unique()
        .collect()
    )


def _wanting(pairs: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    """Add ``mail`` and ``number``: whether it is wanting on one side, so that they cannot differ.

    Where both sides have both, they would be a pair already, or they are different people.
    """
    contacts = keyed.select("customer_id", "mail", "number")
    sides = pairs.join(contacts, on="customer_id").join(
        contacts, left_on="other_id", right_on="customer_id"
    )
    return sides.select(
        "customer_id",
        "other_id",
        *[pl.col(k).is_null() | pl.col(f"{k}_right").is_null() for k in ("mail", "number")],
    )


def _with_names(pairs: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    """Add ``name_alike``: 0-1, null where one has no name. An initial stands for its name."""
    names = keyed.select("customer_id", "name", "first", "short", "last")
    sides = pairs.sort("customer_id", "other_id").join(
        names, on="customer_id", how="left", maintain_order="left"
    ).join(
        names, left_on="other_id", right_on="customer_id", how="left", maintain_order="left"
    )  # fmt: skip
    whole = _alike(sides["name"], sides["name_right"])
    initial = (pl.col("first") == pl.col("short")) | (
        pl.col("first_right") == pl.col("short_right")
    )
    one = (pl.col("short") == pl.col("short_right")) & (pl.col("last") == pl.col("last_right"))
    sides = sides.with_columns(name_alike=whole)
    better = pl.max_horizontal("name_alike", pl.lit(INITIAL))
    sides = sides.with_columns(
        name_alike=pl.when(initial & one & (pl.col("first") != pl.col("last")))
        .then(better)
        .otherwise("name_alike")
    )
    return sides.drop(pl.selectors.ends_with("_right"), "name", "first", "short", "last")


def _alike(left: pl.Series, right: pl.Series) -> pl.Series:
    known = (left.is_not_null() & right.is_not_null()).to_numpy()
    scores = process.cpdist(
        left.fill_null("").to_list(), right.fill_null("").to_list(), scorer=fuzz.ratio
    )
    return pl.Series(np.where(known, np.asarray(scores, dtype=np.float64) / 100, np.nan)).fill_nan(
        None
    )
