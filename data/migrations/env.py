"""How Alembic reaches the catalogue: the caller's connection, or the workspace of this shell."""

from alembic import context
from sqlalchemy import Connection

from data.catalogue import metadata
from data.workspace import engine_for


def run(connection: Connection) -> None:
    """Run what was asked of Alembic on one connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = engine_for()
    with engine.connect().execution_options(writing=True) as own, own.begin():
        run(own)
    engine.dispose()
