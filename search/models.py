"""The models of search, gathered for Django."""

from search.documents.models import Document
from search.names.models import DueTitle, Name, NameKey
from search.synonyms.models import Synonym

__all__ = ["Document", "DueTitle", "Name", "NameKey", "Synonym"]
