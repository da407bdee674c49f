"""What came of the trial of a text layer, why to look at a page, a second engine; how many pages a file should have."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("files") as table:
        table.add_column(sa.Column("expected", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("repair", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("pages") as table:
        for name in ("layer", "look", "second"):
            table.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
