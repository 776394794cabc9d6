"""The database refuses to change, delete or truncate audit entries; an empty seal may be filled once."""

from django.db import migrations

from foundation.database.append_only import append_only

SEAL_ONLY = """
CREATE OR REPLACE FUNCTION foundation_seal_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sequence IS NOT NULL OR NEW.sequence IS NULL OR NEW.previous_hash IS NULL OR NEW.hash IS NULL THEN
        RAISE EXCEPTION 'the audit log is append-only: a seal is set once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER foundation_auditentry_seal_once BEFORE UPDATE ON foundation_auditentry
    FOR EACH ROW EXECUTE FUNCTION foundation_seal_once();
"""
DROP = "DROP TRIGGER IF EXISTS foundation_auditentry_seal_once ON foundation_auditentry;"


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_audit_numbering_limits")]

    operations = [
        append_only("foundation_auditentry", but=["sequence", "previous_hash", "hash"]),
        migrations.RunSQL(SEAL_ONLY, DROP),
    ]
