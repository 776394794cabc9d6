"""Courses and lessons are found as they stand in the database, and not otherwise."""

from collections.abc import Callable

import pytest
from django.db import transaction

from courses.catalogue.models import CoursePage
from search.api import SearchQuery, index_documents, remove_documents, search
from tests.factories.courses import CoursePageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


def found(text: str, **options: object) -> set[tuple[str, int]]:
    """Return kind and pk of what *text* finds."""
    return {(hit.kind, hit.pk) for hit in search(SearchQuery(text=text, page_size=50, **options)).hits}


def test_a_course_is_found_by_part_of_its_title_its_teacher_and_its_lessons() -> None:
    course = CoursePageFactory(title="低压电工作业安全", owner__full_name="欧阳慧敏")
    LessonPageFactory(course=course, title="万用表怎么量")

    index_documents("course", [course.pk])

    assert found("电工", kinds=["course"]) == {("course", course.pk)}
    assert found("欧阳慧敏", kinds=["course"]) == {("course", course.pk)}
    assert found("万用表", kinds=["course"]) == {("course", course.pk)}


def test_indexing_a_course_describes_its_lessons_too() -> None:
    course = CoursePageFactory(title="低压电工作业安全")
    lesson = LessonPageFactory(course=course, title="万用表怎么量")

    index_documents("course", [course.pk])

    assert found("低压电工", kinds=["lesson"]) == {("lesson", lesson.pk)}


def test_a_draft_is_not_found() -> None:
    course = CoursePageFactory(title="低压电工作业安全", live=False)
    LessonPageFactory(course=course, title="万用表怎么量")

    index_documents("course", [course.pk])

    assert found("电工") == set()


def test_removing_a_course_that_was_taken_off_removes_its_lessons() -> None:
    course = CoursePageFactory(title="低压电工作业安全")
    LessonPageFactory(course=course, title="万用表怎么量")
    index_documents("course", [course.pk])

    CoursePage.objects.filter(pk=course.pk).update(live=False)
    remove_documents("course", [course.pk])

    assert found("电工") == set()


def test_a_change_that_is_rolled_back_leaves_no_trace() -> None:
    course = CoursePageFactory(title="低压电工作业安全")

    with transaction.atomic():
        index_documents("course", [course.pk])
        transaction.set_rollback(True)

    assert found("电工") == set()


def test_indexing_costs_the_same_for_one_lesson_and_for_many(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    course = CoursePageFactory()
    for number in range(12):
        LessonPageFactory(course=course, title=f"第{number}课")

    with django_assert_max_num_queries(40):
        index_documents("course", [course.pk])
