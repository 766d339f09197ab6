"""Companies, loads, rates, draft lists and the audit log."""

import sqlalchemy as sa
from alembic import op

from data.column_types import Exact, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first catalogue."""
    _companies_and_loads()
    _decisions()
    _audit()


def _companies_and_loads() -> None:
    op.create_table(
        "companies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_companies"),
        sa.UniqueConstraint("name", name="uq_companies_name"),
    )
    op.create_table(
        "loads",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(32), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("recipe_hash", sa.String(64), nullable=False),
        sa.Column("live_key", sa.String(200)),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("loaded_at", Moment(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("rows_quarantined", sa.Integer(), nullable=False),
        sa.Column("amount_total", Exact()),
        sa.Column("first_day", sa.Integer()),
        sa.Column("last_day", sa.Integer()),
        sa.Column("folder", sa.String(64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.Column("until_version", sa.Integer()),
        sa.Column("replaced_by", sa.String(32)),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_loads"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_loads_company_id"),
        sa.UniqueConstraint("live_key", name="uq_loads_live_key"),
    )
    op.create_index("ix_loads_company_id_since_version", "loads", ["company_id", "since_version"])


def _decisions() -> None:
    op.create_table(
        "rates",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("value", Exact(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "key", name="pk_rates"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_rates_company_id"),
    )
    op.create_table(
        "draft_lists",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("company_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft_lists"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_draft_lists_company_id"),
    )
    op.create_index(
        "ix_draft_lists_company_id_created_at", "draft_lists", ["company_id", "created_at"]
    )
    op.create_table(
        "draft_members",
        sa.Column("list_id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "customer_id", name="pk_draft_members"),
        sa.ForeignKeyConstraint(
            ["list_id"], ["draft_lists.id"], name="fk_draft_members_list_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_draft_members_customer_id", "draft_members", ["customer_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("company", sa.String(64)),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": ""}])
    for statement in _GUARDS.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


_GUARDS = {
    "sqlite": (
        "create trigger audit_no_update before update on audit "
        "begin select raise(abort, 'the audit log is append-only'); end",
        "create trigger audit_no_delete before delete on audit "
        "begin select raise(abort, 'the audit log is append-only'); end",
    ),
    "postgresql": (
        "create function audit_append_only() returns trigger language plpgsql as "
        "$$ begin raise exception 'the audit log is append-only'; end $$",
        "create trigger audit_append_only before update or delete or truncate on audit "
        "for each statement execute function audit_append_only()",
    ),
}
"""The database itself refuses to change or remove a line of the log."""
