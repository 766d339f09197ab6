"""Data: which tables and columns are there, where from, how well filled, and what they open?

A table opens a page that needs it once all the tables that page needs have rows; order lines do
so only once something was sold, as returns alone leave nothing to count. The next table to bring is
the one that would open most pages more by itself.

Source: by definition; no method of others is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics.findings import Finding, Value
from analytics.frames import COVERAGE

Needs = Mapping[str, tuple[str, ...]]
_LINES = "order_lines"


@dataclass(frozen=True)
class Coverage:
    """What a company has of the tables and columns there are.

    ``tables``: table_name, rows, columns, columns_filled (how many have any value), filled_share
    (of all cells), opens (pages that need it and are open), first_day, last_day; all tables, those
    with rows first, as they are listed. ``columns``: table_name, column_name, origin
    (observed in what somebody did, declared by the customer, modelled), rows, rows_filled,
    filled_share; one row for each column and origin. ``pages``: page, table_name, there (of order
    lines: with a sale): one row for each table that a page needs. ``unsold``: order lines are
    there, and nothing in them was sold.
    """

    tables: pl.DataFrame
    columns: pl.DataFrame
    pages: pl.DataFrame
    unsold: bool = False

    @property
    def here(self) -> pl.DataFrame:
        """The tables that have rows."""
        return self.tables.filter(pl.col("rows") > 0)

    @property
    def opened(self) -> list[str]:
        """The pages whose tables are all there, in their order."""
        whole = self.pages.group_by("page", maintain_order=True).agg(pl.col("there").all())
        return whole.filter("there")["page"].to_list()

    def opening(self) -> pl.DataFrame:
        """table_name and opens: tables that would each by itself open pages, most first."""
        lacking = self.pages.filter(~pl.col("there"))
        single = lacking.filter(pl.len().over("page") == 1)
        found = single.group_by("table_name").agg(opens=pl.len().cast(pl.Int64))
        return found.sort("opens", "table_name", descending=[True, False])

    def summary(self) -> Mapping[str, Value]:
        """Counts of tables, columns, rows and pages, and the share of cells that are filled."""
        here = self.here
        cells = self.columns.filter(pl.col("rows") > 0)
        once = cells.unique(["table_name", "column_name"])  # traits have a row for each origin
        share = int(cells["rows_filled"].sum()) / int(once["rows"].sum()) if cells.height else None
        return {
            "tables": here.height,
            "rows": int(here["rows"].sum()),
            "columns_filled": int(here["columns_filled"].sum()),
            "columns": int(self.tables["columns"].sum()),
            "filled_share": share,
            "pages_open": len(self.opened),
            "pages": self.pages["page"].n_unique(),
            "columns_blank": int((here["columns"] - here["columns_filled"]).sum()),
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        figures = self.summary()
        if not figures["tables"]:
            return [Finding("data.find_nothing", {"tables": self.tables.height})]
        named = ("tables", "rows", "pages_open", "pages")
        found = [Finding("data.find_tables", {key: figures[key] for key in named})]
        opening = self.opening()
        if self.unsold:
            found.append(Finding("data.find_no_sales", good=False))
        elif opening.height:
            found.append(Finding("data.find_opening", opening.row(0, named=True)))
        if figures["columns_blank"]:
            blank = {key: figures[key] for key in ("columns_blank", "tables")}
            found.append(Finding("data.find_blank", blank))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {"tables": self.tables, "columns": self.columns, "pages": self.pages}


def cover(
    coverage: pl.DataFrame, days: pl.DataFrame, needs: Needs, *, sold: bool = True
) -> Coverage:
    """Lay what is there beside what there could be.

    ``coverage`` is the frame COVERAGE, all tables and columns; ``days``: table_name, first_day,
    last_day of those that have any. ``needs`` are the tables that each page needs. ``sold``:
    whether anything in the order lines was sold.
    """
    frame = COVERAGE.check(coverage)
    columns = frame.with_columns(filled_share=_share("rows_filled", "rows"))
    there = set(frame.filter(pl.col("rows") > 0)["table_name"])
    unsold = not sold and _LINES in there
    if unsold:
        there.remove(_LINES)
    pages = pl.DataFrame(
        [
            {"page": page, "table_name": table, "there": table in there}
            for page, tables in needs.items()
            for table in tables
        ],
        schema={"page": pl.String, "table_name": pl.String, "there": pl.Boolean},
    )
    whole = pages.filter(pl.col("there").all().over("page"))
    opens = whole.group_by("table_name").agg(opens=pl.col("page").n_unique().cast(pl.Int64))
    by_column = frame.group_by("table_name", "column_name", maintain_order=True).agg(
        pl.col("rows").max(), pl.col("rows_filled").sum()
    )
    tables = (
        by_column.group_by("table_name", maintain_order=True)
        .agg(
            pl.col("rows").max(),
            columns=pl.len().cast(pl.Int64),
            columns_filled=(pl.col("rows_filled") > 0).sum().cast(pl.Int64),
            filled_share=pl.col("rows_filled").sum() / pl.col("rows").sum(),
        )
        .with_columns(filled_share=pl.col("filled_share").fill_nan(None))
        .join(opens, on="table_name", how="left", maintain_order="left")
        .join(days, on="table_name", how="left", maintain_order="left")
        .with_columns(pl.col("opens").fill_null(0))
        .sort(pl.col("rows") == 0, maintain_order=True)
    )
    return Coverage(tables, columns, pages, unsold)


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))
