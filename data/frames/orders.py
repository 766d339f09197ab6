"""Orders of groups: how many bought from each, and the share of each order a group carries."""

from collections.abc import Sequence

import narwhals as nw

from data.frames.lines import Lazy

_SHARE = nw.Decimal(38, 12)  # thirds of an order add up to one
_COUNTED = ("orders", "deliveries")


def bought(lines: Lazy, *by: str, within: Sequence[str] = (), whole: Lazy | None = None) -> Lazy:
    """Customers, orders, deliveries and their shares of each group ``by``; from flagged lines.

    An order is an (order_id, customer_id) with positive total quantity. Columns ``within``, some of
    ``by``, part one order into several: by month, its lines of each month are an order of their
    own. A group counts the orders it sold more than 0 of; ``order_share`` and ``delivery_share``
    split each order evenly over its lines, so that they add up. ``whole``: the same lines in
    fewer rows, where there are such, to add up the orders from.
    """
    parts = lines.group_by([*by, "order_id", "customer_id"]).agg(
        nw.col("quantity").sum(), nw.col("lines").sum().cast(nw.Int64)
    )
    who = {"who": nw.col("customer_id").fill_null(""), "nobody": nw.col("customer_id").is_null()}
    orders = (
        (lines if whole is None else whole)
        .group_by([*within, "order_id", "customer_id"])
        .agg(
            order_lines=nw.col("lines").sum().cast(nw.Int64),
            order_quantity=nw.col("quantity").sum(),
            order_sent=nw.col("sent").max(),
        )
    )
    orders = orders.with_columns(**who).drop("customer_id")
    parts = parts.with_columns(**who).join(orders, on=[*within, "order_id", *who], how="inner")
    is_order = (nw.col("order_quantity") > 0).cast(nw.Int64)
    share = nw.col("lines").cast(nw.Float64) / nw.col("order_lines") * is_order
    sold = ((nw.col("order_quantity") > 0) & (nw.col("quantity") > 0)).cast(nw.Int64)
    parts = parts.with_columns(
        orders=sold,
        deliveries=sold * nw.col("order_sent"),
        order_share=share.round(12).cast(_SHARE),
        delivery_share=(share * nw.col("order_sent")).round(12).cast(_SHARE),
    )
    heads = _sums_of(parts, _COUNTED, *by, "customer_id")
    buyer = ~nw.col("customer_id").is_null() & (nw.col("orders") > 0)
    heads = heads.with_columns(customers=buyer.cast(nw.Int64))
    return _sums_of(heads, ("customers", *_COUNTED), *by)


def _sums_of(rows: Lazy, counts: tuple[str, ...], *by: str) -> Lazy:
    return rows.group_by(list(by)).agg(
        *[nw.col(c).sum().cast(nw.Int64) for c in counts],
        *[nw.col(c).sum() for c in ("order_share", "delivery_share")],
    )
