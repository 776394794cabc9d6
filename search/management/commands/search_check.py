"""``manage.py search_check``: whether the index says what the database says."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search.documents.selectors import check_kinds
from search.engines.errors import ClusterUnavailable
from search.indexing.feeding import feed
from search.indexing.models import DeadLetter
from search.indexing.selectors import check_cluster


class Command(BaseCommand):
    """Compare documents and objects of each kind, and the cluster with the documents; exit status 1 on a difference."""

    help = "Compare what can be searched with the database, kind by kind, on every engine that the site has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=["postgres", "cluster", "all"], default="all")

    def handle(self, *args: Any, **options: Any) -> None:
        agrees = True
        if options["engine"] != "cluster":
            agrees &= self._check_documents()
        if options["engine"] == "cluster" or (options["engine"] == "all" and settings.SEARCH_CLUSTER_URL):
            agrees &= self._check_cluster()
        if not agrees:
            sys.exit(1)

    def _check_documents(self) -> bool:
        counts = check_kinds()
        for count in counts:
            self.stdout.write(
                f"{count.kind}: {count.documented} of {count.owned}, missing {len(count.missing)}, "
                f"left over {len(count.left_over)}, outdated {count.outdated}"
            )
        return all(count.agrees for count in counts)

    def _check_cluster(self) -> bool:
        try:
            feed()
            counts = check_cluster()
        except ClusterUnavailable as reason:
            self.stdout.write(f"cluster: away ({reason})")
            return False
        for count in counts:
            self.stdout.write(
                f"cluster {count.kind}: {count.indexed} of {count.documents}, missing {len(count.missing)}, "
                f"left over {len(count.left_over)}"
            )
        if refused := DeadLetter.objects.count():
            self.stdout.write(f"cluster: {refused} refused documents wait for a person")
        return all(count.agrees for count in counts)
