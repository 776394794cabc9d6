"""Wrong settings of the file store are said in one line each."""

from typing import Any

import pytest

from media_pipeline.checks import check_file_store

GOOD: dict[str, Any] = {
    "bucket_name": "zhixing", "endpoint_url": "https://s3.example.cn", "public_endpoint_url": None, "access_key": "a",
    "secret_key": "s", "region_name": "us-east-1", "addressing_style": "path",
}  # fmt: skip


def faults(settings, **changes: Any) -> list[tuple[str, str]]:
    settings.STORAGES = settings.STORAGES | {"media": {"BACKEND": "x", "OPTIONS": GOOD | changes}}
    return [(fault.id.removeprefix("media_pipeline."), fault.msg) for fault in check_file_store(None)]


def test_good_settings_are_quiet(settings):
    assert faults(settings) == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"bucket_name": "Zhi Xing"}, "E001", "MEDIA_BUCKET"),
        ({"access_key": ""}, "E002", "MEDIA_S3_ACCESS_KEY"),
        ({"secret_key": ""}, "E002", "MEDIA_S3_SECRET_KEY"),
        ({"region_name": ""}, "E002", "MEDIA_S3_REGION"),
        ({"endpoint_url": "s3.example.cn"}, "E003", "MEDIA_S3_ENDPOINT"),
        ({"endpoint_url": "https://s3.example.cn/bucket"}, "E003", "MEDIA_S3_ENDPOINT"),
        ({"public_endpoint_url": "http://host:port"}, "E003", "MEDIA_S3_PUBLIC_ENDPOINT"),
        ({"addressing_style": "dns"}, "E004", "MEDIA_S3_ADDRESSING"),
    ],
)
def test_each_fault_is_one_line(changes, code, words, settings):
    [(found, text)] = faults(settings, **changes)

    assert (found, words in text, "\n" in text) == (code, True, False)


def test_nginx_and_a_bucket_exclude_each_other(settings):
    settings.MEDIA_ACCEL_PREFIX = "/library/"

    assert [code for code, _text in faults(settings)] == ["E005"]


def test_keys_without_a_bucket_and_a_bad_prefix(settings, monkeypatch):
    monkeypatch.setenv("MEDIA_S3_ACCESS_KEY", "a")
    settings.MEDIA_ACCEL_PREFIX = "library"

    assert [fault.id for fault in check_file_store(None)] == ["media_pipeline.E006", "media_pipeline.E007"]
