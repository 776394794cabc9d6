"""Tables that can only grow: PostgreSQL itself refuses to change, delete or truncate their rows."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only(table: str, *, refuse_update: bool = True) -> migrations.RunSQL:
    """Return the migration step that makes *table* append-only; run it after the table is created.

    A refused statement raises ``IntegrityError``. With ``refuse_update=False`` the caller brings a narrower trigger for updates.
    """
    row_events = "UPDATE OR DELETE" if refuse_update else "DELETE"
    forward = f"""{_FUNCTION}
CREATE OR REPLACE TRIGGER {table}_rows_stay BEFORE {row_events} ON {table}
    FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
"""
    reverse = f"""
DROP TRIGGER IF EXISTS {table}_rows_stay ON {table};
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
"""
    return migrations.RunSQL(forward, reverse)
