"""Tests: the real database, files under a folder of their own, tasks delivered by hand."""

from infra.settings.base import *  # noqa: F403

SECRET_KEY = "test"  # noqa: S105
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (whitenoise warns where it is missing)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
MEDIA_TEST_DIR = VAR_DIR / "test-media"  # noqa: F405
MEDIA_SCRATCH_DIR = MEDIA_TEST_DIR / "scratch"
MEDIA_STAGING_DIR = MEDIA_TEST_DIR / "staging"
STORAGES["media"] = {  # noqa: F405
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": str(MEDIA_TEST_DIR / "library")},
}
