"""What happens when Wagtail changes a course past the services, and one rule for what everybody may see."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from accounts.models import Notice
from courses.catalogue.models import CatalogueIndexPage, CoursePage, LessonPage
from courses.catalogue.selectors import kind_counts, newest_courses, published_course, published_courses
from courses.enrolment.models import Enrolment
from courses.enrolment.services import enrol
from courses.review.services import approve_course, submit_course
from courses.tasks import index_courses_below
from foundation.api import AuditEntry, Conflict
from search.models import Document
from tests.courses.people import Town
from tests.factories.accounts import PersonFactory


@pytest.fixture
def live(ready: CoursePage, town: Town) -> CoursePage:
    return approve_course(submit_course(ready, actor=town.teacher), actor=town.reviewer)


def documents() -> list[tuple[str, int]]:
    return sorted(Document.objects.values_list("kind", "object_id"))


def test_the_services_leave_no_trace_of_passing_by(live: CoursePage) -> None:
    assert not AuditEntry.objects.filter(action__endswith="_past_review").exists()
    assert len(documents()) == 3


def test_a_course_unpublished_past_the_services_leaves_the_index_and_its_teachers_hear(
    live: CoursePage, town: Town, deliver_events: Callable[[], object]
) -> None:
    live.unpublish()
    deliver_events()

    assert documents() == []
    assert Notice.objects.filter(person=town.teacher, kind="courses.unpublished").count() == 1
    assert AuditEntry.objects.filter(action="courses.unpublished_past_review").count() == 1


def test_a_course_published_past_the_services_is_found(live: CoursePage) -> None:
    live.unpublish()
    CoursePage.objects.get(pk=live.pk).get_latest_revision().publish()

    assert ("course", live.pk) in documents()
    assert AuditEntry.objects.filter(action="courses.published_past_review").count() == 1


def test_a_lesson_unpublished_or_deleted_past_the_services_is_not_found(live: CoursePage) -> None:
    live.submissions.all().delete()
    first, second = LessonPage.objects.child_of(live)
    first.unpublish()
    second.delete()

    assert documents() == [("course", live.pk)]


def test_a_deleted_course_is_not_found(live: CoursePage) -> None:
    live.submissions.all().delete()
    CoursePage.objects.get(pk=live.pk).delete()

    assert documents() == []


@pytest.mark.parametrize("act", ["delete", "unpublish", "move_confirm"])
def test_the_admin_keeps_what_holds_courses(live: CoursePage, act: str) -> None:
    client = Client()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    catalogue = CatalogueIndexPage.objects.get()
    home = catalogue.get_parent()
    aside = home.add_child(instance=Page(title="旁边", slug="aside"))
    elsewhere = [aside.pk] if act == "move_confirm" else []

    for page in (catalogue, live):
        answer = client.post(reverse(f"wagtailadmin_pages:{act}", args=[page.pk, *elsewhere]))
        assert answer.status_code == 302

    assert CoursePage.objects.get(pk=live.pk).live
    assert CatalogueIndexPage.objects.get().get_parent().pk == home.pk
    assert len(documents()) == 3


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_the_admin_keeps_many_that_hold_courses(live: CoursePage, action: str) -> None:
    admin = PersonFactory(is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(admin)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])

    client.post(f"{address}?id={CatalogueIndexPage.objects.get().pk}", {"include_descendants": "on"})

    assert CoursePage.objects.get(pk=live.pk).live
    assert CatalogueIndexPage.objects.get().live


def test_a_restriction_above_closes_a_course_everywhere(live: CoursePage, town: Town) -> None:
    root = CatalogueIndexPage.objects.get().get_parent()
    assert [count.count for count in kind_counts() if count.count] == [1]
    restriction = PageViewRestriction.objects.create(page=root, restriction_type=PageViewRestriction.LOGIN)
    index_courses_below(root.pk)

    assert not published_courses().exists()
    assert not list(newest_courses(5))
    assert published_course(live.slug) is None
    assert [count.count for count in kind_counts() if count.count] == []
    assert documents() == []
    assert Client().get(reverse("courses:course", args=[live.slug])).status_code == 404
    with pytest.raises(Conflict):
        enrol(live, actor=town.resident)
    assert not Enrolment.objects.exists()

    restriction.delete()
    index_courses_below(root.pk)
    assert list(published_courses()) == [live]
    assert len(documents()) == 3
