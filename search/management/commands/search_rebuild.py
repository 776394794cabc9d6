"""``manage.py search_rebuild``: describe everything anew while the site is in use."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.documents.services import rebuild
from search.engines.errors import ClusterRefused, ClusterUnavailable
from search.indexing.locks import COMMAND, alone
from search.indexing.rebuilding import CannotRebuild, go_back, rebuild_cluster
from search.names.services import forget_names, refresh_names


class Command(BaseCommand):
    """Rebuild the documents of all kinds, or of those named, the names, and the index of the cluster when there is one."""

    help = "Rebuild what can be searched from the database, without downtime."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kinds", nargs="*", help="only these kinds of documents")
        parser.add_argument("--engine", choices=["postgres", "cluster", "all"], default="all")
        parser.add_argument("--back", action="store_true", help="let the cluster's previous index answer again")

    def handle(self, *args: Any, **options: Any) -> None:
        with alone(COMMAND) as is_mine:
            if not is_mine:
                raise CommandError("另一个重建正在进行，请等它结束再运行。")
            try:
                self._rebuild(**options)
            except (CannotRebuild, ClusterUnavailable, ClusterRefused) as reason:
                raise CommandError(str(reason)) from reason

    def _rebuild(self, *, kinds: list[str], engine: str, back: bool, **options: Any) -> None:
        if back:
            go_back(self.stdout.write)
            return
        if engine != "cluster":
            for kind, number in rebuild(kinds):
                self.stdout.write(f"{kind}: {number}")
            forget_names()
            self.stdout.write(f"names from {refresh_names()} documents")
        if engine == "cluster" or (engine == "all" and settings.SEARCH_CLUSTER_URL):
            self.stdout.write(f"{rebuild_cluster(self.stdout.write)} answers now")
