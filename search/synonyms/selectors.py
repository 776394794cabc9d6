"""Reading the operators' synonyms: live at once in every process, built once for each change."""

from django.db import connection

from search.synonyms.models import Synonym
from search.synonyms.tables import SynonymTable, build_table

type Version = tuple[int, int]

_built: dict[Version, SynonymTable] = {}
"""The table of the newest version that this process has built."""


def synonym_table() -> SynonymTable:
    """Return the table that holds now: one small query, and a second one after a change."""
    version = table_version()
    table = _built.get(version)
    if table is None:
        rows = Synonym.objects.filter(is_active=True).order_by("word").values_list("word", "others", "is_one_way")
        table = build_table(rows)
        _built.clear()
        _built[version] = table
    return table


def table_version() -> Version:
    """Return how many words there are and a sum over what they say: another after any change, however it was made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(hashtextextended(concat_ws(chr(9), word, others, is_one_way), 0)), 0)::text"
            " FROM search_synonym WHERE is_active"
        )
        words, said = cursor.fetchone()
    return words, int(said)
