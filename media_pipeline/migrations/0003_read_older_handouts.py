"""Have the PDF hand-outs that are there already read, so that their pages can be found."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def wait_for_reading(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put them in the queue; the worker's sweep reads them."""
    stored_file = apps.get_model("media_pipeline", "StoredFile")
    stored_file.objects.filter(content_type="application/pdf", text_state="none").update(text_state="waiting")


class Migration(migrations.Migration):
    dependencies = [("media_pipeline", "0002_handout_text")]
    operations = [migrations.RunPython(wait_for_reading, migrations.RunPython.noop)]
