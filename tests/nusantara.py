"""Toko Nusantara with few customers in a workspace of its own, to ask or to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import Workspace, open_workspace
from tools.serving import Served, serving


@contextmanager
def generated(folder: Path, *, customers: int) -> Iterator[Workspace]:
    """The workspace, closed on leaving."""
    workspace = open_workspace(folder)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=customers))
    yield workspace
    workspace.close()


@contextmanager
def served(folder: Path, *, customers: int) -> Iterator[Served]:
    """A server on it."""
    with generated(folder, customers=customers):
        pass
    with serving(folder) as started:
        yield started
