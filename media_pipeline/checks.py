"""What is wrong with the settings of the file store, said at the start and in one line each."""

import os
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext as _

_BUCKET = re.compile(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
_NEEDED = {"access_key": "MEDIA_S3_ACCESS_KEY", "secret_key": "MEDIA_S3_SECRET_KEY", "region_name": "MEDIA_S3_REGION"}
_ADDRESSES = {"endpoint_url": "MEDIA_S3_ENDPOINT", "public_endpoint_url": "MEDIA_S3_PUBLIC_ENDPOINT"}


@register
def check_file_store(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Look at the settings only; whether the bucket answers is what ``/health/`` and ``prepare_bucket`` tell."""
    options = settings.STORAGES["media"].get("OPTIONS", {})
    faults = _bucket_faults(options) if "bucket_name" in options else _local_faults()
    return [Error(text, id=f"media_pipeline.{code}") for code, text in faults]


def _bucket_faults(options: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not _BUCKET.match(options["bucket_name"]):
        yield "E001", _("MEDIA_BUCKET 不是桶的名字：要 3 到 63 个小写字母、数字、点或连字符。")
    for option, name in _NEEDED.items():
        if not options.get(option):
            yield "E002", _("设了 MEDIA_BUCKET，就要设 %(name)s。") % {"name": name}
    for option, name in _ADDRESSES.items():
        if options.get(option) and not _is_address(options[option]):
            yield "E003", _("%(name)s 要写成 https://主机 或 http://主机:端口，后面不带路径。") % {"name": name}
    if options.get("addressing_style") not in ("path", "virtual", "auto"):
        yield "E004", _("MEDIA_S3_ADDRESSING 只能是 path、virtual 或 auto。")
    if settings.MEDIA_ACCEL_PREFIX:
        yield "E005", _("MEDIA_ACCEL_PREFIX 只用于本机磁盘；设了 MEDIA_BUCKET，就不要设它。")


def _local_faults() -> Iterator[tuple[str, str]]:
    if left := sorted(name for name, value in os.environ.items() if name.startswith("MEDIA_S3_") and value):
        yield "E006", _("设了 %(names)s，却没有设 MEDIA_BUCKET，文件会存在本机。") % {"names": "、".join(left)}
    prefix = settings.MEDIA_ACCEL_PREFIX
    if prefix and not (prefix.startswith("/") and prefix.endswith("/")):
        yield "E007", _("MEDIA_ACCEL_PREFIX 要以斜杠开头和结尾，例如 /library/。")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_number
        and parts.path in ("", "/")
        and not parts.query
    )
