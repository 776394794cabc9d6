"""The database refuses to change, delete or truncate audit entries; an empty seal may be filled once."""

from django.db import migrations

from foundation.database.append_only import append_only

SEAL_ONLY = """
CREATE OR REPLACE FUNCTION foundation_audit_seal_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sequence IS NULL AND OLD.previous_hash IS NULL AND OLD.hash IS NULL
        AND NEW.sequence IS NOT NULL AND NEW.previous_hash IS NOT NULL AND NEW.hash IS NOT NULL
        AND to_jsonb(NEW) - ARRAY['sequence', 'previous_hash', 'hash'] = to_jsonb(OLD) - ARRAY['sequence', 'previous_hash', 'hash']
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only: UPDATE refused' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER foundation_auditentry_seal_only BEFORE UPDATE ON foundation_auditentry
    FOR EACH ROW EXECUTE FUNCTION foundation_audit_seal_only();
"""
DROP = "DROP TRIGGER IF EXISTS foundation_auditentry_seal_only ON foundation_auditentry;"


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_audit_numbering_limits")]

    operations = [
        append_only("foundation_auditentry", refuse_update=False),
        migrations.RunSQL(SEAL_ONLY, DROP),
    ]
