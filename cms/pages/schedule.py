"""Pages of the site that go live or end by the clock, as their editors wrote into Wagtail's own dates.

Courses and lessons are not touched here: they open and close through their own services, after review.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision

from courses.api import CoursePage, LessonPage


def open_due_pages() -> int:
    """Publish every revision whose day has come; return how many. Twice, or from two workers, publishes each once."""
    due = Revision.page_revisions.filter(approved_go_live_at__lte=timezone.now())
    ids = due.exclude(content_type__in=_others()).order_by("approved_go_live_at").values_list("pk", flat=True)
    return sum(_open(pk) for pk in list(ids))


def close_due_pages() -> int:
    """Take off every page whose last day is over; return how many."""
    due = Page.objects.filter(live=True, expire_at__lte=timezone.now()).exclude(content_type__in=_others())
    return sum(_close(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _open(revision_id: int) -> bool:
    row = Revision.objects.select_for_update().filter(pk=revision_id, approved_go_live_at__lte=timezone.now()).first()
    if row is None:
        return False
    row.publish(log_action="wagtail.publish.scheduled", skip_permission_checks=True)
    return True


@transaction.atomic
def _close(page_id: int) -> bool:
    row = Page.objects.select_for_update().filter(pk=page_id, live=True, expire_at__lte=timezone.now()).first()
    if row is None:
        return False
    row.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _others() -> QuerySet[ContentType]:
    """Return the kinds of pages that are published by services of their own."""
    found = ContentType.objects.get_for_models(CoursePage, LessonPage)
    return ContentType.objects.filter(pk__in=[kind.pk for kind in found.values()])
