"""Notes and tasks about customers and target lists."""

import sqlalchemy as sa
from alembic import op

from data.column_types import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of notes, tasks and the steps of tasks."""
    op.create_table(
        "team_notes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(16), nullable=False),
        sa.Column("about_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team_notes"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_team_notes_company_id"),
    )
    op.create_index(
        "ix_team_notes_company_id_about_about_id", "team_notes", ["company_id", "about", "about_id"]
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(16), nullable=False),
        sa.Column("about_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_tasks_company_id"),
    )
    op.create_index(
        "ix_tasks_company_id_about_about_id", "tasks", ["company_id", "about", "about_id"]
    )
    op.create_table(
        "task_steps",
        sa.Column("task_id", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("department", sa.String(16), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("actor", sa.String(255), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "revision", name="pk_task_steps"),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_task_steps_task_id", ondelete="CASCADE"
        ),
    )
