"""Notices reach the inbox once and leave through the channels."""

import pytest
from django.core import mail

from accounts.api import NoticeKind, register_notice, send_notice, unread_count
from accounts.notices import services
from accounts.notices.models import Notice, NoticeDelivery
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db

register_notice(NoticeKind("tests.hello", title="%(course)s 已发布", body="请看 %(course)s，%(nothing)s100% 免费"))


def send(*people, key="k1", **more):
    fields = {"kind_key": "tests.hello", "context": {"course": "血压怎么量"}, "url": "/courses/bp/", "dedupe_key": key}
    send_notice(person_ids=[person.pk for person in people], **{**fields, **more})


def test_a_notice_is_there_once_however_often_it_is_sent():
    person = PersonFactory(email="lin@example.com")

    send(person)
    send(person)
    send(person, key="k2")

    assert Notice.objects.filter(person=person).count() == 2
    assert NoticeDelivery.objects.count() == 2
    assert unread_count(person) == 2


def test_mail_goes_out_once_in_the_persons_words():
    person = PersonFactory(email="lin@example.com", full_name="林晓芸")
    send(person)

    tried = [services.deliver_due(), services.deliver_due()]

    assert tried == [1, 0]
    assert [message.subject for message in mail.outbox] == ["【知行学堂】血压怎么量 已发布"]
    assert mail.outbox[0].to == ["lin@example.com"]
    assert "请看 血压怎么量，100% 免费" in mail.outbox[0].body
    assert "http://127.0.0.1:8000/courses/bp/" in mail.outbox[0].body


@pytest.mark.parametrize("reason", ["no address", "does not want"])
def test_no_mail_without_address_or_against_the_persons_choice(reason):
    person = PersonFactory(email=None if reason == "no address" else "lin@example.com")
    if reason == "does not want":
        services.choose_channels(person, wanted={"mail": False})

    send(person)

    assert NoticeDelivery.objects.count() == 0
    assert unread_count(person) == 1


def test_the_number_of_people_does_not_change_the_number_of_queries(django_assert_num_queries):
    few, many = [PersonFactory(email="a@example.com")], [PersonFactory(email=f"p{n}@example.com") for n in range(20)]

    for people, key in ((few, "few"), (many, "many")):
        with django_assert_num_queries(7):  # two of them open and close the transaction's savepoint
            send(*people, key=key)


@pytest.mark.parametrize(
    "wrong",
    [{"kind_key": "tests.unknown"}, {"url": "https://evil.example/"}, {"url": "//evil.example"}, {"url": "javascript:alert(1)"}],
)
def test_programming_errors_are_loud_and_write_nothing(wrong):
    person = PersonFactory()

    with pytest.raises(ValueError):  # noqa: PT011
        send(person, **wrong)

    assert Notice.objects.count() == 0


def test_nobody_marks_anothers_notice_as_read():
    owner, stranger = PersonFactory(), PersonFactory()
    send(owner)

    changed = services.mark_read([Notice.objects.get().pk], actor=stranger)

    assert changed == 0
    assert unread_count(owner) == 1
