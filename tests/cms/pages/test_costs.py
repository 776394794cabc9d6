"""What a page costs the database does not depend on how much there is; with nothing remembered, as tests roll everything back."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses.api import CoursePage
from tests.factories.accounts import PersonFactory
from tests.factories.cms import site_with_pages
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.learning import EnrolmentFactory, video_lesson

pytestmark = pytest.mark.django_db


def course_with(lessons: int) -> CoursePage:
    """Return a course that can be found, with so many lessons besides one with a video."""
    from search.api import index_documents

    course = CoursePageFactory()
    video_lesson(course=course)
    for _lesson in range(lessons):
        LessonPageFactory(course=course)
    index_documents("course", [course.pk])
    return course


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["visitor", "learner"])
def test_home_catalogue_course_and_lesson_cost_the_same_with_few_and_with_many(is_signed_in, count_queries):
    site_with_pages()
    course = course_with(1)
    client = Client()
    if is_signed_in:
        client.force_login(EnrolmentFactory(course=course, person=PersonFactory()).person)
    lesson = course.get_children().live().first()
    addresses = ["/", "/courses/", f"/courses/{course.slug}/", f"/courses/{course.slug}/{lesson.slug}/"]
    few = costs(client, addresses, count_queries)

    for number in range(4):
        other = course_with(number + 1)
        LessonPageFactory(course=course)
        if is_signed_in:
            EnrolmentFactory(course=other, person_id=client.session["_auth_user_id"])

    assert costs(client, addresses, count_queries) == few


def costs(client: Client, addresses: list[str], count_queries: Callable[[Callable[[], object]], int]) -> dict[str, int]:
    """Return the queries of each page, which must be shown."""

    def ask(address: str) -> None:
        assert client.get(address).status_code == 200

    for address in addresses:
        ask(address)
    return {address: count_queries(lambda address=address: ask(address)) for address in addresses}
