"""Reading queries and synonyms of a trial from files."""

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import CommandError

from search.synonyms.seeding import seed_rows
from search.synonyms.tables import SynonymTable, build_table, laid_over, parse_table


def read_synonyms(path: Path | None) -> SynonymTable | None:
    """Return what a new site has whose operators added the words of the file; without one the site's own table is used."""
    if path is None:
        return None
    shipped = build_table((word, others, True) for word, others in seed_rows())
    with path.open(encoding="utf-8") as lines:
        return laid_over(parse_table(lines), shipped)


def read_queries(path: Path) -> Iterator[str]:
    """Yield the column ``query`` as it stands, without rules of quoting."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        header = next(lines, "").rstrip("\n").split("\t")
        if "query" not in header:
            raise CommandError(f"{path}: no column called query")
        column = header.index("query")
        for line in lines:
            yield line.rstrip("\n").split("\t")[column]
