"""A small Toko Nusantara apart from all companies: what a page shows where its tables are missing.

It lies in a workspace of its own inside the home, so that nothing of it can reach a company's
figures, lists or counts. It is made when first asked for, and is the same every time.
"""

from functools import cache
from pathlib import Path
from threading import Lock

from data.actor import LOCAL_OWNER, Actor, Role
from data.samples.install import Recipe, install
from data.workspace import Workspace, open_workspace

COMPANY = "toko-nusantara"
CUSTOMERS = 4_000  # so that some campaign tells whom it changed
ONLOOKER = Actor("example", Role.VIEWER, frozenset({COMPANY}))
"""Whoever looks at the example: its figures, and nothing to keep or take away."""

_FOLDER = f"example-{CUSTOMERS}"
_MAKING = Lock()


def example(home: Path) -> Workspace:
    """The workspace of the example, inside the workspace at ``home``; always with SQLite."""
    with _MAKING:
        return _made(home)


@cache
def _made(home: Path) -> Workspace:
    folder = home / _FOLDER
    workspace = open_workspace(folder, f"sqlite:///{folder / 'catalogue.sqlite'}")
    install(workspace, LOCAL_OWNER, COMPANY, recipe=Recipe(customers=CUSTOMERS))
    return workspace
