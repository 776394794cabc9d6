"""The database counts every transaction that changed something the public may see.

No service has to remember it: each table has a trigger, but for those that the settings name as private
(``PRIVATE_TABLES``, and ``PRIVATE_COLUMNS`` of tables that are public otherwise). A table or column that nobody thought of
is counted, which costs a page more, never a stale one.

The count is a sum over rows, because one row that everybody changed would make all writers wait for each other. A
transaction adds one row, at its first change; one in sixty-four also folds the rows of all that are committed into one.
"""

from typing import Any

from django.conf import settings
from django.db import connections

FUNCTION = """
CREATE TABLE IF NOT EXISTS foundation_publication (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changes bigint NOT NULL DEFAULT 1
);
CREATE OR REPLACE FUNCTION foundation_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    noted bigint;
BEGIN
    IF current_setting('foundation.change_noted', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    IF TG_LEVEL = 'ROW' THEN
        IF to_jsonb(NEW) - TG_ARGV::text[] = to_jsonb(OLD) - TG_ARGV::text[] THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM set_config('foundation.change_noted', 'yes', true);
    INSERT INTO foundation_publication DEFAULT VALUES RETURNING id INTO noted;
    IF noted % 64 = 0 AND current_setting('transaction_isolation') = 'read committed'
       AND pg_try_advisory_xact_lock(hashtext('foundation_publication')) THEN
        WITH folded AS (DELETE FROM foundation_publication RETURNING changes)
        INSERT INTO foundation_publication (changes) SELECT sum(changes) FROM folded;
    END IF;
    RETURN NULL;
END $$;
"""
FUNCTION_GONE = """
DROP FUNCTION IF EXISTS foundation_note_change() CASCADE;
DROP TABLE IF EXISTS foundation_publication;
"""

_TABLES = """
SELECT c.relname, noted.oid IS NOT NULL, string_to_array(rtrim(encode(changed.tgargs, 'escape'), '\\000'), '\\000')
FROM pg_class c
LEFT JOIN pg_trigger noted ON noted.tgrelid = c.oid AND noted.tgname = 'publication_noted'
LEFT JOIN pg_trigger changed ON changed.tgrelid = c.oid AND changed.tgname = 'publication_changed'
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'foundation_publication'
  AND to_regproc('foundation_note_change') IS NOT NULL
"""


def watch_tables(using: str = "default", **_signal: Any) -> None:
    """Give every public table its triggers, and take them from private ones; what is as it should be is left alone."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for table, is_noted, columns in cursor.fetchall():
            is_public, private = _is_public(table), _private_columns(table)
            if (is_public, private) != (is_noted, columns or []):
                cursor.execute(_statements(connection.ops.quote_name(table), private, is_public=is_public))


def _is_public(table: str) -> bool:
    return table not in settings.PRIVATE_TABLES and not table.startswith(settings.PRIVATE_PREFIXES)


def _private_columns(table: str) -> list[str]:
    return sorted(settings.PRIVATE_COLUMNS.get(table, ()))


def _statements(table: str, private: list[str], *, is_public: bool) -> str:
    """Return the SQL that brings a table's triggers up to date. Names of columns are given as texts: a trigger that depended
    on a column would keep migrations from changing its type."""
    drop = f"DROP TRIGGER IF EXISTS publication_noted ON {table}; DROP TRIGGER IF EXISTS publication_changed ON {table};"
    if not is_public:
        return drop
    events = "INSERT OR DELETE OR TRUNCATE" if private else "INSERT OR UPDATE OR DELETE OR TRUNCATE"
    noted = f"CREATE TRIGGER publication_noted AFTER {events} ON {table} EXECUTE FUNCTION foundation_note_change();"
    if not private:
        return drop + noted
    columns = ", ".join(f"'{column}'" for column in private)
    each_row = f"FOR EACH ROW EXECUTE FUNCTION foundation_note_change({columns})"
    return f"{drop}{noted} CREATE TRIGGER publication_changed AFTER UPDATE ON {table} {each_row};"
