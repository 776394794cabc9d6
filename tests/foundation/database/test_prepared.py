"""Queries that are composed once: the same answers as the ORM gives, for any values and in any thread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Sum

from accounts.models import Notice, Person
from courses.models import LessonProgress
from foundation.api import Argument, Prepared
from tests.factories.accounts import PersonFactory
from tests.factories.learning import EnrolmentFactory, video_lesson

BY_NAME: Prepared[Person] = Prepared(lambda: Person.objects.filter(full_name=Argument("name")).order_by("pk"))


@pytest.mark.django_db
def test_rows_come_as_objects_of_the_model_in_one_query(django_assert_num_queries: Any) -> None:
    first, other = PersonFactory(full_name="林晓芸"), PersonFactory(full_name="周大明")

    with django_assert_num_queries(2):
        found = [BY_NAME.all(name=name) for name in ("林晓芸", "周大明")]

    assert found == [[first], [other]]
    assert (found[0][0].phone, found[0][0]._state.adding, found[0][0]._state.db) == (first.phone, False, "default")
    assert BY_NAME.first(name="没有这个人") is None


@pytest.mark.django_db
def test_values_are_never_part_of_the_sql() -> None:
    PersonFactory(full_name="林晓芸")

    assert BY_NAME.all(name="' OR full_name <> '%s") == []


@pytest.mark.django_db
def test_columns_that_are_left_out_are_read_when_asked_for(django_assert_num_queries: Any) -> None:
    lesson, person = video_lesson(), PersonFactory()
    course_id = lesson.get_parent().pk
    now = datetime.now(UTC)
    row = LessonProgress.objects.create(
        person=person, lesson=lesson, course_id=course_id, watched=[(0, 5)], seconds=5, opened_at=now, active_at=now,
        completion_evidence={"a": 1},
    )  # fmt: skip
    prepared: Prepared[LessonProgress] = Prepared(
        lambda: LessonProgress.objects.filter(person_id=Argument("person")).defer("completion_evidence")
    )

    found = prepared.all(person=person.pk)[0]

    assert (found, found.watched, found.opened_at) == (row, LessonProgress.objects.get().watched, now)
    with django_assert_num_queries(1):
        assert found.completion_evidence == {"a": 1}


@pytest.mark.django_db
def test_sums_of_groups_come_in_the_order_asked_for() -> None:
    person = PersonFactory()
    for number in range(3):
        Notice.objects.create(person=person, kind="a" if number else "b", dedupe_key=str(number))
    prepared: Prepared[tuple[int, str]] = Prepared(
        lambda: (
            Notice.objects.filter(person_id=Argument("person"))
            .order_by()
            .values("kind")
            .annotate(number=Count("pk"), total=Sum("pk"))
            .values_list("number", "kind")
            .order_by("kind")
        )
    )

    assert prepared.all(person=person.pk) == [(2, "a"), (1, "b")]


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_sql_and_not_the_connection() -> None:
    people = [EnrolmentFactory().person for _ in range(4)]
    prepared: Prepared[Person] = Prepared(lambda: Person.objects.filter(pk=Argument("pk")))

    def ask(person: Person) -> Person | None:
        try:
            return prepared.first(pk=person.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, people)) == people
