"""What must hold before the site can serve: schema, cache table, collected static files, first content."""

import sys
import time


def prepare(*, with_demo: bool) -> None:
    """Bring database, static files and first content up to date. Each step does nothing when nothing changed."""
    import django

    django.setup()
    _step("数据库结构", "migrate", interactive=False)
    _step("缓存表", "createcachetable")
    _step("静态文件", "collectstatic", interactive=False)
    _step("站点", "set_up_site")
    if with_demo:
        _step("演示内容", "load_demo")


def _step(title: str, command: str, **options: object) -> None:
    from django.core.management import call_command

    started = time.monotonic()
    call_command(command, verbosity=0, **options)
    sys.stdout.write(f"{title}：{time.monotonic() - started:.1f} 秒\n")
    sys.stdout.flush()
