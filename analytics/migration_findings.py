"""What migration means, most important first."""

from typing import TYPE_CHECKING

from analytics.findings import Finding, Value

if TYPE_CHECKING:
    from analytics.migration import Migration

_TRUSTED = 0.75  # of the months tested must lie in the 90 % interval


def of(result: "Migration") -> list[Finding]:
    """The findings of ``result``: its first says how many went up and down, and in money."""
    found = (_first(result), _way(result, "down"), _way(result, "up"), _ahead(result))
    return [*(finding for finding in found if finding), *tests_of(result)]


def _first(result: "Migration") -> Finding:
    moves = {row["move"]: row for row in result.moves.iter_rows(named=True)}
    up, down = moves["up"], moves["down"]
    change = up["gained"] + down["gained"]
    fields: dict[str, Value] = {
        "from_day": result.from_day,
        "moved_up": up["customers"],
        "moved_down": down["customers"],
        "gained": abs(change),
    }
    if not up["customers"] and not down["customers"]:
        return Finding("migration.find_still", {"from_day": result.from_day})
    less = "_less" if change < 0 else ""
    return Finding(f"migration.find_moved{less}", fields, change >= 0)


def _way(result: "Migration", move: str) -> Finding | None:
    """The most trodden way up or down."""
    ways = result.matrix.filter(move=move).sort("customers", descending=True, maintain_order=True)
    if ways.is_empty():
        return None
    way = ways.row(0, named=True)
    fields = {key: way[key] for key in ("from_segment", "to_segment", "customers")}
    fields |= {"gained": way["profit_after"] - way["profit_before"]}
    return Finding(f"migration.find_way_{move}", fields, move == "up")


def _ahead(result: "Migration") -> Finding:
    mean, low, high = result.ahead.profit_ahead
    if mean is None:
        return Finding("migration.find_no_forecast")
    fields = {"profit_ahead": mean, "profit_ahead_low": low, "profit_ahead_high": high}
    return Finding("migration.find_ahead", fields)


def tests_of(result: "Migration") -> list[Finding]:
    """How the forecast fared on the months that came: in heads, and in profit."""
    return [found for found in (_test(result), _profit_test(result)) if found]


def _test(result: "Migration") -> Finding | None:
    ahead = result.ahead
    if ahead.held_share is None:
        return None
    fields = {
        "held_share": ahead.held_share,
        "error": ahead.error,
        "naive_error": ahead.naive_error,
    }
    if ahead.held_share < _TRUSTED:
        return Finding("migration.find_not_held", fields, good=False)
    better = ahead.error is not None and ahead.error < (ahead.naive_error or 0)
    if not better:
        return Finding("migration.find_not_nearer", fields, good=False)
    return Finding("migration.find_held", fields, good=True)


def _profit_test(result: "Migration") -> Finding | None:
    """How the sum of profit fared, beside "as before": good only where it was nearer."""
    test = result.ahead.profit_test
    if test is None:
        return None
    fields: dict[str, Value] = {
        "test_months": test.months,
        "profit_actual": test.actual,
        "profit_mean": test.mean,
        "profit_low": test.low,
        "profit_high": test.high,
        "profit_repeated": test.repeated,
    }
    if not test.held:
        return Finding("migration.find_profit_missed", fields, good=False)
    nearer = abs(test.mean - test.actual) < abs(test.repeated - test.actual)
    return Finding("migration.find_profit_held", fields, True if nearer else None)
