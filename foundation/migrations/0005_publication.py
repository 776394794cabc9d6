"""The count of changes that the public may see; ``foundation.publication.triggers`` puts it on the tables after each migrate."""

from django.db import migrations

from foundation.publication.triggers import FUNCTION, FUNCTION_GONE


class Migration(migrations.Migration):
    dependencies = [("foundation", "0004_outbox_due")]

    operations = [migrations.RunSQL(FUNCTION, FUNCTION_GONE)]
