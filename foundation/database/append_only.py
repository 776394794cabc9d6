"""Tables that can only grow: PostgreSQL itself refuses to change, delete or truncate their rows."""

from collections.abc import Sequence

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND to_jsonb(NEW) - TG_ARGV::text[] = to_jsonb(OLD) - TG_ARGV::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only(table: str, *, but: Sequence[str] = ()) -> migrations.RunSQL:
    """Return the migration step that makes *table* append-only; run it after the table is created.

    A refused statement raises ``IntegrityError``. Columns named in *but* may still be updated, for a state beside
    frozen facts.
    """
    columns = ", ".join(f"'{column}'" for column in but)
    forward = f"""{_FUNCTION}
CREATE OR REPLACE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change({columns});
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
"""
    reverse = f"""
DROP TRIGGER IF EXISTS {table}_rows_stay ON {table};
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
"""
    return migrations.RunSQL(forward, reverse)
