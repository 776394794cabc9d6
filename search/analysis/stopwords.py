"""Words that carry a question, not its subject. They are left out of a query when something else remains."""

from pathlib import Path

_LINES = (Path(__file__).parent / "data" / "stopwords.txt").read_text("utf-8").splitlines()
STOP_WORDS = frozenset(word for line in _LINES if not line.startswith("#") for word in line.split())
