"""The search backend of Wagtail's admin and its choosers: its database backend with our tokens.

Wagtail lets PostgreSQL cut the text, which takes a whole Chinese sentence for one word. Here the index holds our pairs and
queries ask for them, so 电工 finds 低压电工作业. Everything else (rank, filters, rebuilding) stays Wagtail's.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery
from modelsearch.backends.database.postgres.postgres import (
    IndexEntry,
    ObjectIndexer,
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
    get_content_type_pk,
)
from modelsearch.index import AutocompleteField
from modelsearch.query import Phrase, PlainText

from search.analysis.folding import fold_text
from search.analysis.tokens import Term, query_terms
from search.documents.vectors import quoted, vector_text

KIND = "page"
MAX_WORDS = 8
NOTHING = quoted("kind:none")
"""A token that no row has: words that are signs alone find nothing, instead of everything."""


class PairQuery(SearchQuery):
    """A finished ``tsquery``: it is cast and never parsed."""

    def __init__(self, text: str, **options: Any) -> None:
        super().__init__(text, search_type="raw", **options)
        self.text = text

    def as_sql(self, *args: Any, **options: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return the cast and its one parameter."""
        return "%s::tsquery", (self.text,)


class PairIndex(PostgresIndex):
    """Wagtail's index with our tokens in its columns."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        """Let Wagtail write its rows, then put our tokens in."""
        objs = list(objs)
        super().add_items(model, objs)
        if not model.get_search_fields():
            return
        content_type = get_content_type_pk(model)
        rows = [(*_vectors(ObjectIndexer(item, self.backend)), content_type, str(item.pk)) for item in objs]
        with self.write_connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {IndexEntry._meta.db_table} SET title = %s::tsvector, body = %s::tsvector, autocomplete = %s::tsvector"  # noqa: S608
                " WHERE content_type_id = %s AND object_id = %s",
                rows,
            )


class _Pairs:
    """Turns words that were typed into the tokens of the index."""

    begins_only = False

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        """Return a query for our tokens; whatever is not plain words is Wagtail's to build."""
        if not isinstance(query, PlainText | Phrase):
            return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]
        folded = fold_text(query.query_string)
        words = [folded] if isinstance(query, Phrase) else folded.split()[:MAX_WORDS]
        found = [terms for word in words if (terms := query_terms(word))]
        if not found:
            return PairQuery(NOTHING, config=config)
        joint = " & " if isinstance(query, Phrase) or query.operator == "and" else " | "
        text = joint.join(f"({_phrase(terms, is_open=self.begins_only)})" for terms in found)
        return PairQuery(f"!({text})" if invert else text, config=config)


class PairCompiler(_Pairs, PostgresSearchQueryCompiler):
    """Queries for whole words."""


class PairAutocompleteCompiler(_Pairs, PostgresAutocompleteQueryCompiler):
    """Queries while somebody types: the last token may be the beginning of one."""

    begins_only = True


class SearchBackend(PostgresSearchBackend):
    """Named in ``WAGTAILSEARCH_BACKENDS``."""

    query_compiler_class = PairCompiler
    autocomplete_query_compiler_class = PairAutocompleteCompiler
    index_class = PairIndex


def _phrase(terms: Sequence[Term], *, is_open: bool) -> str:
    last = len(terms) - 1
    return " <-> ".join(
        quoted(term.lexeme) + (":*" if term.prefix or (is_open and number == last) else "") for number, term in enumerate(terms)
    )


def _vectors(indexer: ObjectIndexer) -> tuple[str, str, str]:
    """Return title, body and autocomplete as ``tsvector`` literals."""
    typed = [
        value
        for field in indexer.search_fields
        for current, _weight, value in indexer.prepare_field(indexer.obj, field)
        if isinstance(current, AutocompleteField)
    ]
    texts: list[tuple[str, list[str], str]] = [(indexer.title_text, [], ""), ("", [], indexer.body_text), ("", typed, "")]
    title, body, autocomplete = (vector_text(KIND, *text) for text in texts)
    return title, body, autocomplete
