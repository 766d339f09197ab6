"""What a profit ranking means, most important first."""

from typing import TYPE_CHECKING

from analytics.findings import Finding, Value

if TYPE_CHECKING:
    from analytics.profit import Profit

_NOTABLE_FALL = 10  # one in ten of all places
_SURE = 2.0  # standard deviations beyond chance


def of(result: "Profit") -> list[Finding]:
    """The findings of ``result``: its first says how concentrated the basis is."""
    rest = (_staying(result), _against_revenue(result), _fall(result), _anonymous(result))
    found = (_first(result), *rest, _few(result), _beyond_one(result), _returns_only(result))
    return [finding for finding in found if finding]


def _first(result: "Profit") -> Finding:
    spread, size = result.spread(), result.customers.height
    other = "" if result.basis == "profit" else "_other"
    basis: dict[str, Value] = {} if result.basis == "profit" else {"basis": result.basis}
    losses = {"loss_makers": spread.loss_makers, "loss": spread.loss}
    if size == 1:
        return Finding(f"profit.find_one{other}", {**basis, "value": spread.total}, None)
    if spread.total == 0 and not spread.loss_makers:
        return Finding(f"profit.find_zero{other}", {**basis, "customers": size}, good=False)
    if spread.total <= 0:
        fields: dict[str, Value] = {**basis, "value": spread.total, "customers": size, **losses}
        return Finding(f"profit.find_nothing{other}", fields, good=False)
    if spread.gini == 0:
        value = spread.total / size
        return Finding(f"profit.find_equal{other}", {**basis, "customers": size, "value": value})
    top = {**basis, "top_fifth_share": spread.top_fifth_share}
    if not spread.loss_makers:
        return Finding(f"profit.find_top{other}", top, good=True)
    fields = {**top, **losses, "loss_share": spread.loss_share}
    return Finding(f"profit.find_top_loss{other}", fields, good=False)


def _few(result: "Profit") -> Finding | None:
    spread = result.spread()
    if spread.customers_for_80 is None or spread.gini == 0:
        return None
    fields: dict[str, Value] = {
        "basis": result.basis,
        "customers_for_80": spread.customers_for_80,
        "share_for_80": spread.share_for_80,
        "cutoff": result.cutoff,
    }
    return Finding("profit.find_few", fields)


def _beyond_one(result: "Profit") -> Finding | None:
    """A coefficient that should not pass 1 does so where losses are large."""
    spread = result.spread()
    if spread.gini is None or spread.gini <= 1:
        return None
    return Finding("profit.find_gini", {"gini": spread.gini, "loss_makers": spread.loss_makers})


def _against_revenue(result: "Profit") -> Finding | None:
    """Profit lies in fewer hands than revenue, or in more."""
    profit, revenue = result.spread("profit"), result.spread("revenue")
    if result.basis == "revenue" or profit.gini is None or revenue.gini is None:
        return None
    if profit.gini == revenue.gini:
        return None
    key = "fewer" if profit.gini > revenue.gini else "more"
    fields = {"top_fifth_share": profit.top_fifth_share, "share": revenue.top_fifth_share}
    return Finding(f"profit.find_{key}_hands", fields)


def _fall(result: "Profit") -> Finding | None:
    if result.falls.is_empty():
        return None
    fall = result.falls.row(0, named=True)
    if fall["rank_fall"] * _NOTABLE_FALL < result.customers.height:
        return None
    fields = {key: fall[key] for key in ("customer_id", "rank_revenue", "rank_profit")}
    if fall["cost_driver"] is None:
        return Finding("profit.find_fall", fields, good=False)
    fields |= {"cost_driver": fall["cost_driver"], "driver_cost": fall["driver_cost"]}
    return Finding("profit.find_fall_driver", fields, good=False)


def _staying(result: "Profit") -> Finding | None:
    staying = result.staying
    if staying is None or staying.either == 1:
        return None
    beyond = staying.kept - staying.kept_by_chance
    good = None if abs(beyond) <= _SURE * staying.chance_spread else beyond > 0
    fields = {
        "best_before": staying.best_before,
        "kept": staying.kept,
        "kept_share": staying.kept_share,
        "kept_by_chance": staying.kept_by_chance,
    }
    return Finding("profit.find_staying", fields, good)


def _anonymous(result: "Profit") -> Finding | None:
    apart = result.lines_apart.row(1, named=True)
    anonymous, revenue = apart["revenue"], result.totals["revenue"][-1]
    if anonymous <= 0 or revenue <= 0:
        return None
    fields = {
        "anonymous_revenue": anonymous,
        "share": anonymous / revenue,
        "anonymous_profit": apart["profit"],
    }
    return Finding("profit.find_anonymous", fields)


def _returns_only(result: "Profit") -> Finding | None:
    apart = result.lines_apart.row(0, named=True)
    if not apart["customers"]:
        return None
    fields = {"returns_only": apart["customers"], "returns_only_revenue": apart["revenue"]}
    return Finding("profit.find_returns_only", fields)
