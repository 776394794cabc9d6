"""Courses and lessons made in Wagtail's own admin are as good as those made at the teaching desk."""

import pytest
from django.test import RequestFactory
from wagtail import hooks
from wagtail.models import Page

from courses.authoring.drafts import course_draft
from courses.catalogue.models import CoursePage, LessonPage
from courses.wagtail_hooks import take_in_new_page
from foundation.api import AuditEntry
from tests.courses.people import Town
from tests.factories.courses import SubjectFactory, catalogue_page


def made(page: Page, town: Town) -> None:
    """Do what the admin does after it has created *page*."""
    request = RequestFactory().post("/admin/pages/add/")
    request.user = town.teacher
    for hook in hooks.get_hooks("after_create_page"):
        hook(request, Page.objects.get(pk=page.pk))


def test_the_hook_is_the_one_the_admin_calls() -> None:
    assert take_in_new_page in hooks.get_hooks("after_create_page")


def test_a_course_made_there_has_its_maker_as_teacher(town: Town) -> None:
    course = catalogue_page().add_child(
        instance=CoursePage(title="剪纸", slug="paper", organisation=town.college, owner=town.teacher, live=False)
    )
    course.save_revision(user=town.teacher)

    made(course, town)

    assert list(course.teachers.all()) == [town.teacher]
    assert AuditEntry.objects.filter(subject_id=str(course.pk)).count() == 1


def test_a_lesson_made_there_has_its_place_in_the_outline(draft: CoursePage, town: Town) -> None:
    draft.refresh_from_db()
    lesson = draft.add_child(instance=LessonPage(title="第一剪", slug="one", owner=town.teacher, live=False))
    lesson.save_revision(user=town.teacher)

    made(lesson, town)

    assert course_draft(CoursePage.objects.get(pk=draft.pk)).outline == [lesson.pk]


def test_any_other_page_is_left_alone(town: Town) -> None:
    page = catalogue_page().get_parent().add_child(instance=Page(title="说明", slug="about", live=False))

    made(page, town)

    assert AuditEntry.objects.filter(subject_id=str(page.pk)).count() == 0


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("teacher", 302), ("resident", 302)])
@pytest.mark.django_db
def test_subjects_and_standards_are_for_those_who_run_the_platform(town: Town, client: object, who: str, status: int) -> None:
    SubjectFactory(name="护理照护")
    person = getattr(town, who)
    if who == "manager":
        person.is_superuser = person.is_staff = True
        person.save()
    client.force_login(person)

    answers = [client.get(f"/admin/snippets/courses/{name}/") for name in ("subject", "coursestandard")]

    assert [answer.status_code for answer in answers] == [status, status]
    assert ("护理照护" in answers[0].content.decode()) == (status == 200)
