"""Loads that take the place of a period, and the last refresh of each table of a source."""

import sqlalchemy as sa
from alembic import op

from data.column_types import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mode and days of loads, and the table of refreshes."""
    op.add_column("loads", sa.Column("mode", sa.String(16)))
    op.add_column("loads", sa.Column("period_first", sa.Integer()))
    op.add_column("loads", sa.Column("period_last", sa.Integer()))
    op.create_table(
        "refreshes",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("table_name", sa.String(32), nullable=False),
        sa.Column("company", sa.String(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("code", sa.String(64)),
        sa.Column("rows_read", sa.Integer()),
        sa.Column("load_id", sa.String(32)),
        sa.PrimaryKeyConstraint("source", "table_name", name="pk_refreshes"),
    )
