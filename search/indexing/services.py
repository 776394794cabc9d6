"""What people do about the cluster."""

from django.db import transaction

from search.documents.services import tell_listeners
from search.indexing.models import DeadLetter
from search.indexing.outbox import note_changes


def retry_refused(letter: DeadLetter) -> None:
    """Have a refused document brought to the cluster again; its letter goes once the cluster has taken it."""
    with transaction.atomic():
        note_changes([letter.document_id])
        tell_listeners()
