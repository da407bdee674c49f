"""Notes and tags of people on pages, passages and documents; what each act of tagging changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def _number(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=default, nullable=False)


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("note_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        _text("about"),
        _text("anchor"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        _number("person_id"),
        _text("at"),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        _text("edited_at"),
        _number("standing", "1"),
        sa.PrimaryKeyConstraint("note_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"]),
        sa.ForeignKeyConstraint(["edited_by"], ["people.person_id"]),
    )
    op.create_index("notes_by_page", "notes", ["page_id", "standing"])
    op.create_table(
        "tags",
        sa.Column("tag_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        _text("meaning"),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tag_id"),
    )
    op.create_index("one_tag", "tags", ["key"], unique=True, sqlite_where=sa.text("merged_into IS NULL"))
    op.create_table(
        "tagged",
        sa.Column("tagged_id", sa.Integer(), autoincrement=True, nullable=False),
        _number("tag_id"),
        sa.Column("page_id", sa.String(), nullable=False),
        _text("about"),
        _text("anchor"),
        _number("person_id"),
        _text("at"),
        _number("standing", "1"),
        sa.PrimaryKeyConstraint("tagged_id"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.tag_id"]),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"]),
    )
    op.create_index(
        "one_tagged", "tagged", ["tag_id", "page_id", "anchor"], unique=True, sqlite_where=sa.text("standing = 1")
    )
    op.create_index("tagged_by_page", "tagged", ["page_id", "standing"])
    op.create_table(
        "tag_changes",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("tagged_id", sa.Integer(), nullable=False),
        _number("standing"),
        sa.PrimaryKeyConstraint("decision_id", "tagged_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.decision_id"]),
        sa.ForeignKeyConstraint(["tagged_id"], ["tagged.tagged_id"]),
    )
