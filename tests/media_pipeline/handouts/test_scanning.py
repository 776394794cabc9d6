"""Hand-outs shown to the virus scanner before they are kept, over its own protocol."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.api import InvalidInput, Unavailable
from media_pipeline.api import store_handout
from media_pipeline.handouts.models import StoredFile
from tests.media_pipeline.clamd import clamd

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
CONTENT = b"name,pressure\n" * 1000
CLEAN, INFECTED = b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0"


def keep(teacher: Any) -> StoredFile:
    file = SimpleUploadedFile("record.csv", CONTENT)
    return store_handout(actor=teacher, organisation_id=teacher.organisation_id, file=file)


def test_a_clean_hand_out_was_shown_and_is_kept_whole(teacher: Any, settings: Any, library_files: Callable[[], list[str]]) -> None:
    with clamd(settings, lambda _content: CLEAN) as shown:
        stored = keep(teacher)

    assert (shown, library_files(), stored.size) == ([CONTENT], [stored.storage_key], len(CONTENT))


def test_an_infected_hand_out_is_refused_and_not_kept(teacher: Any, settings: Any, library_files: Callable[[], list[str]]) -> None:
    with clamd(settings, lambda _content: INFECTED), pytest.raises(InvalidInput) as caught:
        keep(teacher)

    assert (caught.value.code, caught.value.message) == (
        "infected",
        "这个文件里查出了病毒，没有收下。请先给电脑杀毒，重新导出文件，再上传。",
    )
    assert (StoredFile.objects.count(), library_files()) == (0, [])


@pytest.mark.parametrize("fault", ["down", "cut", "confused"])
def test_without_a_good_answer_nothing_is_kept_and_the_teacher_is_told(
    fault: str, teacher: Any, settings: Any, library_files: Callable[[], list[str]]
) -> None:
    with clamd(settings, lambda _content: b"HTTP/1.1 400\0", cut=fault == "cut"):
        if fault == "down":
            settings.CLAMD_ADDRESS = "127.0.0.1:9"
        with pytest.raises(Unavailable) as caught:
            keep(teacher)

    assert caught.value.message == "杀毒服务暂时不能用，这份讲义还没有收下。请过几分钟再上传一次。"
    assert (StoredFile.objects.count(), library_files()) == (0, [])
