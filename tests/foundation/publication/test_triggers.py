"""What counts as a public change: decided by tables, proven with transactions of other sessions."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Person
from cms.models import SiteDetails
from courses.models import CoursePage, Enrolment, LessonProgress
from foundation.publication.memory import current_stamp
from foundation.publication.triggers import watch_tables
from tests.factories.accounts import PersonFactory
from tests.factories.cms import site_with_pages
from tests.factories.courses import CoursePageFactory, LessonPageFactory
from tests.factories.learning import EnrolmentFactory

ONE_CHANGE = "UPDATE organisations_organisation SET name = name WHERE false"


def counted(change: Callable[[], object]) -> bool:
    """Tell whether *change*, in a transaction of its own, was counted."""
    before = current_stamp()
    change()
    return current_stamp() != before


@pytest.fixture
def other() -> Iterator[psycopg.Connection[Any]]:
    """Another session on the same database, as another process has it."""
    with psycopg.connect(**_parameters()) as session:
        yield session


def _parameters() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)}


@pytest.mark.django_db(transaction=True)
def test_what_visitors_see_is_counted_and_what_they_never_see_is_not():
    home = site_with_pages()
    enrolment = EnrolmentFactory()
    course, person = enrolment.course, enrolment.person
    lesson = LessonPageFactory(course=course)

    public = {
        "publication": course.save_revision().publish,
        "unpublication": course.unpublish,
        "a page's own column": lambda: CoursePage.objects.filter(pk=course.pk).update(hours=3),
        "the site's telephone": lambda: SiteDetails.objects.update_or_create(site=home.get_site(), defaults={"phone": "6812 3456"}),
        "an enrolment": lambda: EnrolmentFactory(course=course, person=PersonFactory()),
        "a withdrawal": lambda: Enrolment.objects.update(withdrawn_at=timezone.now()),
        "a name": lambda: Person.objects.filter(pk=person.pk).update(full_name="新名字"),
        "an order of the search": lambda: connection.cursor().execute("UPDATE search_synonym SET word = word"),
    }
    private = {
        "a draft": lambda: course.save_revision(),
        "a sign-in": lambda: Person.objects.filter(pk=person.pk).update(last_login=timezone.now()),
        "a visit": lambda: Enrolment.objects.update(last_active_at=timezone.now()),
        "progress": lambda: LessonProgress.objects.create(
            person=person, lesson=lesson, course=course, opened_at=timezone.now(), active_at=timezone.now()
        ),
    }

    assert {name: counted(change) for name, change in public.items()} == dict.fromkeys(public, True)
    assert {name: counted(change) for name, change in private.items()} == dict.fromkeys(private, False)


@pytest.mark.django_db(transaction=True)
def test_each_transaction_counts_when_it_commits_and_none_waits_for_another(other):
    start = current_stamp()
    other.execute("SET lock_timeout = '2s'")
    other.execute(ONE_CHANGE)
    other.execute(ONE_CHANGE)
    assert current_stamp() == start, "not committed"
    with connection.cursor() as cursor:
        cursor.execute(ONE_CHANGE)
    assert current_stamp() == start + 1, "the other session is still at work"
    other.commit()
    assert current_stamp() == start + 2, "the change begun first and committed last counts as well"
    other.execute(ONE_CHANGE)
    other.rollback()
    assert current_stamp() == start + 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_remembered_under_a_count_that_may_yet_vanish():
    with transaction.atomic():
        assert current_stamp() is None


@pytest.mark.django_db(transaction=True)
def test_many_changes_leave_few_rows_and_lose_none(other):
    other.autocommit = True
    start = current_stamp()
    for _change in range(200):
        other.execute(ONE_CHANGE)

    rows = other.execute("SELECT id FROM foundation_publication").fetchall()

    assert current_stamp() == start + 200
    assert len(rows) <= 130


@pytest.mark.django_db
def test_the_settings_name_only_tables_and_columns_that_exist():
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        columns = {
            table: {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table in settings.PRIVATE_COLUMNS
        }

    assert settings.PRIVATE_TABLES - tables == set()
    assert [prefix for prefix in settings.PRIVATE_PREFIXES if not any(table.startswith(prefix) for table in tables)] == []
    assert {table: names - columns[table] for table, names in settings.PRIVATE_COLUMNS.items() if names - columns[table]} == {}


@pytest.mark.django_db
def test_a_new_table_is_public_until_somebody_says_otherwise(settings):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE novelty (id int, mood text, note text)")
        watch_tables()
        assert _triggers(cursor) == ["publication_noted"]

        settings.PRIVATE_COLUMNS = {"novelty": {"mood"}}
        watch_tables()
        assert _triggers(cursor) == ["publication_changed", "publication_noted"]
        cursor.execute("ALTER TABLE novelty ALTER mood TYPE varchar(9), ALTER note TYPE varchar(9)")

        settings.PRIVATE_TABLES = {"novelty"}
        watch_tables()
        assert _triggers(cursor) == []


def _triggers(cursor: Any) -> list[str]:
    cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'novelty'::regclass ORDER BY tgname")
    return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_a_course_of_somebody_else_changes_the_count_for_everyone():
    assert counted(CoursePageFactory)
