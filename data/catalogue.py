"""The catalogue: what the workspace holds, who brought it, and what was decided about it.

One SQLAlchemy description for SQLite and PostgreSQL. Money and rates are exact decimal text,
moments are UTC. Rows of customers never lie here: they lie in the snapshots the loads name. What
people typed into notes and tasks may be personal.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.column_types import Exact, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

companies = Table(
    "companies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("decimals", Integer, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("is_sample", Boolean, nullable=False),
    Column("version", Integer, nullable=False),  # moved by everything that changes an answer
    Column("created_at", Moment, nullable=False),
    Column("position", Integer, nullable=False),
)

loads = Table(
    "loads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("company_id", Integer, ForeignKey("companies.id"), nullable=False),
    Column("table_name", String(32), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("recipe_hash", String(64), nullable=False),
    Column("live_key", String(200)),  # company, table, content, recipe while live; else blank
    Column("source", Text, nullable=False),
    Column("actor", String(255), nullable=False),
    Column("loaded_at", Moment, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_accepted", Integer, nullable=False),
    Column("rows_quarantined", Integer, nullable=False),
    Column("amount_total", Exact),
    Column("first_day", Integer),
    Column("last_day", Integer),
    Column("folder", String(64), nullable=False),
    Column("files", JSON, nullable=False),
    Column("rank", Integer, nullable=False),  # later loads overrule earlier ones
    Column("since_version", Integer, nullable=False),
    Column("until_version", Integer),  # blank while live
    Column("replaced_by", String(32)),  # the load that took this one's place
    Column("notes", JSON, nullable=False),
    Column("mode", String(16)),  # append, period, replace; blank: made before modes were kept
    Column("period_first", Integer),  # the days whose earlier rows it takes the place of
    Column("period_last", Integer),
    UniqueConstraint("live_key"),
    Index(None, "company_id", "since_version"),
)

refreshes = Table(
    "refreshes",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("table_name", String(32), primary_key=True),
    Column("company", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(255), nullable=False),
    Column("status", String(16), nullable=False),
    Column("code", String(64)),  # of the problem, where there was one
    Column("rows_read", Integer),
    Column("load_id", String(32)),
)

rates = Table(
    "rates",
    metadata,
    Column("company_id", Integer, ForeignKey("companies.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Exact, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("actor", String(255), nullable=False),
    Column("at", Moment, nullable=False),
)

draft_lists = Table(
    "draft_lists",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("company_id", Integer, ForeignKey("companies.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("scope", JSON, nullable=False),
    Column("members", Integer, nullable=False),
    Column("actor", String(255), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("company_version", Integer, nullable=False),
    Index(None, "company_id", "created_at"),
)

draft_members = Table(
    "draft_members",
    metadata,
    Column(
        "list_id", String(32), ForeignKey("draft_lists.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("customer_id", Text, primary_key=True),
    Index(None, "customer_id"),
)

merges = Table(
    "merges",
    metadata,
    Column("id", String(32), primary_key=True),  # one decision: several records into one
    Column("customer_id", Text, primary_key=True),  # read as kept_id while the merge is live
    Column("company_id", Integer, ForeignKey("companies.id"), nullable=False),
    Column("kept_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("score", Exact),
    Column("actor", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Column("since_version", Integer, nullable=False),
    Column("until_version", Integer),  # blank while live
    Column("undone_by", String(255)),
    Column("undone_at", Moment),
    Index(None, "company_id", "since_version"),
)

segments = Table(
    "segments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("company_id", Integer, ForeignKey("companies.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("name_key", String(80), nullable=False),  # without case: one of a kind in the company
    Column("version", Integer, nullable=False),  # the newest
    Column("archived_at", Moment),  # blank while offered
    UniqueConstraint("company_id", "name_key"),
)

segment_versions = Table(
    "segment_versions",
    metadata,
    Column("segment_id", String(32), ForeignKey("segments.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("conditions", JSON, nullable=False),
    Column("days", Integer),  # how far figures look back; blank: to the first day
    Column("note", Text, nullable=False),
    Column("actor", String(255), nullable=False),
    Column("at", Moment, nullable=False),
)

rfm_maps = Table(
    "rfm_maps",
    metadata,
    Column("company_id", Integer, ForeignKey("companies.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("settings", JSON, nullable=False),  # basis, limits, and whose each cell is
    Column("actor", String(255), nullable=False),
    Column("at", Moment, nullable=False),
)

target_lists = Table(
    "target_lists",
    metadata,
    Column("id", String(32), primary_key=True),  # also the campaign_id of what comes back
    Column("company_id", Integer, ForeignKey("companies.id"), nullable=False),
    Column("name", String(120), nullable=False),
    Column("name_key", String(120), nullable=False),  # without case: one of a kind in the company
    Column("purpose", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("owner", String(255), nullable=False),
    Column("touch_point", String(32), nullable=False),
    Column("state", String(16), nullable=False),  # draft, frozen, exported, measured
    Column("scope", JSON, nullable=False),
    Column("conditions", JSON, nullable=False),  # source, rules, order and budget: all it follows
    Column("found", Integer, nullable=False),  # whom the conditions mean
    Column("left_out", JSON, nullable=False),  # how many of them, by their first reason
    Column("arms", JSON, nullable=False),  # how many in each
    Column("control_share", Exact, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("strata", JSON, nullable=False),
    Column("contact_cost", Exact, nullable=False),  # of one contact
    Column("fixed_cost", Exact, nullable=False),
    Column("expected_profit", Exact),
    Column("company_version", Integer, nullable=False),  # of the data it was built from
    Column("ledger_mark", Integer, nullable=False),  # how many lists were frozen by then
    Column("hash", String(64)),  # of members, arms and conditions; blank for a draft
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(255), nullable=False),
    Column("frozen_at", Moment),
    Column("frozen_by", String(255)),
    Column("exported_at", Moment),  # first
    Column("exported_last", Moment),
    Column("exported_by", String(255)),
    Column("measured_at", Moment),
    Column("measured_by", String(255)),
    UniqueConstraint("company_id", "name_key"),
)

target_members = Table(
    "target_members",
    metadata,
    Column(
        "list_id", String(32), ForeignKey("target_lists.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("customer_id", Text, primary_key=True),
    Column("arm", String(64), nullable=False),  # control, or the name of a treatment
    Column("stratum", Text, nullable=False),
    Index(None, "customer_id"),
)

holdouts = Table(
    "holdouts",
    metadata,
    Column("company_id", Integer, ForeignKey("companies.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("share", Exact, nullable=False),
    Column("seed", String(64), nullable=False),  # drawn once: the group only grows or shrinks
    Column("actor", String(255), nullable=False),
    Column("at", Moment, nullable=False),
)

team_notes = Table(
    "team_notes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("company_id", Integer, ForeignKey("companies.id"), nullable=False),
    Column("about", String(16), nullable=False),  # customer, list
    Column("about_id", Text, nullable=False),  # stays when a list is thrown away
    Column("text", Text, nullable=False),  # personal: people write names into it
    Column("author", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "company_id", "about", "about_id"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("company_id", Integer, ForeignKey("companies.id"), nullable=False),
    Column("about", String(16), nullable=False),  # as for team_notes
    Column("about_id", Text, nullable=False),
    Column("text", Text, nullable=False),  # personal too
    Column("author", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),  # the newest of its steps
    Index(None, "company_id", "about", "about_id"),
)

task_steps = Table(
    "task_steps",
    metadata,
    Column("task_id", String(32), ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("state", String(16), nullable=False),  # open, in_progress, done
    Column("department", String(16), nullable=False),
    Column("due", Date),
    Column("actor", String(255), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("actor", String(255), nullable=False),
    Column("role", String(32), nullable=False),
    Column("action", String(64), nullable=False),
    Column("company", String(64)),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
