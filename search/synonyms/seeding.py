"""The table of everyday wording that every new site starts with."""

from collections.abc import Iterator
from pathlib import Path

SEED = Path(__file__).parent / "seed.tsv"


def seed_rows() -> Iterator[tuple[str, list[str]]]:
    """Yield word and synonyms of each line."""
    for line in SEED.read_text("utf-8").splitlines():
        word, _, others = line.partition("\t")
        if others and not line.startswith("#"):
            yield word, others.split(",")
