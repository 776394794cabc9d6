"""The audit log can be added to and never changed, and proves it."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from foundation.api import AuditEntry, record_audit, verify_audit_chain
from foundation.audit.chain import GENESIS, seal
from foundation.audit.services import seal_entries
from foundation.numbering.models import NumberSeries


def _subject() -> NumberSeries:
    return NumberSeries(pk=7, name="series", last_number=1)


def _record(action: str, **fields: object) -> AuditEntry:
    return record_audit(actor=None, action=action, subject=_subject(), **fields)  # type: ignore[arg-type]


def _three_sealed() -> list[AuditEntry]:
    for action in ("test.one", "test.two", "test.three"):
        _record(action, why="因为", changes={"hours": [Decimal("1.5"), None]})
    seal_entries()
    return list(AuditEntry.objects.order_by("sequence"))


@pytest.mark.django_db
def test_an_entry_says_who_what_when_and_why(django_user_model: type) -> None:
    person = django_user_model.objects.create_user(phone="+8613800000001", full_name="林晓芸")  # type: ignore[attr-defined]

    record_audit(actor=person, action="test.renamed", subject=_subject(), why="更正姓名", changes={"name": ["甲", "乙"]})

    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.action, entry.subject_type, entry.subject_id) == (
        person.pk,
        "test.renamed",
        "foundation.numberseries",
        "7",
    )
    assert (entry.why, entry.changes) == ("更正姓名", {"name": ["甲", "乙"]})


@pytest.mark.django_db
def test_entries_are_linked_and_verified() -> None:
    one, two, three = _three_sealed()

    report = verify_audit_chain()

    assert (one.previous_hash, two.previous_hash, three.previous_hash) == (GENESIS, one.hash, two.hash)
    assert (report.sealed, report.unsealed, report.broken_entry, report.head) == (3, 0, None, f"3:{three.hash}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE foundation_auditentry SET why = 'nothing'",
        "UPDATE foundation_auditentry SET hash = repeat('0', 64)",
        "UPDATE foundation_auditentry SET sequence = NULL, previous_hash = NULL, hash = NULL",
        "DELETE FROM foundation_auditentry",
    ],
)
def test_the_database_refuses_changes(statement: str) -> None:
    _three_sealed()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert verify_audit_chain().sealed == 3


@pytest.mark.django_db
def test_sealing_may_not_change_anything_else() -> None:
    _record("test.unsealed")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_auditentry SET sequence = 1, previous_hash = 'a', hash = 'b', why = 'forged'")

    assert AuditEntry.objects.get().why == ""


@pytest.mark.django_db
def test_the_database_refuses_to_truncate() -> None:
    _three_sealed()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE foundation_auditentry ENABLE TRIGGER foundation_auditentry_no_truncate")

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE foundation_auditentry")

    assert AuditEntry.objects.count() == 3


def _forge(statement: str, *values: object) -> None:
    """Do what only the owner of the database can: switch the trigger off and change a row."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE foundation_auditentry DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE foundation_auditentry ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE foundation_auditentry DISABLE TRIGGER foundation_auditentry_no_truncate")


@pytest.mark.django_db
def test_a_forged_row_is_named() -> None:
    two = _three_sealed()[1]
    _forge("UPDATE foundation_auditentry SET why = 'other' WHERE id = %s", two.pk)

    with pytest.raises(CommandError, match=f"^audit log broken: entry {two.pk}: changed after it was sealed$"):
        call_command("audit_verify")


@pytest.mark.django_db
def test_a_row_taken_out_of_the_middle_is_noticed_at_the_next_one() -> None:
    _, two, three = _three_sealed()
    _forge("DELETE FROM foundation_auditentry WHERE id = %s", two.pk)

    report = verify_audit_chain()

    assert (report.broken_entry, report.reason) == (three.pk, "entry 2 is missing before it")


@pytest.mark.django_db
def test_a_forger_who_seals_again_is_caught_by_the_rows_after() -> None:
    one, two, _ = _three_sealed()
    _forge("UPDATE foundation_auditentry SET hash = %s WHERE id = %s", seal(GENESIS, 1, {"id": one.pk}), one.pk)

    assert verify_audit_chain().broken_entry == one.pk
    assert two.previous_hash == one.hash


@pytest.mark.django_db
def test_a_cut_off_end_is_noticed_by_the_head_kept_elsewhere() -> None:
    three = _three_sealed()[2]
    head = verify_audit_chain().head
    _forge("DELETE FROM foundation_auditentry WHERE id = %s", three.pk)

    assert verify_audit_chain().reason == ""
    with pytest.raises(CommandError, match="ends before the known head 3"):
        call_command("audit_verify", head=head)


@pytest.mark.django_db
def test_the_command_seals_what_is_left_and_prints_the_head(capsys: pytest.CaptureFixture[str]) -> None:
    _record("test.left_over")

    call_command("audit_verify")

    head = AuditEntry.objects.get().hash
    assert capsys.readouterr().out == f"audit log whole: 1 sealed, 0 not yet sealed, head 1:{head}\n"


def _act(number: int) -> None:
    try:
        with transaction.atomic():
            _record(f"test.parallel_{number}")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_forty_threads_grow_one_chain() -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(_act, range(40)))
    seal_entries()

    report = verify_audit_chain()

    assert (report.sealed, report.unsealed, report.reason) == (40, 0, "")


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_act_leaves_no_entry() -> None:
    with transaction.atomic():
        _record("test.undone")
        transaction.set_rollback(True)
    _record("test.done")

    assert list(AuditEntry.objects.values_list("action", "sequence")) == [("test.done", 1)]
