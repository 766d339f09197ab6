"""What clusters mean, most important first."""

from typing import TYPE_CHECKING

from analytics.findings import Finding, Value

if TYPE_CHECKING:
    from analytics.clusters import Clusters

_OVER = 1.2  # times its share of customers, from which on a share of profit is worth a word


def of(result: "Clusters") -> list[Finding]:
    """The findings of ``result``: its first names who brings most."""
    found = (_first(result), _least(result), _clear(result), _apart(result))
    return [finding for finding in found if finding]


def _first(result: "Clusters") -> Finding:
    best = result.profile.sort("profit", "cluster", descending=[True, False]).row(0, named=True)
    fields: dict[str, Value] = {"clusters": result.profile.height, "marks": best["marks"]}
    if best["profit_share"] is None:
        return Finding("clusters.find_kinds_loss", fields | {"profit": best["profit"]}, good=False)
    fields |= {key: best[key] for key in ("head_share", "profit_share")}
    good = True if best["profit_share"] > _OVER * best["head_share"] else None
    return Finding("clusters.find_kinds", fields, good)


def _least(result: "Clusters") -> Finding:
    last = result.profile.sort("profit_per_customer", "cluster").row(0, named=True)
    fields = {key: last[key] for key in ("marks", "customers", "profit_per_customer")}
    if last["profit"] < 0:
        return Finding("clusters.find_losing", fields, good=False)
    return Finding("clusters.find_least", fields)


def _clear(result: "Clusters") -> Finding:
    choice = result.choice
    fields = {
        "silhouette": choice.silhouette,
        "noise_silhouette": choice.noise,
        "stability": choice.stability,
    }
    return Finding("clusters.find_clear", fields, good=True)


def _apart(result: "Clusters") -> Finding | None:
    apart = result.apart
    if not apart.returns_only and not apart.anonymous_revenue:
        return None
    fields = {
        "returns_only": apart.returns_only,
        "anonymous_revenue": apart.anonymous_revenue,
    }
    return Finding("clusters.find_apart", fields)
