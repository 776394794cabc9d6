"""The database keeps the hours ledger and everything printed on a certificate as they were written."""

from django.db import migrations

from foundation.api import append_only


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_hours_and_certificates"), ("foundation", "0003_audit_append_only")]

    operations = [
        append_only("credentials_hourentry"),
        append_only("credentials_certificate", but=["status", "revoked_at", "revoked_by_id", "revoke_reason"]),
    ]
