"""What a target list as it would be means, most important first."""

from typing import TYPE_CHECKING

from analytics.effects import LEAST
from analytics.findings import Finding, Value
from analytics.power import POWER

if TYPE_CHECKING:
    from analytics.target_lists import TargetLists


def of(result: "TargetLists") -> list[Finding]:
    """How many may be contacted; whether it pays; what the control group can tell."""
    who = _who(result)
    return [*who, *_money(result), *_control(result)] if result.contacted else who


def _who(result: "TargetLists") -> list[Finding]:
    told = result.suppression
    if not told.found:
        return [Finding("target_lists.find_nobody_meant", good=False)]
    counts: dict[str, Value] = {"list_meant": told.found}
    if told.unrecorded:
        return [Finding("target_lists.find_no_consent", counts, good=False)]
    if not told.kept.height:
        return [Finding("target_lists.find_nobody", counts, good=False)]
    counts |= {"list_contactable": told.kept.height, "list_left_out": told.left_out.height}
    key = "may" if told.left_out.height else "all_may"
    found = [Finding(f"target_lists.find_{key}", counts)]
    if result.over_budget:
        fields: dict[str, Value] = {
            "list_members": result.arms.members.height,
            "list_over_budget": result.over_budget,
        }
        found.append(Finding("target_lists.find_budget", fields))
    return found


def _money(result: "TargetLists") -> list[Finding]:
    if not result.cost:
        return [Finding("target_lists.find_no_cost")]
    fields: dict[str, Value] = {"list_cost": result.cost, result.value_key: result.value}
    by = "_cltv" if result.by_value else ""
    if result.break_even is None:
        return [Finding(f"target_lists.find_no_value{by}", fields, good=False)]
    fields |= {
        "list_lift": result.terms.lift,
        "list_expected": abs(result.expected_profit),
        "list_break_even": result.break_even,
    }
    pays = result.expected_profit >= 0
    key = f"target_lists.find_{'pays' if pays else 'loses'}{by}"
    return [Finding(key, fields, good=pays)]


def _control(result: "TargetLists") -> list[Finding]:
    control = result.arms.control
    if not control:
        return [Finding("target_lists.find_no_control", good=False)]
    fields: dict[str, Value] = {"list_control": control, "list_least": LEAST}
    if min(result.sizes.treated, control) < LEAST:
        return [Finding("target_lists.find_small_control", fields, good=False)]
    if result.detectable is None:
        return [Finding("target_lists.find_flat", {"list_control": control})]
    mean = result.before[0]
    told: dict[str, Value] = {
        "list_control": control,
        "list_detectable": result.detectable,
        "list_mean_before": mean,
        "list_power": POWER,
    }
    found = [Finding("target_lists.find_detectable", told)]
    if result.needed is not None:
        wants: dict[str, Value] = {"list_lift": result.terms.lift, "list_needed": result.needed}
        enough = result.arms.members.height >= result.needed
        key = "enough" if enough else "too_few"
        found.append(Finding(f"target_lists.find_{key}", wants, good=enough))
    return found
