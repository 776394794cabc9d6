"""Emptying the site. Its ledgers refuse deletion row by row, as they should, so the whole schema goes."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection


def empty_site() -> None:
    """Drop every table and delete the files of the site; ``migrate`` must follow. Built demo videos stay: texts alone made them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    for folder in _folders():
        shutil.rmtree(folder, ignore_errors=True)


def _folders() -> list[Path]:
    """Return the folders on this machine that hold what people uploaded, what was made of it, and messages about it."""
    stores = [storages[name] for name in settings.STORAGES if name != "staticfiles"]
    local = [Path(store.location) for store in stores if isinstance(store, FileSystemStorage)]
    return [*local, settings.MEDIA_SCRATCH_DIR, settings.MEDIA_STAGING_DIR, settings.CELERY_BROKER_DIR]
