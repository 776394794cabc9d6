"""When background work runs by itself: each app says so in the ``SCHEDULE`` of its ``tasks.py``; this gathers them."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def gather_schedules() -> dict[str, dict[str, Any]]:
    """Return all apps' entries for Celery's beat; ``ValueError`` when two apps use one name.

    An entry is ``{"<app>.<what>": {"task": "<app>.tasks.<function>", "schedule": seconds or crontab}}``.
    """
    gathered: dict[str, dict[str, Any]] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "tasks"):
            continue
        schedule = getattr(import_module(f"{config.name}.tasks"), "SCHEDULE", {})
        if repeated := schedule.keys() & gathered.keys():
            raise ValueError(f"scheduled twice: {sorted(repeated)}")
        gathered |= schedule
    return gathered
