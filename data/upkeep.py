"""What a workspace needs done now and then, by whoever starts a server on it."""

from data import snapshots
from data.workspace import Workspace


def tidy(workspace: Workspace) -> None:
    """Remove what imports cut off by a crash have left behind; nothing that a load names."""
    snapshots.sweep(workspace)
