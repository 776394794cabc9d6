"""Making a package of one file by hand (``manage.py media_package``): no site, no database, so that it begins at once."""

import os
from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path(__file__).resolve().parent.parent.parent / ".env")

SECRET_KEY = "unused"  # noqa: S105  nothing is signed here
INSTALLED_APPS = ["media_pipeline"]
AUTH_USER_MODEL = "accounts.Person"
DATABASES: dict[str, dict[str, object]] = {}
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
MEDIA_MAX_UPLOAD_BYTES = 8 << 30
FFMPEG = os.environ.get("FFMPEG", "ffmpeg")
FFPROBE = os.environ.get("FFPROBE", "ffprobe")
