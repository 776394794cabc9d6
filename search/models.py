"""The models of search, gathered for Django."""

from search.documents.models import Document
from search.indexing.models import ClusterIndex, DeadLetter, Feed, OutboxRow, Renewal
from search.names.models import DueTitle, Name, NameKey
from search.synonyms.models import Synonym
from search.usage.models import QueryDay

__all__ = [
    "ClusterIndex",
    "DeadLetter",
    "Document",
    "DueTitle",
    "Feed",
    "Name",
    "NameKey",
    "OutboxRow",
    "QueryDay",
    "Renewal",
    "Synonym",
]
