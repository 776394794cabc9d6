"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """Load every owner's ``search_documents.py``, and have names refreshed after documents change."""

    name = "search"

    def ready(self) -> None:
        from search.answers.suggesting import forget_suggestions
        from search.documents.services import on_documents_changed
        from search.tasks import ring_names

        autodiscover_modules("search_documents")
        on_documents_changed(ring_names)
        on_documents_changed(forget_suggestions)
