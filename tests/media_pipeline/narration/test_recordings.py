"""Recordings come in through the same gate as videos; what is no sound is refused by page, in plain words."""

import io
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client

from foundation.api import Conflict, InvalidInput, NotFound
from media_pipeline import storage
from media_pipeline.api import Narration, add_recordings, move_recording, narration_sheet, remove_recording, set_stand
from media_pipeline.assets.leases import MAX_ATTEMPTS
from media_pipeline.management.commands.media_check import differing_files, unknown_files
from media_pipeline.narration import checking
from media_pipeline.narration.checking import check_recording
from media_pipeline.narration.models import Recording
from media_pipeline.narration.services import ring_late
from media_pipeline.uploads.models import StorageQuota
from tests.factories.accounts import PersonFactory
from tests.media_pipeline.narration.conftest import Say, draw_rows, states
from tests.media_pipeline.sources import make, picture, tone

pytestmark = pytest.mark.django_db
HTML_PAGE = b"<!DOCTYPE html><html><body>sign in</body></html>"
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def wav(seconds: float, rate: int = 8_000) -> bytes:
    """Return a WAV of a plain wave."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        sound.writeframes(bytes((0, 20, 0, 236)) * int(seconds * rate / 2))
    return file.getvalue()


def video(folder: Path) -> bytes:
    """Return a short video with sound."""
    return make(folder / "film.mp4", *picture(1, "160x90"), *tone(1), "-c:v", "libx264", "-c:a", "aac").read_bytes()


REFUSED: list[tuple[str, Callable[[Path], bytes], str]] = [
    ("a.m4a", video, "is_video"),
    ("a.mp3", lambda _folder: HTML_PAGE, "web_page"),
    ("a.m4a", lambda _folder: PLAYLIST, "playlist"),
    ("a.wav", lambda _folder: wav(0), "undecodable"),
    ("a.wav", lambda _folder: wav(0.01), "too_short"),
    ("a.ogg", lambda _folder: b"\x00\x01\x02\x03" * 500, "unknown_type"),
]


@pytest.mark.parametrize(("name", "build", "code"), REFUSED, ids=[code for _name, _build, code in REFUSED])
def test_what_is_no_sound_is_refused_and_nothing_of_it_is_kept(
    name: str,
    build: Callable[[Path], bytes],
    code: str,
    narration: Narration,
    say: Say,
    sources: Path,
    library_files: Callable[[], list[str]],
    scratch_files: Callable[[], list[Path]],
) -> None:
    say(narration, {name: build(sources)}, number=2)

    assert states(narration) == {2: ("refused", code, 0)}
    assert (library_files(), [path for path in scratch_files() if path.is_file()]) == ([], [])
    assert [line for line in (*differing_files(quick=False), *unknown_files()) if "recordings/" in line] == []


def test_a_sound_of_hours_is_refused_by_its_packets(narration: Narration, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hours at the lowest rate there is; the limit itself is a number, checked on a short one too."""
    say(narration, {"long.wav": wav(3 * 3600, rate=400)}, number=1)
    monkeypatch.setattr(checking, "LONGEST_MS", 1_000)
    say(narration, {"short.wav": wav(1.0)}, number=2)
    say(narration, {"longer.wav": wav(1.2)}, number=3)

    assert states(narration) == {1: ("refused", "too_long", 0), 2: ("ready", "", 1_000), 3: ("refused", "too_long", 0)}


@pytest.mark.parametrize("kind", ["mp3", "ogg", "amr", "aac", "webm"])
def test_whatever_phones_record_is_taken(kind: str, narration: Narration, say: Say, sources: Path) -> None:
    coding = {"amr": ["-ar", "8000", "-ac", "1"], "webm": ["-c:a", "libopus"], "ogg": ["-c:a", "libopus"]}.get(kind, [])
    if kind == "amr":  # decoded everywhere, encoded by few: the smallest frame of silence, fifty a second
        content = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 60
    else:
        content = make(sources / f"phone.{kind}", *tone(1.2), *coding).read_bytes()

    say(narration, {f"录音.{kind}": content}, number=3)

    assert states(narration) == {3: ("ready", "", 1_500)}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("空.m4a", b"")], "“空.m4a”：这个文件是空的"),
        ([("大.m4a", b"x" * 200)], "“大.m4a”：这个文件超过 200 MB"),
        ([], "还没有选录音文件"),
        ([(f"{n}.m4a", b"x") for n in "abcd"], "“d.m4a”等 1 个没有地方放"),
        ([(f"{n}.m4a", b"x") for n in range(51)], "一次最多选 50 个"),
    ],
)
def test_what_cannot_be_taken_at_once_is_said_at_once(
    files: list[tuple[str, bytes]],
    said: str,
    narration: Narration,
    teacher: Any,
    settings: Any,
    library_files: Callable[[], list[str]],
) -> None:
    settings.MEDIA_MAX_RECORDING_BYTES = 100

    with pytest.raises(InvalidInput, match=said):
        add_recordings(narration, actor=teacher, files=[SimpleUploadedFile(name, content) for name, content in files])

    assert (Recording.objects.count(), library_files()) == (0, [])


def test_a_full_room_takes_no_recording(narration: Narration, say: Say) -> None:
    StorageQuota.objects.create(organisation=narration.organisation, bytes=100)

    with pytest.raises(Conflict, match="本机构的视频空间已经用完"):
        say(narration, {"a.wav": wav(1)}, number=1)

    assert states(narration) == {}


def test_a_page_that_is_gone_takes_nothing(narration: Narration, say: Say) -> None:
    with pytest.raises(NotFound, match="课件里没有第 9 页"):
        say(narration, {"a.wav": wav(1)}, number=9)
    with pytest.raises(NotFound, match="课件里没有第 9 页"):
        set_stand(narration, 9, 8)

    assert (states(narration), Narration.objects.get().stands) == ({}, {})


def test_recordings_are_replaced_moved_and_removed(narration: Narration, say: Say, library_files: Callable[[], list[str]]) -> None:
    say(narration, {"1.wav": wav(1), "2.wav": wav(2)})
    say(narration, {"better.wav": wav(3)}, number=1)

    move_recording(narration, 1, 2)
    assert {number: length for number, (_state, _code, length) in states(narration).items()} == {1: 2_000, 2: 3_000}
    move_recording(narration, 1, 3)
    assert sorted(states(narration)) == [2, 3]
    remove_recording(narration, 2)
    remove_recording(narration, 2)
    assert sorted(states(narration)) == [3]
    with pytest.raises(NotFound, match="第 2 页已经没有录音"):
        move_recording(narration, 2, 1)
    for seconds in (-1, 601):
        with pytest.raises(InvalidInput, match="停留的秒数要在 1 到 600 之间"):
            set_stand(narration, 1, seconds)


def test_a_deck_drawn_with_fewer_pages_keeps_the_others_recordings_aside(narration: Narration, say: Say, teacher: Any) -> None:
    say(narration, {"1.wav": wav(1), "3.wav": wav(1)})
    assert narration.deck is not None
    draw_rows(narration.deck, 2)

    sheet = narration_sheet(narration, narration.deck, person_id=teacher.pk)

    assert ([take.number for take in sheet.strays], sheet.spoken, sheet.total_ms) == ([3], 1, 6_000)
    move_recording(narration, 3, 2)
    sheet = narration_sheet(narration, narration.deck, person_id=teacher.pk)
    assert ([take.number for take in sheet.strays], sheet.spoken, sheet.total_ms) == ([], 2, 2_000)


def test_a_recording_is_heard_by_the_one_it_was_shown_to(narration: Narration, say: Say, teacher: Any) -> None:
    say(narration, {"1.wav": wav(1)})
    assert narration.deck is not None
    take = narration_sheet(narration, narration.deck, person_id=teacher.pk).pages[0].take
    assert take is not None
    signed_in, stranger = Client(), Client()
    signed_in.force_login(teacher)
    stranger.force_login(PersonFactory())

    heard = signed_in.get(take.url)

    assert (heard.status_code, heard["Content-Type"], heard["X-Content-Type-Options"]) == (200, "audio/mp4", "nosniff")
    assert b"".join(heard)[4:8] == b"ftyp"  # type: ignore[arg-type]
    assert [client.get(take.url).status_code for client in (stranger, Client())] == [403, 403]
    assert signed_in.get(take.url.replace("/m/recordings/", "/m/recordings/x")).status_code == 403


def test_a_check_that_dies_three_times_ends_with_a_sentence(narration: Narration, say: Say) -> None:
    say(narration, {"1.wav": wav(1)}, checked=False)
    row = Recording.objects.get()
    Recording.objects.update(attempts=MAX_ATTEMPTS, lease_until=Now())

    assert (ring_late(), check_recording(row.pk)) == (1, False)

    assert states(narration) == {1: ("refused", "not_checked", 0)}
    assert (ring_late(), storage.path_of("recordings").exists()) == (0, False)


def test_a_recording_without_its_worker_is_found_again(narration: Narration, say: Say) -> None:
    say(narration, {"1.wav": wav(1)}, checked=False)
    assert ring_late() == 0
    Recording.objects.update(lease_until=Now())

    assert ring_late() == 1
    assert [check_recording(Recording.objects.get().pk) for _time in range(2)] == [True, False]

    assert states(narration) == {1: ("ready", "", 1_000)}
