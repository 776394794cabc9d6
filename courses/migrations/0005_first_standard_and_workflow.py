"""The first construction standard and the review workflow, which a site cannot do without."""

import datetime as dt

from django.db import migrations

ITEMS = [
    {"key": "summary", "min_chars": 20},
    {"key": "outcomes", "min": 1},
    {"key": "subject"},
    {"key": "service_kinds"},
    {"key": "hours", "min": "0.5"},
    {"key": "cover"},
    {"key": "licence"},
    {"key": "content", "min_lessons": 1},
    {"key": "video_ready"},
    {"key": "captions", "min_waiver_chars": 5},
]


def lay_down(apps, schema_editor):
    """Create the standard and the workflow with its one task, unless they are there."""
    standard = apps.get_model("courses", "CourseStandard")
    standard.objects.get_or_create(
        version="2026-1", defaults={"in_force_from": dt.date(2026, 1, 1), "items": ITEMS, "review_days": 3}
    )
    task_model = apps.get_model("courses", "CourseReviewTask")
    if task_model.objects.exists():
        return
    content_types = apps.get_model("contenttypes", "ContentType")
    content_type, _created = content_types.objects.get_or_create(app_label="courses", model="coursereviewtask")
    task = task_model.objects.create(name="课程审核", active=True, content_type=content_type)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name="课程审核", active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task_id=task.pk, sort_order=0)


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_authoring_and_review")]
    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
