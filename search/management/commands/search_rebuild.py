"""``manage.py search_rebuild``: describe everything anew while the site is in use."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search.documents.services import rebuild
from search.names.services import forget_names, refresh_names


class Command(BaseCommand):
    """Rebuild the documents of all kinds, or of those named, and the names."""

    help = "Rebuild what can be searched from the database, without downtime."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kinds", nargs="*", help="only these kinds")

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, number in rebuild(options["kinds"]):
            self.stdout.write(f"{kind}: {number}")
        forget_names()
        self.stdout.write(f"names from {refresh_names()} documents")
