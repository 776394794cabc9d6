"""Have the hand-outs that are there already drawn, and the presentations and text documents among them read."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OFFICE = "application/vnd.openxmlformats-officedocument."


def wait_for_drawing(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put them in the queue; the worker's sweep takes them up."""
    files = apps.get_model("media_pipeline", "StoredFile").objects
    office = [f"{OFFICE}wordprocessingml.document", f"{OFFICE}presentationml.presentation"]
    files.filter(content_type__in=office, text_state="none").update(text_state="waiting", pages_state="waiting")
    files.filter(content_type="application/pdf", pages_state="none").update(pages_state="waiting")


class Migration(migrations.Migration):
    dependencies = [("media_pipeline", "0008_handout_pages")]
    operations = [migrations.RunPython(wait_for_drawing, migrations.RunPython.noop)]
