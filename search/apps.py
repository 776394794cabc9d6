"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """Load every owner's ``search_documents.py``, and have names refreshed after documents change."""

    name = "search"

    def ready(self) -> None:
        from search.documents.services import on_documents_changed
        from search.tasks import refresh_names

        autodiscover_modules("search_documents")

        def ring() -> None:
            """Ask for the refresh; the task finds its Celery application now, not when apps are loaded."""
            refresh_names.delay()

        on_documents_changed(ring)
