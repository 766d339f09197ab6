"""Which customers are in the table twice?

Records with one e-mail address or one telephone number, each brought into one form first, are
compared by name; and records of one city whose names are all but equal, where no address and no
number says otherwise. Records that hang together, be it by others, are one group. What is compared
is kept small by blocks: only records that share a key are ever laid side by side.

Source: I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", Journal of the American
Statistical Association 64(328), 1969; P. Christen, "Data Matching", Springer 2012, chapters 4
(blocking) and 5 (comparing). Names are compared by the normalised indel similarity of their sorted
words (RapidFuzz). The weights are ours: they order the list and are no probabilities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from analytics.duplicate_pairs import by_contact, by_name, keys
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import PEOPLE


@dataclass(frozen=True)
class Duplicates:
    """Pairs that are likely one person, and the groups they make.

    ``pairs``: customer_id and other_id (in the order of their text), reason, name_alike (0-1; null
    where a name is blank), likeness (0-1: 1 both contacts in common, 0.95 one of them and names
    alike, 0.90 one postal address and names alike, 0.85 one contact and a name blank, 0.60 one
    contact and other names; by name and city 0.8 times name_alike). ``groups``: group (from 1,
    surest first), kept_id (proposed: most orders, then most columns filled, then the number first
    in order), records, reason and likeness (of the weakest record's best link), orders, revenue.
    ``records``: group, customer_id, kept_id, orders, revenue, filled (of five columns); the one
    to keep first; orders and revenue are null where sales are not loaded. ``customers`` were
    compared; ``shared`` addresses and numbers stand with too many records, ``crowded`` blocks of
    names were too full; ``merged`` records are read as others.
    """

    pairs: pl.DataFrame
    groups: pl.DataFrame
    records: pl.DataFrame
    customers: int
    shared: int
    crowded: int
    merged: int

    @property
    def doubled(self) -> int:
        """Records too many: all in groups but one of each."""
        return self.records.height - self.groups.height

    def of(self, group: int) -> list[str]:
        """The customers of one group, the one to be kept first."""
        mine = self.records.filter(group=group)
        return cast("list[str]", mine["customer_id"].to_list())

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures; revenue is that of all records in groups, where known."""
        revenue = self.groups["revenue"]
        return {
            "customers": self.customers,
            "groups": self.groups.height,
            "records": self.records.height,
            "doubled": self.doubled,
            "doubled_share": self.doubled / self.customers if self.customers else 0.0,
            "revenue": None if revenue.null_count() else float(revenue.sum()),
            "merged": self.merged,
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        return [*_first(self), *_by_reason(self), *_left_out(self)]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it; none has anything personal but the customers' numbers."""
        return {"groups": self.groups, "records": self.records, "pairs": self.pairs}


def find_duplicates(
    people: pl.DataFrame,
    *,
    region: str = "ID",
    near: bool = True,
    least: float = 0.7,
    merged: int = 0,
    sold: bool = True,
) -> Duplicates:
    """Find records of one person in ``people``, a frame PEOPLE.

    ``region``: the country whose telephone numbers are written without its code. ``near``: by name
    and city too. ``least`` (0-1]: the lowest likeness of a pair that counts. ``merged`` is told.
    ``sold``: whether sales are loaded; where not, nobody knows who bought what.

    Raises ``NotEnoughData`` where nobody has an address, a number or a name; ``FrameError``,
    ``ValueError`` for an option out of its range.
    """
    if not 0 < least <= 1:
        raise ValueError(f"least must lie in (0, 1]; got {least}")
    cut = PEOPLE.check(people).sort("customer_id")
    if not cut.select(pl.col("name", "email", "phone").is_not_null().any()).row(0).count(True):
        raise NotEnoughData("not_enough.no_contacts")
    keyed = keys(cut, region)
    shared, sure = by_contact(keyed)
    crowded, likely = by_name(keyed, sure) if near else (0, sure.clear())
    pairs = (
        pl.concat([sure, likely])
        .filter(pl.col("likeness") >= least)
        .sort("likeness", "customer_id", "other_id", descending=[True, False, False])
    )
    groups, records = _groups(keyed, pairs)
    if not sold:
        unknown = [pl.lit(None, groups.schema[c]).alias(c) for c in ("orders", "revenue")]
        groups, records = groups.with_columns(unknown), records.with_columns(unknown)
    return Duplicates(pairs, groups, records, cut.height, shared, crowded, merged)


def _groups(keyed: pl.DataFrame, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What hangs together, be it by others, and which record of each group is to be kept."""
    numbers = pl.concat([pairs["customer_id"], pairs["other_id"]]).unique().sort()
    place = pl.DataFrame({"customer_id": numbers}).with_row_index("place")
    ends = [
        pairs.select(pl.col(c).alias("customer_id"))
        .join(place, on="customer_id", how="left", maintain_order="left")["place"]
        .to_numpy()
        for c in ("customer_id", "other_id")
    ]
    size = len(numbers)
    links = coo_matrix((np.ones(pairs.height), tuple(ends)), shape=(size, size))
    part = connected_components(links, directed=False)[1] if size else np.zeros(0, dtype=np.int32)
    records = place.with_columns(part=pl.Series(part, dtype=pl.Int64)).join(
        keyed.select("customer_id", "orders", "revenue", "filled"), on="customer_id", how="left"
    )
    best = pl.concat(
        [
            pairs.select(pl.col(c).alias("customer_id"), "reason", "likeness")
            for c in ("customer_id", "other_id")
        ]
    ).sort("likeness", "reason", descending=[True, False])
    best = best.unique("customer_id", keep="first", maintain_order=True)
    records = records.join(best, on="customer_id", how="left").sort(
        "part", "orders", "filled", "customer_id", descending=[False, True, True, False]
    )
    weakest = pl.col("likeness").arg_min()
    groups = records.group_by("part", maintain_order=True).agg(
        kept_id=pl.col("customer_id").first(),
        records=pl.len().cast(pl.Int64),
        reason=pl.col("reason").get(weakest),
        likeness=pl.col("likeness").min(),
        orders=pl.col("orders").sum(),
        revenue=pl.col("revenue").sum(),
    )
    groups = groups.sort(
        "likeness", "revenue", "kept_id", descending=[True, True, False]
    ).with_row_index("group", offset=1).with_columns(pl.col("group").cast(pl.Int64))  # fmt: skip
    records = records.join(groups.select("part", "group", "kept_id"), on="part", how="left")
    records = records.with_row_index("turn").sort("group", "turn")
    return groups.drop("part"), records.select(
        "group", "customer_id", "kept_id", "orders", "revenue", "filled"
    )


def _first(result: Duplicates) -> list[Finding]:
    if result.groups.is_empty():
        return [Finding("duplicates.find_none", {"customers": result.customers}, good=True)]
    fields = {k: result.summary()[k] for k in ("doubled", "groups", "doubled_share")}
    return [Finding("duplicates.find_some", fields, good=False)]


def _by_reason(result: Duplicates) -> list[Finding]:
    found = []
    for reason, count in result.groups.group_by("reason").len().sort("reason").iter_rows():
        fields: dict[str, Value] = {"reason": str(reason), "groups": int(count)}
        found.append(Finding("duplicates.find_reason", fields))
    return found


def _left_out(result: Duplicates) -> list[Finding]:
    found = []
    if result.shared:
        found.append(Finding("duplicates.find_shared", {"shared": result.shared}))
    if result.crowded:
        found.append(Finding("duplicates.find_crowded", {"crowded": result.crowded}))
    if result.merged:
        found.append(Finding("duplicates.find_merged", {"merged": result.merged}))
    return found
