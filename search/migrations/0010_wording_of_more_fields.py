"""Give the site the everyday wording that was added; words that operators already have stay as they are."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from search.synonyms.seeding import seed_rows


def seed(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the words that are missing."""
    synonym = apps.get_model("search", "Synonym")
    rows = [synonym(word=word, others=others, is_one_way=True) for word, others in seed_rows()]
    synonym.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("search", "0009_suggested_at_once")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
