"""How many documents contain a name, for suggestions: an answer within the time between two letters typed.

Names that very many documents contain would cost most to count, over and over again. So a few of these documents are noted
whenever the names are refreshed, and somebody who types only has them looked at: a name is offered because documents contain it
that are visible at this moment, never because some once did.
"""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db import connection
from django.utils import timezone

from search.engines.groups import make_group
from search.engines.plan import Plan
from search.engines.postgres import VISIBLE
from search.engines.tsquery import plan_query

MANY = 100
"""Documents are counted up to here; who types wants an answer, not a census."""

NOTED = 4
"""So many of the documents are noted; with half of them gone the name is counted again."""
HEAVY = 200.0
"""The weight of a name that about ten titles hold. Lighter ones are seldom offered and are counted when they are."""
BATCH = 100

_COUNTED = f"""SELECT CASE
    WHEN (SELECT count(*) FROM search_document WHERE id = ANY(noted.common_in) AND vector @@ asked.query AND {VISIBLE}) >= %s
    THEN %s
    ELSE (SELECT count(*) FROM (SELECT FROM search_document WHERE vector @@ asked.query AND {VISIBLE} LIMIT %s) few)
    END
    FROM unnest(%s::text[], %s::tsquery[]) WITH ORDINALITY AS asked (text, query, place)
    LEFT JOIN search_name noted ON noted.text = asked.text AND %s
    ORDER BY asked.place"""  # noqa: S608
_HOLDING = f"""SELECT asked.text, noted.common_in,
    ARRAY(SELECT id FROM search_document WHERE vector @@ asked.query AND {VISIBLE} LIMIT %s)
    FROM unnest(%s::text[], %s::tsquery[]) AS asked (text, query)
    JOIN search_name noted ON noted.text = asked.text AND noted.weight >= %s"""  # noqa: S608


def count_names(names: Sequence[str], *, kinds: Sequence[str] = ()) -> list[int]:
    """Return how many visible documents of these kinds (none: all) contain each name, counted up to ``MANY``."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTED,
            [now, now, NOTED // 2, MANY, now, now, MANY, list(names), [_query(name, kinds) for name in names], not kinds],
        )
        return [count for (count,) in cursor.fetchall()]


def note_all_common() -> None:
    """Note anew which names very many documents contain: documents that were changed or removed say nothing of their names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM search_name WHERE weight >= %s", [HEAVY])
        note_common(name for (name,) in cursor.fetchall())


def note_common(names: Iterable[str]) -> None:
    """Note for each heavy one of *names* whether very many documents contain it, and some that do.

    Each row is written by itself, so that nobody who adds names waits for two of them.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        for batch in batched(sorted(names), BATCH, strict=False):
            cursor.execute(_HOLDING, [now, now, MANY, list(batch), [_query(name, ()) for name in batch], HEAVY])
            for name, before, holding in cursor.fetchall():
                common_in = holding[:: MANY // NOTED] if len(holding) == MANY else None
                if common_in != before:
                    cursor.execute("UPDATE search_name SET common_in = %s WHERE text = %s", [common_in, name])


def _query(name: str, kinds: Sequence[str]) -> str:
    return plan_query(Plan((make_group([name]),)), kinds)
