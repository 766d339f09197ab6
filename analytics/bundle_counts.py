"""Which sets of products lie together beyond chance, and how many baskets hold each part of one."""

from collections.abc import Mapping
from itertools import combinations

import polars as pl

from analytics.itemsets import Baskets
from analytics.rule_measures import chance, false_discovery, lift_interval

FALSE = 0.05  # of all splits tested, at most


def counted(table: Baskets, sets: Mapping[tuple[int, ...], int]) -> pl.DataFrame:
    """A row for each way to part a set in one item and the others, with its counts.

    A set lies together if even its least likely split does.
    """
    heads = table.heads()
    rows: list[tuple[int, list[int], int, int, int]] = []
    for number, (members, both) in enumerate(sorted(sets.items())):
        for one in members:
            others = tuple(m for m in members if m != one)
            rest = int(heads[others[0]]) if len(others) == 1 else sets[others]
            rows.append((number, list(members), both, rest, int(heads[one])))
    names = ("number", "members", "both", "antecedent_baskets", "consequent_baskets")
    kinds: list[pl.DataType] = [pl.Int64(), pl.List(pl.Int64()), *[pl.Int64()] * 3]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def lying_together(counts: pl.DataFrame, baskets: int) -> pl.DataFrame:
    """The sets whose every split is beyond chance, with the lift of the least likely one."""
    if counts.is_empty():
        return pl.DataFrame(
            schema={
                "members": pl.List(pl.Int64),
                "both": pl.Int64,
                "lift": pl.Float64,
                "lift_low": pl.Float64,
            }
        )
    q = false_discovery(chance(counts, baskets), counts.height)
    lift = pl.col("both") * baskets / (pl.col("antecedent_baskets") * pl.col("consequent_baskets"))
    found = counts.with_columns(lift=lift, q_value=pl.Series(q))
    found = found.hstack(lift_interval(found, baskets))
    return (
        found.group_by("number", maintain_order=True)
        .agg(
            pl.col("members", "both").first(),
            pl.col("lift", "lift_low").min(),
            pl.col("q_value").max(),
        )
        .filter(pl.col("q_value") <= FALSE, pl.col("lift") > 1)
        .drop("number", "q_value")
    )


def held_parts(
    counts: pl.DataFrame, table: Baskets
) -> list[tuple[tuple[int, ...], dict[tuple[int, ...], int]]]:
    """For each set, how many baskets hold exactly each part of it, by inclusion and exclusion."""
    sets = [tuple(members) for members in counts["members"].to_list()]
    asked = sorted({part for members in sets for part in _all_parts(members)})
    known = dict(zip(asked, table.together(asked).tolist(), strict=True)) if asked else {}
    return [
        (
            members,
            {
                part: sum(
                    (-1) ** (len(more) - len(part)) * known[more]
                    for more in _all_parts(members)
                    if set(part) <= set(more)
                )
                for part in _all_parts(members)
            },
        )
        for members in sets
    ]


def _all_parts(members: tuple[int, ...]) -> list[tuple[int, ...]]:
    sizes = range(1, len(members) + 1)
    return [part for size in sizes for part in combinations(members, size)]
