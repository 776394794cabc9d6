"""Reading the published catalogue: no draft ever shows, and every list costs the same whatever its length."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.api import courses_of_organisation, courses_of_teacher, newest_courses, published_courses
from courses.catalogue.selectors import kind_counts, kinds_of, lessons_to_list, published_course, teachers_of
from courses.enums import ServiceKind
from courses.models import CoursePage, CourseTeacher
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.organisations import OrganisationFactory, TeacherProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> list[CoursePage]:
    """Three published courses, oldest first, and a draft."""
    courses = [CoursePageFactory(slug=f"c{number}") for number in range(3)]
    for number, course in enumerate(courses):
        CoursePage.objects.filter(pk=course.pk).update(first_published_at=timezone.now() - timedelta(days=9 - number))
    CoursePageFactory(slug="draft", live=False)
    return courses


def test_a_draft_is_on_no_list_and_at_no_address(shelf: list[CoursePage]) -> None:
    draft = CoursePage.objects.get(slug="draft")

    assert set(published_courses()) == set(shelf)
    assert list(newest_courses(9)) == shelf[::-1]
    assert list(courses_of_teacher(draft.owner_id)) == []
    assert list(courses_of_organisation(draft.organisation)) == []
    assert published_course("draft") is None


def test_the_newest_stand_first_and_no_more_than_asked(shelf: list[CoursePage]) -> None:
    assert list(newest_courses(2)) == [shelf[2], shelf[1]]


def test_a_course_counts_in_each_of_its_kinds_and_all_ten_are_named() -> None:
    CoursePageFactory(service_kinds=[ServiceKind.SKILL, ServiceKind.HEALTH])
    CoursePageFactory(service_kinds=[ServiceKind.SKILL])
    CoursePageFactory(service_kinds=[ServiceKind.SKILL], live=False)

    counted = {row.kind: row.count for row in kind_counts()}

    assert counted == dict.fromkeys(ServiceKind, 0) | {ServiceKind.SKILL: 2, ServiceKind.HEALTH: 1}


def test_lists_of_a_teacher_and_of_an_organisation_hold_only_theirs(shelf: list[CoursePage]) -> None:
    first, second, third = shelf
    CourseTeacher.objects.create(course=third, person=first.owner)
    organisation = OrganisationFactory()
    CoursePage.objects.filter(pk=second.pk).update(organisation=organisation)

    assert list(courses_of_teacher(first.owner_id)) == [third, first]
    assert list(courses_of_organisation(organisation)) == [second]
    assert list(courses_of_teacher(PersonFactory().pk)) == []


def test_lessons_are_listed_in_order_without_drafts() -> None:
    course = CoursePageFactory()
    lessons = [LessonPageFactory(course=course) for _ in range(3)]
    LessonPageFactory(course=course, live=False)
    LessonPageFactory()

    assert list(lessons_to_list(CoursePage.objects.get(pk=course.pk))) == lessons


def test_kinds_stand_in_the_order_of_the_ten() -> None:
    every = list(ServiceKind)

    assert kinds_of(CoursePageFactory(service_kinds=[every[5], every[0]])) == [every[0], every[5]]


@pytest.mark.parametrize("number", [1, 3])
def test_every_list_is_one_query(number: int, count_queries: Callable[[Callable[[], object]], int]) -> None:
    course = CoursePageFactory(slug="full")
    for _ in range(number):
        LessonPageFactory(course=course)
        CourseTeacher.objects.create(course=course, person=TeacherProfileFactory().person)
        CoursePageFactory(organisation=course.organisation)

    def read_cards() -> None:
        for found in newest_courses(9):
            str((found.organisation.name, found.subject, found.cover))

    def read_teachers() -> None:
        for row in teachers_of(course):
            str((row.person, getattr(row.person, "teacher_profile", None)))

    reads = [
        read_cards,
        read_teachers,
        kind_counts,
        lambda: list(courses_of_organisation(course.organisation)),
        lambda: list(courses_of_teacher(course.owner_id)),
        lambda: [(lesson.title, lesson.slug, lesson.duration_ms) for lesson in lessons_to_list(course)],
        lambda: published_course("full"),
    ]
    assert [count_queries(read) for read in reads] == [1] * len(reads)
