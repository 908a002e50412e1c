"""Runs migrations on the connection that :mod:`bulletin_nlp.store.database` hands over."""

from alembic import context

from bulletin_nlp.store.tables import metadata

connection = context.config.attributes["connection"]
# Batch mode, since SQLite alters a table by copying it.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
