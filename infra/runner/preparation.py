"""What must hold before the site can serve: schema, cache table, collected static files, first content."""

import hashlib
import sys
import time
from pathlib import Path


def prepare(*, with_demo: bool) -> None:
    """Bring database, static files and first content up to date. Each step does nothing when nothing changed."""
    import django

    django.setup()
    _step("数据库结构", "migrate", interactive=False)
    _step("缓存表", "createcachetable")
    _collect_static_files()
    _step("站点", "set_up_site")
    if with_demo:
        _step("演示内容", "load_demo")


def _collect_static_files() -> None:
    """Collect, compress and name the static files, unless every source is as it was the last time."""
    from django.conf import settings

    note = Path(settings.STATIC_ROOT) / "collected-from"
    sources = static_sources()
    if not note.exists() or note.read_text() != sources:
        _step("静态文件", "collectstatic", interactive=False)
        note.write_text(sources)


def static_sources() -> str:
    """Return a digest of path, size and time of change of every static file that would be collected, and of where it would go."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _step(title: str, command: str, **options: object) -> None:
    from django.core.management import call_command

    started = time.monotonic()
    call_command(command, verbosity=0, **options)
    sys.stdout.write(f"{title}：{time.monotonic() - started:.1f} 秒\n")
    sys.stdout.flush()
