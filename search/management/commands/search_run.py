"""``manage.py search_run``: judge the search with a catalogue and queries of one's own."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.synonyms.seeding import seed_rows
from search.synonyms.tables import SynonymTable, build_table, laid_over, parse_table
from search.trials.catalogue import read_catalogue
from search.trials.services import load_scratch, run_queries


class Command(BaseCommand):
    """Load a catalogue into scratch tables, run queries, and write the ids of each first page."""

    help = "Run queries on a catalogue in scratch tables: FILE.jsonl and FILE.tsv in, RESULTS.tsv out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--catalogue", type=Path, required=True)
        parser.add_argument("--queries", type=Path, required=True)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument(
            "--synonyms",
            type=Path,
            help="an operator's word<TAB>synonym,synonym… over the shipped table, instead of the site's own",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        with options["catalogue"].open(encoding="utf-8") as lines:
            total = load_scratch(read_catalogue(lines))
        self.stdout.write(f"{total} documents in {perf_counter() - started:.1f} s")
        table = _synonyms(options["synonyms"])
        times: list[float] = []
        with options["out"].open("w", encoding="utf-8", newline="\n") as out:
            started = perf_counter()
            for query, ids in run_queries(_queries(options["queries"]), table):
                times.append(perf_counter() - started)
                out.write(f"{query}\t{' '.join(map(str, ids))}\n")
                started = perf_counter()
        times.sort()
        middle, late = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
        self.stdout.write(f"{len(times)} queries, p50 {middle:.1f} ms, p95 {late:.1f} ms")


def _synonyms(path: Path | None) -> SynonymTable | None:
    """Return what a new site has whose operators added the words of the file; without one the site's own table is used."""
    if path is None:
        return None
    shipped = build_table((word, others, True) for word, others in seed_rows())
    with path.open(encoding="utf-8") as lines:
        return laid_over(parse_table(lines), shipped)


def _queries(path: Path) -> Iterator[str]:
    """Yield the column ``query`` as it stands, without rules of quoting."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        header = next(lines, "").rstrip("\n").split("\t")
        if "query" not in header:
            raise CommandError(f"{path}: no column called query")
        column = header.index("query")
        for line in lines:
            yield line.rstrip("\n").split("\t")[column]
