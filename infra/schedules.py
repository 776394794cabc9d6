"""What the apps' ``tasks.py`` say about their background work: when it runs by itself, and in which queue."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def gather_schedules() -> dict[str, dict[str, Any]]:
    """Return every app's ``SCHEDULE`` for Celery's beat; ``ValueError`` when two apps use one name.

    An entry is ``{"<app>.<what>": {"task": "<app>.tasks.<function>", "schedule": seconds or crontab}}``.
    """
    return _gather("SCHEDULE")


def gather_routes() -> dict[str, dict[str, Any]]:
    """Return every app's ``ROUTES``: ``{"<app>.tasks.<function>": {"queue": "encode"}}``. Others run in ``fast``."""
    return _gather("ROUTES")


def _gather(name: str) -> dict[str, dict[str, Any]]:
    gathered: dict[str, dict[str, Any]] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "tasks"):
            continue
        entries = getattr(import_module(f"{config.name}.tasks"), name, {})
        if repeated := entries.keys() & gathered.keys():
            raise ValueError(f"said twice in {name}: {sorted(repeated)}")
        gathered |= entries
    return gathered
