"""Where each token of a document stands, the same for every engine, and the text of its ``tsvector``.

That text holds lexemes with positions and weights and is written without any parser of the database.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.analysis.tokens import index_tokens

MAX_POSITION = 16_000
MAX_PLACES = 200
FIELD_GAP = 20
"""A phrase never reaches from one field, or one tag, into the next."""
_WEIGHTS = {"title": "A", "tags": "B", "body": ""}


class Place(NamedTuple):
    """One token of a document: ``field`` is ``title``, ``tags`` or ``body``. Tokens at consecutive positions make phrases."""

    field: str
    lexeme: str
    position: int


def token_places(title: str, tags: Sequence[str], body: str) -> Iterator[Place]:
    """Yield the tokens of one document by rising position.

    PostgreSQL keeps positions up to 16383 and 255 places a lexeme; text beyond is not indexed by any engine.
    """
    seen: Counter[str] = Counter()
    start = 0
    for field, text in [("title", title), *(("tags", tag) for tag in tags), ("body", body)]:
        end = start
        for lexeme, offset in index_tokens(text):
            end = start + offset
            if end > MAX_POSITION:
                return
            seen[lexeme] += 1
            if seen[lexeme] <= MAX_PLACES:
                yield Place(field, lexeme, end)
        start = end + FIELD_GAP


def kind_lexeme(kind: str) -> str:
    """Return the lexeme that says of which kind a document is; no word of a text looks like it.

    With it the index itself leaves out other kinds: courses are found without reading their many lessons.
    """
    return quoted(f"kind:{kind}")


def vector_text(kind: str, title: str, tags: Sequence[str], body: str) -> str:
    """Return the ``tsvector`` literal of one document: its kind, and title weighing A, tags B, body D."""
    places: dict[str, list[str]] = defaultdict(list)
    for place in token_places(title, tags, body):
        places[place.lexeme].append(f"{place.position}{_WEIGHTS[place.field]}")
    words = (f"{quoted(lexeme)}:{','.join(found)}" for lexeme, found in places.items())
    return " ".join([kind_lexeme(kind), *words])


def quoted(lexeme: str) -> str:
    """Quote one lexeme for a ``tsvector`` or ``tsquery`` literal."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
