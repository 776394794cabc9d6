"""``manage.py search_check``: whether the index says what the database says."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from search.documents.selectors import check_kinds


class Command(BaseCommand):
    """Compare documents and objects of each kind; exit status 1 on a difference."""

    help = "Compare what can be searched with the database, kind by kind."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = check_kinds()
        for count in counts:
            self.stdout.write(
                f"{count.kind}: {count.documented} of {count.owned}, missing {len(count.missing)}, "
                f"left over {len(count.left_over)}, outdated {count.outdated}"
            )
        if not all(count.agrees for count in counts):
            sys.exit(1)
