"""Remember which version of the analysis wrote the names and the admin's index; a new site has nothing to write anew."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from search.analysis.folding import VERSION


def begin(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Note that a site without documents is up to date."""
    if not apps.get_model("search", "Document").objects.exists():
        apps.get_model("search", "Renewal").objects.create(pk=1, analysis=VERSION)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0007_cluster'),
    ]

    operations = [
        migrations.CreateModel(
            name='Renewal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('analysis', models.PositiveSmallIntegerField(verbose_name='分析版本')),
                ('finished_at', models.DateTimeField(auto_now=True, verbose_name='完成时间')),
            ],
            options={
                'verbose_name': '检索更新',
                'verbose_name_plural': '检索更新',
            },
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['analysis'], name='search_document_analysis'),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
