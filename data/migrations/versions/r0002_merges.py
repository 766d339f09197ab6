"""Merges: customer records that are read as one."""

import sqlalchemy as sa
from alembic import op

from data.column_types import Exact, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of merges."""
    op.create_table(
        "merges",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score", Exact()),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.Column("until_version", sa.Integer()),
        sa.Column("undone_by", sa.String(255)),
        sa.Column("undone_at", Moment()),
        sa.PrimaryKeyConstraint("id", "customer_id", name="pk_merges"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_merges_company_id"),
    )
    op.create_index("ix_merges_company_id_since_version", "merges", ["company_id", "since_version"])
