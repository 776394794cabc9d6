"""Keeping hand-outs, giving them out by an address of one's own, and deleting them."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from foundation.api import Conflict, InvalidInput, NotAllowed, NotFound
from media_pipeline.api import delete_handout, handout_url, store_handout
from media_pipeline.handouts.models import StoredFile
from media_pipeline.uploads.models import StorageQuota
from tests.factories.accounts import PersonFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db
CONTENT = b"name,pressure\n"


@pytest.fixture
def handout(teacher: Any) -> StoredFile:
    file = SimpleUploadedFile("../血压记录表.CSV", CONTENT)
    return store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=file)


def fetch(address: str, person: Any = None) -> tuple[int, bytes]:
    client = Client()
    if person:
        client.force_login(person)
    answer = client.get(address)
    return answer.status_code, b"".join(answer) if answer.status_code == 200 else b""


def test_a_hand_out_is_kept_whole_under_a_name_that_is_only_text(
    handout: StoredFile, library_files: Callable[[], list[str]]
) -> None:
    kept = (handout.file_name, handout.content_type, handout.size, handout.sha256)

    assert kept == ("血压记录表.CSV", "text/csv", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert library_files() == [handout.storage_key]


@pytest.mark.parametrize(
    ("name", "content"),
    [("program.exe", b"MZ"), ("page.html", b"<script>"), ("a.csv", b""), ("csv", b"x"), ("big.csv", b"x" * 200)],
)
def test_what_is_not_given_out_is_refused_and_nothing_is_kept(
    name: str, content: bytes, teacher: Any, settings: Any, library_files: Callable[[], list[str]]
) -> None:
    settings.MEDIA_MAX_HANDOUT_BYTES = 100

    with pytest.raises(InvalidInput):
        store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile(name, content))

    assert (StoredFile.objects.count(), library_files()) == (0, [])


def test_a_full_room_takes_no_hand_out_and_says_what_videos_are_told(teacher: Any, library_files: Callable[[], list[str]]) -> None:
    StorageQuota.objects.create(organisation_id=teacher.organisation_id, bytes=len(CONTENT))
    file = SimpleUploadedFile("a.csv", CONTENT)
    store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=file)

    with pytest.raises(Conflict, match="本机构的视频空间已经用完，放不下这个文件"):
        store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile("b.csv", b"x"))

    assert (StoredFile.objects.count(), len(library_files())) == (1, 1)


def test_the_address_works_for_its_person_until_it_runs_out(handout: StoredFile) -> None:
    reader, other = PersonFactory(), PersonFactory()
    address = handout_url(handout.pk, person_id=reader.pk, lifetime=timedelta(minutes=5))

    now = fetch(address, reader)
    by_others = [fetch(address, other)[0], fetch(address)[0]]
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        later = fetch(address, reader)[0]

    assert now == (200, CONTENT)
    assert (by_others, later) == ([403, 403], 403)


def test_the_address_of_one_hand_out_opens_no_other(handout: StoredFile, teacher: Any) -> None:
    second = store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=SimpleUploadedFile("b.csv", b"2"))
    address = handout_url(handout.pk, person_id=teacher.pk)

    forged = address.replace(str(handout.key), str(second.key))

    assert (fetch(forged, teacher)[0], fetch(address[:-2] + "x/", teacher)[0]) == (403, 404)


@pytest.mark.parametrize("who", ["resident", "colleague"])
def test_nobody_else_deletes_it(
    handout: StoredFile, teacher: Any, who: str, library_files: Callable[[], list[str]], django_capture_on_commit_callbacks: Any
) -> None:
    colleague = RoleGrantFactory(organisation_id=teacher.organisation_id).person
    stranger = {"resident": PersonFactory(), "colleague": colleague}[who]

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(NotAllowed):
        delete_handout(handout, actor=stranger)

    assert (StoredFile.objects.count(), library_files()) == (1, [handout.storage_key])


def test_deleting_removes_row_and_file_and_old_addresses_lead_nowhere(
    handout: StoredFile, teacher: Any, library_files: Callable[[], list[str]], django_capture_on_commit_callbacks: Any
) -> None:
    pk, address = handout.pk, handout_url(handout.pk, person_id=teacher.pk)

    with django_capture_on_commit_callbacks(execute=True):
        delete_handout(handout, actor=teacher)

    assert (StoredFile.objects.count(), library_files(), fetch(address, teacher)[0]) == (0, [], 404)
    with pytest.raises(NotFound):
        handout_url(pk, person_id=teacher.pk)
