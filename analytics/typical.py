"""Which words set the notes of one group apart from the others?

The mean TF-IDF weight of a word in the group's notes, less that in all others; scikit-learn's
weights (smoothed idf, notes of length one). What occurs for few customers is left out.
"""

from collections.abc import Collection, Sequence

import numpy as np
import polars as pl
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from analytics.lexicon import lexicon, tokens

SHOWN = 10
"""Words given of each group."""
TYPICAL = {
    "note_group": pl.String(),
    "word": pl.String(),
    "typical_weight": pl.Float64(),
    "notes": pl.Int64(),
    "note_customers": pl.Int64(),
}

_LEAST_LETTERS = 3


def typical_words(
    told: pl.DataFrame, by: Sequence[str], *, hidden: Collection[str], least: int
) -> pl.DataFrame:
    """``TYPICAL``: of each value of the columns ``by`` its :data:`SHOWN` most typical words.

    ``told`` has customer_id and note. A word needs ``least`` customers within the group, and is
    neither of ``hidden`` nor one that says nothing. Highest weight first, then by word.
    """
    texts = told["note"].unique(maintain_order=True)
    left_out = lexicon().plain | {word.lower() for word in hidden}
    vectors = CountVectorizer(
        analyzer=lambda text: [word for word in _words(text) if word not in left_out]
    )
    try:
        counts = vectors.fit_transform(texts.to_list())
    except ValueError:  # no word is left
        return pl.DataFrame(schema=TYPICAL)
    place = pl.DataFrame({"note": texts, "row": np.arange(len(texts))})
    rows = told.select("note").join(place, on="note", how="left", maintain_order="left")["row"]
    counts = sparse.csr_matrix(counts)[rows.to_numpy()]
    weights = sparse.csr_matrix(TfidfTransformer().fit_transform(counts))
    words = vectors.get_feature_names_out()
    numbers = told["customer_id"].rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    found = []
    for column in by:
        for group in told[column].unique().sort():
            inside = (told[column] == group).to_numpy()
            found.append(_of_group(str(group), inside, counts, weights, words, numbers, least))
    return pl.concat(found) if found else pl.DataFrame(schema=TYPICAL)


def _of_group(  # noqa: PLR0917 - the columns of one table
    group: str,
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]],
    counts: sparse.csr_matrix,
    weights: sparse.csr_matrix,
    words: Sequence[str],
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]],
    least: int,
) -> pl.DataFrame:
    own, others = weights[inside], weights[~inside]
    apart = np.asarray(own.mean(axis=0)).ravel()
    if others.shape[0]:
        apart -= np.asarray(others.mean(axis=0)).ravel()
    said = (counts[inside] > 0).astype(np.int64)
    known = numbers[inside] > 0
    who = sparse.csr_matrix(
        (np.ones(known.sum(), dtype=np.int64), (numbers[inside][known], np.flatnonzero(known))),
        shape=(int(numbers.max()) + 1, int(inside.sum())),
    )
    heads = np.asarray(((who @ said) > 0).sum(axis=0)).ravel()
    frame = pl.DataFrame(
        {
            "note_group": [group] * len(words),
            "word": list(words),
            "typical_weight": apart,
            "notes": np.asarray(said.sum(axis=0)).ravel(),
            "note_customers": heads,
        },
        schema=TYPICAL,
    )
    enough = frame.filter(pl.col("note_customers") >= least, pl.col("typical_weight") > 0)
    return enough.sort("typical_weight", "word", descending=[True, False]).head(SHOWN)


def _words(text: str) -> list[str]:
    """Words of letters alone: no number, no mark, nothing of an address."""
    return [
        word
        for word in tokens(text)
        if len(word) >= _LEAST_LETTERS and word.replace("-", "").replace("'", "").isalpha()
    ]
