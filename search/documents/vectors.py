"""The text of a ``tsvector``: lexemes with positions and weights, written without any parser of the database."""

from collections import defaultdict
from collections.abc import Sequence

from search.analysis.tokens import index_tokens

MAX_POSITION = 16_000
MAX_PLACES = 200
FIELD_GAP = 20
"""A phrase never reaches from one field, or one tag, into the next."""


def kind_lexeme(kind: str) -> str:
    """Return the lexeme that says of which kind a document is; no word of a text looks like it.

    With it the index itself leaves out other kinds: courses are found without reading their many lessons.
    """
    return quoted(f"kind:{kind}")


def vector_text(kind: str, title: str, tags: Sequence[str], body: str) -> str:
    """Return the ``tsvector`` literal of one document: its kind, and title weighing A, tags B, body D.

    PostgreSQL keeps positions up to 16383 and 255 places a lexeme; text beyond is not indexed.
    """
    places: dict[str, list[str]] = defaultdict(list)
    start = 0
    for text, weight in [(title, "A"), *((tag, "B") for tag in tags), (body, "")]:
        end = start
        for lexeme, offset in index_tokens(text):
            end = start + offset
            if end > MAX_POSITION:
                break
            if len(places[lexeme]) < MAX_PLACES:
                places[lexeme].append(f"{end}{weight}")
        start = end + FIELD_GAP
    words = (f"{quoted(lexeme)}:{','.join(found)}" for lexeme, found in places.items() if found)
    return " ".join([kind_lexeme(kind), *words])


def quoted(lexeme: str) -> str:
    """Quote one lexeme for a ``tsvector`` or ``tsquery`` literal."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
