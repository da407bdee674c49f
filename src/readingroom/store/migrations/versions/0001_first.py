"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), server_default="", nullable=False),
        sa.Column("pages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("error", sa.String(), server_default="", nullable=False),
        sa.Column("access_copy", sa.String(), server_default="", nullable=False),
        sa.Column("depth", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("file_id"),
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "room",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "tasks",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("input", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), server_default="", nullable=False),
        sa.Column("number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("deaths", sa.Integer(), server_default="0", nullable=False),
        sa.Column("holder", sa.String(), server_default="", nullable=False),
        sa.Column("error", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("stage", "input"),
    )
    op.create_index("tasks_by_state", "tasks", ["state", "stage", "file_id", "number"], unique=False)
    op.create_table(
        "trail",
        sa.Column("step", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.String(), server_default="", nullable=False),
        sa.Column("who", sa.String(), server_default="", nullable=False),
        sa.Column("action", sa.String(), server_default="", nullable=False),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("details", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("step"),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), server_default="", nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.person_id"],
        ),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_index("decisions_by_subject", "decisions", ["subject", "kind"], unique=False)
    op.create_table(
        "document_parts",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("paging", sa.Integer(), server_default="1", nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("last_page", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files.file_id"],
        ),
        sa.PrimaryKeyConstraint("document_id", "sequence"),
    )
    op.create_table(
        "pages",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paging", sa.Integer(), server_default="1", nullable=False),
        sa.Column("document_id", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("error", sa.String(), server_default="", nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("engine", sa.String(), server_default="", nullable=False),
        sa.Column("quality", sa.Float(), nullable=True),
        sa.Column("words", sa.Integer(), server_default="0", nullable=False),
        sa.Column("language", sa.String(), server_default="", nullable=False),
        sa.Column("width", sa.Float(), nullable=True),
        sa.Column("height", sa.Float(), nullable=True),
        sa.Column("turned", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=True),
        sa.Column("indexed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files.file_id"],
        ),
        sa.PrimaryKeyConstraint("page_id"),
    )
    op.create_index("pages_by_document", "pages", ["document_id"], unique=False)
    op.create_index("pages_by_file", "pages", ["file_id", "paging", "number"], unique=False)
    op.create_index("pages_by_state", "pages", ["state", "file_id"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("sighting_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), server_default="", nullable=False),
        sa.Column("production", sa.String(), server_default="", nullable=False),
        sa.Column("received", sa.String(), server_default="", nullable=False),
        sa.Column("sender", sa.String(), server_default="", nullable=False),
        sa.Column("parent_id", sa.String(), server_default="", nullable=False),
        sa.Column("added_at", sa.String(), server_default="", nullable=False),
        sa.Column("added_by", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files.file_id"],
        ),
        sa.PrimaryKeyConstraint("sighting_id"),
        sa.UniqueConstraint("file_id", "path", "production", "parent_id", name="one_receipt"),
    )
    op.create_index("sightings_by_production", "sightings", ["production"], unique=False)
    op.create_table(
        "hidden",
        sa.Column("hidden_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("top", sa.Float(), nullable=False),
        sa.Column("right", sa.Float(), nullable=False),
        sa.Column("bottom", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"],
            ["pages.page_id"],
        ),
        sa.PrimaryKeyConstraint("hidden_id"),
    )
    op.create_index("hidden_by_page", "hidden", ["page_id"], unique=False)
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER trail_no_{change.lower()} BEFORE {change} ON trail "
            "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END"
        )
