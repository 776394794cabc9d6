"""``manage.py search_compare``: whether PostgreSQL and the cluster answer the same."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.engines.postgres import PostgresEngine
from search.trials.catalogue import read_catalogue
from search.trials.comparison import Comparison, compare
from search.trials.files import read_queries, read_synonyms
from search.trials.services import load_scratch, scratch_index

SAME_PAGES = 0.9


class Command(BaseCommand):
    """Run queries on a catalogue in scratch tables and a scratch index; exit status 1 when documents or many first pages differ."""

    help = "Compare both engines on a catalogue and queries of one's own; prints times too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--catalogue", type=Path, required=True)
        parser.add_argument("--queries", type=Path, required=True)
        parser.add_argument("--synonyms", type=Path, help="operators' words, before the shipped ones")
        parser.add_argument("--facets", nargs="*", default=["kind", "level", "domain", "org", "region"])

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SEARCH_CLUSTER_URL:
            raise CommandError("没有配置搜索集群：先运行 make cluster，再设置 SEARCH_CLUSTER_URL。")
        with options["catalogue"].open(encoding="utf-8") as lines:
            self.stdout.write(f"{load_scratch(read_catalogue(lines))} documents")
        with scratch_index() as on_cluster:
            table = read_synonyms(options["synonyms"])
            found = list(compare(read_queries(options["queries"]), (PostgresEngine, on_cluster), table, options["facets"]))
        self._report(found)

    def _report(self, found: list[Comparison]) -> None:
        for row in found:
            if not (row.same_documents and row.same_page):
                what = "page" if row.same_documents else "documents"
                self.stdout.write(f"{what} differ: {row.query} ({row.total})")
        documents, pages = sum(row.same_documents for row in found), sum(row.same_page for row in found)
        self.stdout.write(f"same documents {documents} of {len(found)}, same first page {pages} of {len(found)}")
        for number, name in enumerate(("PostgreSQL", "cluster")):
            times = sorted(row.seconds[number] * 1000 for row in found)
            self.stdout.write(f"{name}: p50 {times[len(times) // 2]:.1f} ms, p95 {times[int(len(times) * 0.95)]:.1f} ms")
        if documents < len(found) or pages < SAME_PAGES * len(found):
            sys.exit(1)
