"""What courses add to Wagtail's admin."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.api import person_of
from courses.authoring.outline import adopt_lesson
from courses.authoring.services import adopt_course
from courses.catalogue.models import CoursePage, LessonPage, Subject
from courses.review.models import CourseStandard


class SubjectViewSet(SnippetViewSet):
    """Subjects, in the order in which they are offered."""

    model: Any = Subject
    icon = "tag"
    menu_label = _("学科")
    list_display = ("name", "slug", "sort_order")
    search_fields = ("name",)


class CourseStandardViewSet(SnippetViewSet):
    """The construction standards; a new one counts from its day."""

    model: Any = CourseStandard
    icon = "clipboard-list"
    menu_label = _("课程建设标准")
    list_display = ("version", "in_force_from", "review_days")


register_snippet(SubjectViewSet)
register_snippet(CourseStandardViewSet)


@hooks.register("after_create_page")
def take_in_new_page(request: HttpRequest, page: Page) -> None:
    """Give a course that was made here its teacher, and a lesson its place in the draft's outline."""
    specific = page.specific
    person = person_of(request)
    if isinstance(specific, LessonPage):
        adopt_lesson(specific.get_parent().specific, specific, actor=person)
    elif isinstance(specific, CoursePage):
        adopt_course(specific, actor=person)


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
@hooks.register("before_move_page")
def keep_what_holds_courses(request: HttpRequest, page: Page, *_destination: Page) -> HttpResponse | None:
    """Refuse to delete, take off or move a page that published courses stand under: they have rules of their own."""
    if not _holds_courses([page]):
        return None
    messages.error(request, gettext("下面有已发布的课程，不能删除、下架或移动。课程请在教学台里下架。"))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_many_that_hold_courses(request: HttpRequest, action: str, pages: Iterable[Any], _view: Any) -> HttpResponse | None:
    """Refuse the same for many pages at once."""
    chosen = [page for page in pages if isinstance(page, Page)]
    if action not in {"delete", "unpublish", "move"} or not _holds_courses(chosen):
        return None
    messages.error(request, gettext("下面有已发布的课程，不能删除、下架或移动。课程请在教学台里下架。"))
    return redirect("wagtailadmin_explore_root")


def _holds_courses(pages: Iterable[Page]) -> bool:
    return any(CoursePage.objects.descendant_of(page, inclusive=True).live().exists() for page in pages)
