"""Where files are kept, as Django's ``STORAGES``: on local disk, or all of them in one S3 bucket when one is named."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env

LOCAL = "django.core.files.storage.FileSystemStorage"
BUCKET = "media_pipeline.storage.bucket.BucketStorage"


def file_storages(env: Env, var_dir: Path) -> dict[str, dict[str, Any]]:
    """Return the storages ``default`` (pictures and documents of pages, certificates) and ``media`` (videos, hand-outs)."""
    if not env.str("MEDIA_BUCKET", ""):
        return {"default": {"BACKEND": LOCAL}, "media": {"BACKEND": LOCAL, "OPTIONS": {"location": str(var_dir / "library")}}}
    options = {
        "bucket_name": env.str("MEDIA_BUCKET"),
        "endpoint_url": env.str("MEDIA_S3_ENDPOINT", "") or None,
        "public_endpoint_url": env.str("MEDIA_S3_PUBLIC_ENDPOINT", "") or None,
        "access_key": env.str("MEDIA_S3_ACCESS_KEY", ""),
        "secret_key": env.str("MEDIA_S3_SECRET_KEY", ""),
        "region_name": env.str("MEDIA_S3_REGION", "us-east-1"),
        "addressing_style": env.str("MEDIA_S3_ADDRESSING", "path"),
        "signature_version": "s3v4",
        "default_acl": None,
        "querystring_auth": True,
    }
    return {
        "default": {"BACKEND": BUCKET, "OPTIONS": options | {"location": "site", "file_overwrite": False}},
        "media": {"BACKEND": BUCKET, "OPTIONS": options | {"location": "media", "file_overwrite": True}},
    }


def browser_origin(storages: dict[str, dict[str, Any]]) -> str:
    """Return the origin from which browsers fetch files of the bucket; empty when the files are local."""
    options = storages["media"].get("OPTIONS", {})
    if "bucket_name" not in options:
        return ""
    address = options["public_endpoint_url"] or options["endpoint_url"] or f"https://s3.{options['region_name']}.amazonaws.com"
    parts = urlsplit(address)
    host = f"{options['bucket_name']}.{parts.netloc}" if options["addressing_style"] == "virtual" else parts.netloc
    return f"{parts.scheme}://{host}"
