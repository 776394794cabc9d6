"""Keep with the names what suggestions would otherwise work out at every letter typed."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

HEFTS = """UPDATE search_namekey SET heft = floor(2 * log(2, greatest(weight, 1)::numeric))
    FROM search_name WHERE search_name.id = name_id"""


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0008_renewal'),
    ]

    operations = [
        migrations.AddField(
            model_name='name',
            name='common_in',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, verbose_name='见于文档'),
        ),
        migrations.AddField(
            model_name='namekey',
            name='heft',
            field=models.SmallIntegerField(db_default=0, verbose_name='权重级'),
        ),
        migrations.RunSQL(HEFTS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='document',
            index=django.contrib.postgres.indexes.GinIndex(models.Func('vector', template="ts_filter(%(expressions)s, '{a}')"), condition=models.Q(('title_key', ''), _negated=True), fastupdate=False, name='search_document_in_title'),
        ),
        migrations.RemoveIndex(model_name='namekey', name='search_name_key_begins'),
        migrations.AddIndex(
            model_name='namekey',
            index=models.Index(django.contrib.postgres.indexes.OpClass('key', name='varchar_pattern_ops'), include=('kind', 'name', 'heft'), name='search_name_key_beginnings'),
        ),
        migrations.AddIndex(
            model_name='namekey',
            index=models.Index(django.db.models.functions.text.Left('key', 2), models.OrderBy(models.F('heft'), descending=True), name='search_name_key_likeliest'),
        ),
    ]
