"""The door to search for every other app."""

from search.answers.selectors import search
from search.answers.suggesting import suggest
from search.answers.types import FacetValue, Hit, Moment, SearchQuery, SearchResults, Suggestion
from search.documents.registry import register_documents, register_facet_words
from search.documents.services import index_documents, remove_documents
from search.documents.types import SearchDocument
from search.enums import Sort, Step, Visibility
from search.usage.services import note_search

__all__ = [
    "FacetValue",
    "Hit",
    "Moment",
    "SearchDocument",
    "SearchQuery",
    "SearchResults",
    "Sort",
    "Step",
    "Suggestion",
    "Visibility",
    "index_documents",
    "note_search",
    "register_documents",
    "register_facet_words",
    "remove_documents",
    "search",
    "suggest",
]
