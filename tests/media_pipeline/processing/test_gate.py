"""What is refused, with which code and words; nothing outside the file may be opened."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from media_pipeline.assets.reasons import REFUSALS, reason_of
from media_pipeline.errors import Broken, Interrupted, Refused
from media_pipeline.processing import gate
from tests.media_pipeline.sources import FAST, make, picture, tone

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def refusal(path: Path, tmp_path: Path) -> str:
    with pytest.raises(Refused) as caught:
        gate.examine(path, tmp_path)
    return caught.value.code


def outcome(path: Path, tmp_path: Path) -> str | tuple[int, int]:
    """Return the code of the refusal, or the size of the picture when it is taken."""
    try:
        facts = gate.examine(path, tmp_path)
    except Refused as error:
        return error.code
    return (facts.width, facts.height)


def written(tmp_path: Path, content: bytes, name: str = "upload") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        ("今天我们学量血压".encode(), "text"),
        ("今天我们学量血压".encode("gb18030"), "text"),
        (b"<!DOCTYPE html><html><head><title>login</title>", "web_page"),
        (b"\n\n  <HTML><body>please sign in", "web_page"),
        (PNG, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 99, "picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "picture"),
        (b"%PDF-1.7\n" + b"\x00" * 99, "document"),
        (b"\x7fELF" + b"\x00" * 99, "program"),
        (b"MZ" + b"\x00" * 62 + b"PE\x00\x00", "program"),
        (b"#!/bin/sh\nrm -rf /\n", "program"),
        (b"Rar!\x1a\x07\x00" + b"\x00" * 99, "archive"),
        (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "playlist"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", "playlist"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "playlist"),
        (b'<?xml version="1.0"?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>', "playlist"),
        (bytes(4_000_000), "unknown_type"),
        (bytes((i * 7919 + (i >> 3)) % 251 for i in range(300_000)), "unknown_type"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x10\x00mdat" + bytes(4088), "cut_off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_video_is_refused_by_name(content, code, tmp_path):
    assert refusal(written(tmp_path, content, "lesson.mp4"), tmp_path) == code


def test_an_archive_and_an_office_file_are_told_apart(tmp_path):
    for name, inside, code in (("a.zip", "x.txt", "archive"), ("b.docx", "word/document.xml", "document")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(inside, "x")
        assert refusal(tmp_path / name, tmp_path) == code


def test_a_broken_archive_is_still_an_archive(tmp_path):
    assert refusal(written(tmp_path, b"PK\x03\x04" + b"\x00" * 50), tmp_path) == "archive"


def test_sentences_say_what_it_is_and_what_to_do():
    page = reason_of("web_page")

    assert str(page.text) == "这个文件里是一个网页，不是视频。多半是从网盘下载时没有登录，存下来的是登录页。"
    assert str(page.next_step) == "请登录网盘重新下载，能在电脑上放出来，再上传。"
    assert [code for code, reason in REFUSALS.items() if not (reason.text and reason.next_step)] == []


def test_a_list_hidden_behind_binary_rubbish_opens_nothing_else(tmp_path):
    secret = make(tmp_path / "secret.mp4", *picture(0.5), *FAST)
    listing = written(tmp_path, f"\x00ffconcat version 1.0\nfile '{secret}'\n".encode(), "lesson.mp4")

    assert refusal(listing, tmp_path) == "unknown_type"


def test_an_upload_cut_with_its_index_at_the_end(lesson, tmp_path):
    whole = lesson.read_bytes()

    assert refusal(written(tmp_path, whole[: len(whole) // 2]), tmp_path) == "cut_off"


def test_an_upload_cut_with_its_index_in_front_is_damaged_with_its_true_length(sources, tmp_path):
    front = make(sources / "front.mp4", *picture(10, "160x90"), *tone(10), *FAST, "-g", "25", "-movflags", "+faststart")
    whole = front.read_bytes()

    facts = gate.examine(written(tmp_path, whole[: int(len(whole) * 0.6)]), tmp_path)

    assert gate.is_damaged(facts) is True
    assert facts.header_ms == 10_000
    assert 4_000 < facts.duration_ms < 8_000


def test_a_header_that_claims_fifty_days_is_not_believed(lesson, tmp_path):
    whole = bytearray(lesson.read_bytes())
    at = whole.find(b"mvhd") + 4
    whole[at + 16 : at + 20] = b"\xff\xff\xff\xfe"  # 4294967294 ms, nearly fifty days

    facts = gate.examine(written(tmp_path, bytes(whole)), tmp_path)

    assert (facts.duration_ms, gate.is_damaged(facts)) == (5000, False)


def test_a_box_that_claims_65535_pixels_is_refused_or_corrected(lesson, tmp_path):
    whole = bytearray(lesson.read_bytes())
    at = whole.find(b"avc1", whole.find(b"stsd")) + 4 + 24
    whole[at : at + 4] = b"\xff\xff\xff\xff"

    assert outcome(written(tmp_path, bytes(whole)), tmp_path) in ("too_many_pixels", "undecodable", (320, 180))


def test_too_many_pixels(tmp_path):
    large = make(tmp_path / "large.mp4", "-f", "lavfi", "-i", "color=s=4200x64:r=1:d=1", *FAST)

    assert refusal(large, tmp_path) == "too_many_pixels"


def test_twelve_hours_are_too_long(sources, tmp_path):
    day = make(sources / "day.mp4", "-f", "lavfi", "-i", "color=s=32x32:r=1/60:d=43200", *FAST)

    assert refusal(day, tmp_path) == "too_long"


def test_too_many_streams(tmp_path):
    maps = ["-map", "0:a"] * 65
    many = make(tmp_path / "many.mka", *tone(0.2), *maps, "-c:a", "pcm_s16le")

    assert refusal(many, tmp_path) == "too_many_streams"


def test_flipped_bytes_end_as_a_result_or_a_reason(lesson, tmp_path):
    whole = bytearray(lesson.read_bytes())
    for position in range(997, len(whole), 997):
        whole[position] ^= 0xFF

    assert outcome(written(tmp_path, bytes(whole)), tmp_path) in {*REFUSALS, (320, 180)}


def test_the_stored_file_must_be_the_uploaded_one(tmp_path):
    with pytest.raises(Broken) as missing:
        gate.check_stored(tmp_path / "nothing", 5)
    with pytest.raises(Broken) as changed:
        gate.check_stored(written(tmp_path, b"abc"), 5)

    assert (missing.value.code, changed.value.code) == ("source_missing", "source_changed")


@pytest.mark.parametrize("name", ["-i a;touch pwned$(id).mp4", "file:%d%03d\n..%2f 血压.mp4", "长" * 60])
def test_a_nasty_name_is_only_a_name(name, lesson, tmp_path):
    facts = gate.examine(written(tmp_path, lesson.read_bytes(), name), tmp_path)

    assert facts.duration_ms == 5000
    assert list(tmp_path.glob("pwned*")) == []


def program(tmp_path: Path, lines: str) -> str:
    path = tmp_path / "probe.sh"
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)
    return str(path)


def test_a_look_that_is_killed_from_outside_says_nothing_about_the_file(tmp_path, settings):
    settings.FFPROBE = program(tmp_path, "kill -9 $$")
    with pytest.raises(Interrupted):
        gate.examine(make(tmp_path / "good.mp4", *picture(1), *FAST), tmp_path)


def test_a_look_that_used_its_time_up_refuses_the_file(tmp_path, settings, monkeypatch):
    settings.FFPROBE = program(tmp_path, "while :; do :; done")
    monkeypatch.setattr(gate, "PROBE_LIMITS", replace(gate.PROBE_LIMITS, processor=1))
    assert refusal(make(tmp_path / "good.mp4", *picture(1), *FAST), tmp_path) == "too_costly"
