"""The demo city's texts as typed values. Pure: reads files, knows no database."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Handout:
    """A one-page sheet: a title, lines to read, and perhaps the columns of an empty table to fill in by hand."""

    title: str
    lines: tuple[str, ...]
    table: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """One lesson: its text, and perhaps the name of a video script and a hand-out."""

    slug: str
    title: str
    body: str
    video: str = ""
    handout: Handout | None = None


@dataclass(frozen=True)
class Course:
    """One course. ``state`` is how far its review has come: published, draft, submitted or returned."""

    slug: str
    title: str
    summary: str
    outcomes: tuple[str, ...]
    kinds: tuple[str, ...]
    subject: str
    level: str
    hours: Decimal
    organisation: str
    teachers: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    state: str = "published"
    published: dt.date | None = None
    reason: str = ""


def read(name: str) -> dict[str, Any]:
    """Return the content of the file *name*, a path below this folder."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def courses() -> tuple[Course, ...]:
    """Return all courses, oldest publication first, unpublished ones last; the order is the same on every machine."""
    found = [_course(path) for path in sorted((FOLDER / "courses").glob("*.toml"))]
    return tuple(sorted(found, key=lambda course: (course.published or dt.date.max, course.slug)))


def blocks(body: str) -> list[tuple[str, str | list[str]]]:
    """Split *body* into ``("heading", text)``, ``("paragraph", text)`` and ``("list", items)``; stars of emphasis are dropped.

    A blank line ends a paragraph, ``## `` starts a heading and each ``- `` line is one item.
    """
    found: list[tuple[str, str | list[str]]] = []
    for part in body.replace("**", "").strip().split("\n\n"):
        for line in part.splitlines():
            if line.startswith("## "):
                found.append(("heading", line[3:]))
            elif line.startswith("- "):
                _add_item(found, line[2:])
            elif line:
                found.append(("paragraph", line))
    return found


def _add_item(found: list[tuple[str, str | list[str]]], item: str) -> None:
    last = found[-1][1] if found else None
    if isinstance(last, list):
        last.append(item)
    else:
        found.append(("list", [item]))


def _course(path: Path) -> Course:
    raw = read(f"courses/{path.name}")
    lessons = tuple(_lesson(item) for item in raw.pop("lessons"))
    for name in ("outcomes", "kinds", "teachers"):
        raw[name] = tuple(raw[name])
    raw["hours"] = Decimal(str(raw["hours"]))
    return Course(slug=path.stem, lessons=lessons, **raw)


def _lesson(raw: dict[str, Any]) -> Lesson:
    if sheet := raw.pop("handout", None):
        raw["handout"] = Handout(sheet["title"], tuple(sheet["lines"]), tuple(sheet.get("table", ())))
    return Lesson(**raw)
