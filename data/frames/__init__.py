"""One function for each frame that analytics reads: facts in, small frame out.

THE ONLY CODE THAT TOUCHES FACTS. Whoever asks a question gets the facts here and hands them on.
"""

from pathlib import Path

from data import merges
from data.facts import Facts
from data.loads import live
from data.workspace import Workspace

__all__ = ["Facts", "open_facts"]


def open_facts(workspace: Workspace, company: str, version: int) -> Facts:
    """The facts of ``company`` as they were at ``version``."""
    files: dict[str, list[Path]] = {}
    for load in live(workspace, company, version):
        files.setdefault(load.table_name, []).append(load.path(workspace))
    return Facts(files, merged=merges.at_version(workspace, company, version))
