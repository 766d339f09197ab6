"""Companies whose customers live by the written process, to be loaded into a workspace."""

import polars as pl

from data.workspace import Workspace
from tests import buyers
from tests.companies import put


def company(workspace: Workspace, name: str = "pembeli", *, kept: float = 1.0) -> str:
    """600 customers over three years; of the orders of the last year only some are ``kept``."""
    frame = buyers.days(600)
    last = pl.col("day") > buyers.last_day() - 365
    some = pl.col("customer_id").hash(seed=1) % 100 < round(100 * kept)
    rows = frame.filter(~last | some)
    when = pl.from_epoch(pl.col("day"), time_unit="d").cast(pl.Datetime("us"))
    lines = rows.select(
        order_id=pl.format("O{}-{}", "customer_id", "day"),
        customer_id="customer_id",
        line_no=pl.lit(1, pl.Int64),
        ordered_at=when + pl.duration(hours=9),
        product_id=pl.lit("P1"),
        quantity=pl.lit(1.0),
        amount=pl.col("revenue").round(2),
        line_cost=(pl.col("revenue") - pl.col("margin")).round(2),
    )
    known = buyers.origins(frame).drop("segment", "customer_type")
    renamed = pl.col("customer_id").str.replace("C", "C0")
    tables = {
        "order_lines": lines,
        "customers": known,
        "contracts": _contracts(600).with_columns(renamed),
    }
    return put(workspace, name, tables)


def contracts_alone(workspace: Workspace, name: str = "langganan") -> str:
    """900 contracts, and no order lines."""
    return put(workspace, name, {"contracts": _contracts(900)})


def _contracts(count: int) -> pl.DataFrame:
    day = {name: pl.from_epoch(pl.col(name), time_unit="d") for name in ("started", "ended")}
    dated = buyers.contracts(count).with_columns(started_on=day["started"], ended_on=day["ended"])
    return dated.drop("started", "ended")
