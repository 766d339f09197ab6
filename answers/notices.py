"""What a reader must know to trust a figure: which costs are assumed, and which are left out."""

from analytics.findings import Finding
from answers.books import Books
from data.frames.assumed import assumed_cost_revenue
from data.scope import Scope

_COSTS = ("order", "line", "return", "delivery", "visit", "contact_minute")


def notices(
    books: Books, scope: Scope, *, acquisition: bool = False, campaigns: bool = False
) -> tuple[Finding, ...]:
    """The notices of profit figures over the settled ``scope``, most important first.

    ``acquisition`` and ``campaigns``: whether those costs were asked for.
    """
    found = []
    assumed, revenue = assumed_cost_revenue(books.facts, scope)
    if assumed and _margin_is_assumed(books):
        share = float(assumed / revenue) if revenue else 1.0
        found.append(Finding("notice.margin_assumed", {"share": share}))
    values = books.rates.values()
    known = [key for key, value in values.items() if value and key.partition(":")[0] in _COSTS]
    if not known:
        found.append(Finding("notice.no_rates"))
    elif any(key in books.rates.assumed for key in known):
        found.append(Finding("notice.rates_assumed"))
    asked = {"acquisition": acquisition, "campaigns": campaigns}
    extra = any(asked[kind] for kind in books.extra_costs)
    if scope.cuts_orders and (extra or books.facts.has("interactions")):
        found.append(Finding("notice.contacts_left_out"))
    return tuple(found)


def contract_notices(books: Books) -> tuple[Finding, ...]:
    """What is to be known of contracts: of their margin the data hold nothing but the fee."""
    key = "notice.contract_margin" + ("_assumed" if "margin" in books.rates.assumed else "")
    return (Finding(key, {"share": float(books.rates.margin_default)}),)


def _margin_is_assumed(books: Books) -> bool:
    return any(key.partition(":")[0] == "margin" for key in books.rates.assumed)
