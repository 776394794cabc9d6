"""Numbers of learners in the search index, in batches."""

from collections.abc import Callable

import pytest

from courses.catalogue.models import CoursePage
from courses.enrolment.counting import index_stale_counts, note_stale_count
from courses.enrolment.models import StaleLearnerCount
from courses.enrolment.services import enrol, withdraw
from courses.review.publication import SEARCH_KIND
from courses.tasks import index_learner_counts
from search.api import index_documents
from search.models import Document
from tests.factories.accounts import PersonFactory
from tests.factories.courses import CoursePageFactory

pytestmark = pytest.mark.django_db


def learners(course: CoursePage) -> int:
    return Document.objects.get(kind=SEARCH_KIND, object_id=course.pk).learners


def test_the_index_learns_of_joining_and_leaving_with_the_next_batch(deliver_events: Callable[[], object]) -> None:
    course, other = CoursePageFactory(), CoursePageFactory()
    index_documents(SEARCH_KIND, [course.pk, other.pk])
    people = [PersonFactory() for _ in range(3)]
    for person in people:
        enrol(course, actor=person)
    withdraw(course, actor=people[0])
    deliver_events()

    assert (learners(course), StaleLearnerCount.objects.count()) == (0, 1)
    index_learner_counts()

    assert (learners(course), learners(other), StaleLearnerCount.objects.count()) == (2, 0, 0)
    assert index_stale_counts() == 0


def test_more_courses_than_a_batch_are_all_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("courses.enrolment.counting.BATCH", 2)
    for course in [CoursePageFactory() for _ in range(3)]:
        note_stale_count(course.pk)
        note_stale_count(course.pk)

    assert index_stale_counts() == 3
    assert not StaleLearnerCount.objects.exists()
