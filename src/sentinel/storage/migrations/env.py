"""Run by Alembic for each upgrade, over the connection that `sentinel.storage.schema` gives it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
