"""What courses do when Wagtail itself changed one of their pages, past the services.

Wagtail's admin offers none of this to anybody (``CoursePermissionTester``, ``wagtail_hooks``), but a page above may be moved,
a shell or another package may publish. Whatever it was, the search index and the teachers must not be left behind.
"""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.catalogue.models import CoursePage, LessonPage
from courses.review.publication import SEARCH_KIND, is_by_service, tell_ended
from courses.tasks import index_courses_below
from foundation.api import record_audit
from search.api import index_documents, remove_documents


@receiver(page_published, sender=CoursePage)
def index_course(sender: type[CoursePage], instance: CoursePage, **_others: Any) -> None:
    """Describe a published course anew."""
    if not is_by_service():
        record_audit(actor=None, action="courses.published_past_review", subject=instance)
        index_documents(SEARCH_KIND, [instance.pk])


@receiver(page_unpublished, sender=CoursePage)
def end_course(sender: type[CoursePage], instance: CoursePage, **_others: Any) -> None:
    """Take an unpublished course out of the index and tell its teachers."""
    if not is_by_service():
        record_audit(actor=None, action="courses.unpublished_past_review", subject=instance)
        tell_ended(instance, actor=None, reason=_("由管理后台下架"))


@receiver([page_published, page_unpublished], sender=LessonPage)
def index_course_of_lesson(sender: type[LessonPage], instance: LessonPage, **_others: Any) -> None:
    """Describe the course of a lesson anew, and with it the lesson."""
    if not is_by_service():
        index_documents(SEARCH_KIND, CoursePage.objects.ancestor_of(instance).values_list("pk", flat=True))


@receiver(post_page_move)
def index_moved(sender: type[Page], instance: Page, url_path_before: str, url_path_after: str, **_others: Any) -> None:
    """Give courses whose address changed their new one."""
    if url_path_before != url_path_after:
        _index_below(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def index_restricted(sender: type[Model], instance: PageViewRestriction, **_others: Any) -> None:
    """Hide or show the courses below a page that was closed or opened."""
    _index_below(instance.page)


@receiver(post_delete, sender=CoursePage)
def forget_course(sender: type[CoursePage], instance: CoursePage, **_others: Any) -> None:
    """Take a deleted course out of the index."""
    remove_documents(SEARCH_KIND, [instance.pk])


@receiver(post_delete, sender=LessonPage)
def forget_lesson(sender: type[LessonPage], instance: LessonPage, **_others: Any) -> None:
    """Take a deleted lesson out of the index."""
    remove_documents("lesson", [instance.pk])


def _index_below(page: Page) -> None:
    """Have a worker describe the courses below *page* anew: there may be thousands."""
    page_id = page.pk
    transaction.on_commit(lambda: index_courses_below.delay(page_id), robust=True)
