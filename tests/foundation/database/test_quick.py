"""Questions with little between: the same answers and the same failures as through Django's cursor, and seen by whoever counts."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from foundation.database.quick import ask, ask_number
from foundation.publication.memory import current_stamp


@pytest.mark.django_db
def test_rows_and_numbers_come_as_the_cursor_gives_them() -> None:
    assert ask("SELECT %s::text, 2::numeric, NULL", ["字'；--"]) == [("字'；--", 2, None)]
    assert (ask("SELECT 1 WHERE false"), ask_number("SELECT (2::bigint ^ 40)::bigint")) == ([], 2**40)


@pytest.mark.django_db
def test_whoever_counts_queries_sees_them() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert (ask("SELECT 1"), ask_number("SELECT 2")) == ([(1,)], 2)

    assert [query["sql"] for query in queries] == ["SELECT 1", "SELECT 2"]


@pytest.mark.django_db
@pytest.mark.parametrize("question", [ask, ask_number])
def test_a_faulty_question_fails_as_it_does_everywhere(question: Callable[[str], object]) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        question("SELECT nothing_of_this_name")

    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ask("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_told_and_the_count_is_asked_again_on_a_new_one() -> None:
    _end_connection()
    with pytest.raises(OperationalError):
        ask_number("SELECT 1")
    connection.close()
    before = current_stamp()

    _end_connection()

    assert current_stamp() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("question", "answer"), [(ask, [(1,)]), (ask_number, 1)])
def test_a_connection_that_was_lost_between_requests_is_replaced(question: Callable[[str], object], answer: object) -> None:
    _end_connection()
    connection.health_check_enabled, connection.health_check_done = True, False  # as at the beginning of a request

    assert question("SELECT 1") == answer


def _end_connection() -> None:
    """Let another session end the one of this test, as a restarted server does."""
    pid = ask_number("SELECT pg_backend_pid()")
    with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 30000)", [pid])  # waits until it has ended
