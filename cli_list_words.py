"""Target lists as the command line tells them: in plain values, in a line, and refused."""

from typing import Any

from answers import refusals
from cli_parts import WRONG_OPTION, Failure, code_of
from data.lists import ListError, TargetList
from words import Reader


def as_plain(one: TargetList) -> dict[str, Any]:
    """A list in plain values, without its members."""

    def when(moment: Any) -> str | None:
        return moment.isoformat() if moment else None

    return {
        "id": one.id,
        "campaign_id": one.campaign_id,
        "name": one.name,
        "state": one.state.value,
        "touch_point": one.touch_point,
        "purpose": one.purpose,
        "note": one.note,
        "owner": one.owner,
        "found": one.found,
        "left_out": dict(one.left_out),
        "arms": dict(one.arms),
        "contacted": one.contacted,
        "control": one.control,
        "cost": float(one.cost),
        "expected_profit": None if one.expected_profit is None else float(one.expected_profit),
        "scope": dict(one.scope),
        "conditions": dict(one.conditions),
        "data_version": one.company_version,
        "hash": one.hash,
        "created_at": when(one.created_at),
        "created_by": one.created_by,
        "frozen_at": when(one.frozen_at),
        "frozen_by": one.frozen_by,
        "exported_at": when(one.exported_at),
        "exported_by": one.exported_by,
        "measured_at": when(one.measured_at),
        "measured_by": one.measured_by,
    }


def failure(problem: ListError, reader: Reader) -> Failure:
    """What cannot be done with a list, in the reader's words."""
    return Failure(WRONG_OPTION, code_of(problem), refusals.of_list(problem, reader))


def about(one: TargetList, reader: Reader) -> str:
    """Its counts in one line."""
    return reader.text(
        "target_lists.about",
        list_meant=reader.count(one.found),
        list_left_out=reader.count(sum(one.left_out.values())),
        list_contacted=reader.count(one.contacted),
        list_control=reader.count(one.control),
        touch_point=reader.preset(one.touch_point),
    )
