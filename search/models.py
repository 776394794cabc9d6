"""The models of search, gathered for Django."""

from search.documents.models import Document
from search.names.models import DueTitle, Name, NameKey
from search.synonyms.models import Synonym
from search.usage.models import QueryDay

__all__ = ["Document", "DueTitle", "Name", "NameKey", "QueryDay", "Synonym"]
