"""The catalogue's history, one revision per change; run when a workspace is opened.

Maintainers: `alembic -c data/migrations/alembic.ini revision --autogenerate -m "what changed"`,
then move :data:`HEAD` to the new revision.
"""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, String, column, inspect, select, table, text

HEAD = "0006"
"""The newest revision; kept here so that opening a workspace needs no look at the scripts."""

_VERSIONS = table("alembic_version")
_ONE_AT_A_TIME = Lock()  # Alembic keeps what it works on in a global of the process
_LOCK = 7_305_113_021


class NewerCatalogueError(RuntimeError):
    """The catalogue was written by a newer version of this program."""


def revision(connection: Connection) -> str | None:
    """The catalogue's own revision, or None for an empty database. Two quick queries."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num", String)).select_from(_VERSIONS))


def upgrade(connection: Connection) -> None:
    """Bring the catalogue to :data:`HEAD` inside the caller's write transaction.

    Processes and threads may call it at once: the others wait, then find nothing to do. Raises
    :class:`NewerCatalogueError` for a revision this version does not know.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    found = revision(connection)
    if found == HEAD:
        return
    from alembic import command  # noqa: PLC0415 - slow to import, and rarely needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerCatalogueError(
            f"The catalogue is at revision {found}, which this version does not know. "
            "Update Pelanggan, or open another workspace."
        )
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, HEAD)
