"""The same bytes under the same name on another day, or from another sender, are a receipt of their own."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ONE = ["file_id", "path", "production", "parent_id"]


def upgrade() -> None:
    with op.batch_alter_table("sightings") as table:
        table.drop_constraint("one_receipt", type_="unique")
        table.create_unique_constraint("one_receipt", [*ONE, "received", "sender"])
    op.create_index("sightings_by_parent", "sightings", ["parent_id"], unique=False)
