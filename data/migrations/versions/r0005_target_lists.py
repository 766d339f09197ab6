"""Target lists with their members and arms, and the hold-out groups of companies."""

import sqlalchemy as sa
from alembic import op

from data.column_types import Exact, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of target lists and of hold-out groups."""
    op.create_table(
        "target_lists",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("touch_point", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("arms", sa.JSON(), nullable=False),
        sa.Column("control_share", Exact(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("contact_cost", Exact(), nullable=False),
        sa.Column("fixed_cost", Exact(), nullable=False),
        sa.Column("expected_profit", Exact()),
        sa.Column("company_version", sa.Integer(), nullable=False),
        sa.Column("ledger_mark", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64)),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("frozen_at", Moment()),
        sa.Column("frozen_by", sa.String(255)),
        sa.Column("exported_at", Moment()),
        sa.Column("exported_last", Moment()),
        sa.Column("exported_by", sa.String(255)),
        sa.Column("measured_at", Moment()),
        sa.Column("measured_by", sa.String(255)),
        sa.PrimaryKeyConstraint("id", name="pk_target_lists"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_target_lists_company_id"
        ),
        sa.UniqueConstraint("company_id", "name_key", name="uq_target_lists_company_id_name_key"),
    )
    op.create_table(
        "target_members",
        sa.Column("list_id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("arm", sa.String(64), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "customer_id", name="pk_target_members"),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["target_lists.id"],
            name="fk_target_members_list_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_target_members_customer_id", "target_members", ["customer_id"])
    op.create_table(
        "holdouts",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("share", Exact(), nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "version", name="pk_holdouts"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_holdouts_company_id"),
    )
