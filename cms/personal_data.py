"""What the site's pages add to the download of a person's own data."""

from typing import Any

from accounts.api import Person, register_export
from cms.saved.models import SavedSearch


def saved_searches(person: Person) -> list[dict[str, Any]]:
    """Return the searches that the person has us watch."""
    rows = SavedSearch.objects.filter(person=person)
    return [{"text": row.text, "url": row.url, "created_at": row.created_at, "looked_at": row.looked_at} for row in rows]


register_export("saved_searches", saved_searches)
