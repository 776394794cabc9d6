"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """Load every owner's ``search_documents.py``, and have names and cluster follow the documents."""

    name = "search"

    def ready(self) -> None:
        from foundation.api import register_figures, register_look
        from search.answers.suggesting import forget_suggestions
        from search.documents.services import on_documents_changed
        from search.indexing.selectors import lateness, waiting_figures
        from search.tasks import ring_feed, ring_names

        autodiscover_modules("search_documents")
        on_documents_changed(ring_names)
        on_documents_changed(forget_suggestions)
        on_documents_changed(ring_feed)
        register_look("search", lateness)
        register_figures(
            waiting_figures,
            "What search has not yet written anew, and what its cluster waits for or refused",
        )
