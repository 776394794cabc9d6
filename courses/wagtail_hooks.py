"""What courses add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.authoring.outline import adopt_lesson
from courses.authoring.services import adopt_course
from courses.catalogue.models import CoursePage, LessonPage, Subject
from courses.review.models import CourseStandard
from courses.views.access import person_of


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
