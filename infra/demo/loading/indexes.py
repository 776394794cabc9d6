"""Wagtail's own indexes (search in the admin, what refers to what), built once instead of after every save."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def quiet_indexes() -> Iterator[None]:
    """Keep Wagtail from ringing the worker after every save; ``build_indexes`` must follow.

    Loading saves pages thousands of times; as many messages would keep the worker from the videos for long.
    """
    models = [model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)


def build_indexes() -> None:
    """Build both indexes from what is there, and make findable what was added past its services."""
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
    call_command("search_rebuild", "news", "organisation", "teacher", stdout=StringIO())
