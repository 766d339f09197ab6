"""One function for each frame that analytics reads: facts in, small frame out.

THE ONLY CODE THAT TOUCHES FACTS. Whoever asks a question gets the facts here and hands them on.
"""

from pathlib import Path

from data import merges
from data.facts import Facts
from data.load import Days, replaced_days, wholly_replaced
from data.loads import live
from data.workspace import Workspace

__all__ = ["Facts", "open_facts"]


def open_facts(workspace: Workspace, company: str, version: int) -> Facts:
    """The facts of ``company`` as they were at ``version``."""
    loads = live(workspace, company, version)
    days = replaced_days(loads)
    files: dict[str, list[Path]] = {}
    replaced: dict[Path, tuple[Days, ...]] = {}
    for load in loads:
        if load.table_name == "order_lines" and wholly_replaced(load, days[load.id]):
            continue  # other tables need the rows that overrule older ones, seen or not
        path = load.path(workspace)
        files.setdefault(load.table_name, []).append(path)
        if days[load.id]:
            replaced[path] = days[load.id]
    return Facts(files, merged=merges.at_version(workspace, company, version), replaced=replaced)
