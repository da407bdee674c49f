"""Run by Alembic: migrates over the connection that the catalogue hands in."""

from alembic import context

from readingroom.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
