"""Saved segments with every version of their conditions, and the RFM maps of companies."""

import sqlalchemy as sa
from alembic import op

from data.column_types import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of segments and of RFM maps."""
    op.create_table(
        "segments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_key", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", Moment()),
        sa.PrimaryKeyConstraint("id", name="pk_segments"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_segments_company_id"),
        sa.UniqueConstraint("company_id", "name_key", name="uq_segments_company_id_name_key"),
    )
    op.create_table(
        "segment_versions",
        sa.Column("segment_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("days", sa.Integer()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id", "version", name="pk_segment_versions"),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name="fk_segment_versions_segment_id"
        ),
    )
    op.create_table(
        "rfm_maps",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "version", name="pk_rfm_maps"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_rfm_maps_company_id"),
    )
