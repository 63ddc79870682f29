"""Base rows, and the SQL that seals a table."""

import uuid
from typing import Any

from django.db import migrations, models

from hecheng.kernel import clock
from hecheng.kernel.ids import uuid7


class Row(models.Model):
    """A row with a time-ordered id and its moment of birth by our clock."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class SealedRow(Row):
    """A row that is written once. `seal(table)` in the migration makes the database refuse to change or delete it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("force_insert", True)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is sealed")


SEALED_ROW_FUNCTION = """
CREATE OR REPLACE FUNCTION sealed_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are sealed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sealed_row';
END $$;
"""


def seal(table: str) -> migrations.RunSQL:
    """Migration step: no UPDATE, DELETE or TRUNCATE of `table`, by trigger (owner too) and by rights (application role)."""
    return migrations.RunSQL(
        f"""{SEALED_ROW_FUNCTION}
        CREATE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION sealed_row();
        CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION sealed_row();
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC;
        DO $$ BEGIN
          IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hecheng_app') THEN
            REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM hecheng_app;
          END IF;
        END $$;""",  # noqa: S608  # table names are constants of our migrations
        f"DROP TRIGGER {table}_sealed ON {table}; DROP TRIGGER {table}_kept ON {table};",
    )


#: an id that no row has
NOBODY = uuid.UUID(int=0)


def as_uuid(value: str | uuid.UUID) -> uuid.UUID | None:
    """A UUID from text that somebody sent; None when it is not one."""
    if isinstance(value, uuid.UUID):
        return value
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError):
        return None
