"""``manage.py search_run``: judge the search with a catalogue and queries of one's own."""

from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.engines.postgres import PostgresEngine
from search.synonyms.tables import SynonymTable
from search.trials.catalogue import read_catalogue
from search.trials.files import read_queries, read_synonyms
from search.trials.services import MakeEngine, load_scratch, run_queries, scratch_index


class Command(BaseCommand):
    """Load a catalogue into scratch tables, run queries, and write the ids of each first page."""

    help = "Run queries on a catalogue in scratch tables: FILE.jsonl and FILE.tsv in, RESULTS.tsv out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--catalogue", type=Path, required=True)
        parser.add_argument("--queries", type=Path, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--engine", choices=["postgres", "cluster"], default="postgres")
        parser.add_argument(
            "--synonyms",
            type=Path,
            help="operators' word<TAB>synonym,synonym…, before the shipped words; without it the site's own table (decision 6)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["engine"] == "cluster" and not settings.SEARCH_CLUSTER_URL:
            raise CommandError("没有配置搜索集群：先运行 make cluster，再设置 SEARCH_CLUSTER_URL。")
        started = perf_counter()
        with options["catalogue"].open(encoding="utf-8") as lines:
            total = load_scratch(read_catalogue(lines))
        self.stdout.write(f"{total} documents in {perf_counter() - started:.1f} s")
        with scratch_index() if options["engine"] == "cluster" else nullcontext(PostgresEngine) as make_engine:
            self._run(make_engine, options["queries"], options["out"], read_synonyms(options["synonyms"]))

    def _run(self, make_engine: MakeEngine, queries: Path, path: Path, table: SynonymTable | None) -> None:
        times: list[float] = []
        with path.open("w", encoding="utf-8", newline="\n") as out:
            started = perf_counter()
            for query, ids in run_queries(read_queries(queries), table, make_engine):
                times.append(perf_counter() - started)
                out.write(f"{query}\t{' '.join(map(str, ids))}\n")
                started = perf_counter()
        times.sort()
        middle, late = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
        self.stdout.write(f"{len(times)} queries, p50 {middle:.1f} ms, p95 {late:.1f} ms")
