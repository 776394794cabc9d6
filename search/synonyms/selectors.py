"""Reading the operators' synonyms: live at once, one small query a search."""

from search.synonyms.models import Synonym
from search.synonyms.tables import SynonymTable, build_table


def synonym_table() -> SynonymTable:
    """Return the table that holds now."""
    rows = Synonym.objects.filter(is_active=True).order_by("word").values_list("word", "others", "is_one_way")
    return build_table(rows)
