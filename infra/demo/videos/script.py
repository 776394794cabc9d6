"""The script of a video: what each slide shows and, word for word, what is said over it."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from infra.demo.content.reading import read


@dataclass(frozen=True)
class Slide:
    """One slide: a heading, one large word, two or three lines, and the narration."""

    heading: str
    key: str
    lines: tuple[str, ...]
    say: str


@dataclass(frozen=True)
class Script:
    """A video of one lesson. ``kind`` is the service kind whose cloth colours the slides."""

    name: str
    kind: str
    series: str
    title: str
    slides: tuple[Slide, ...]

    def digest(self, *more: str) -> str:
        """Return a short name for this very content together with *more* that shapes the result."""
        text = json.dumps([asdict(self), *more], ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()[:12]


def read_script(name: str) -> Script:
    """Return the script called *name*."""
    raw = read(f"videos/{name}.toml")
    slides = tuple(Slide(item["heading"], item["key"], tuple(item["lines"]), item["say"]) for item in raw["slides"])
    return Script(name, raw["kind"], raw["series"], raw["title"], slides)
