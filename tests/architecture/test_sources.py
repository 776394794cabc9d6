"""Habits of the code that a program can check: sizes, names, and markup that the content policy would refuse."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("infra", "cms", "courses", "credentials", "media_pipeline", "organisations", "accounts", "search", "foundation")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
NAMELESS = {"utils.py", "helpers.py", "common", "misc.py"}


def sources(suffix: str) -> Iterator[Path]:
    """Every file of the apps with *suffix*, generated ones and migrations left out."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob(f"*{suffix}")):
            if "migrations" not in path.parts and "node_modules" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method in *path*."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def markup(path: Path) -> str:
    """The template *path* without its tags and variables."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)


def test_files_stay_readable() -> None:
    too_long = {
        str(path.relative_to(ROOT)): n for path in sources(".py") if (n := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert too_long == {}


def test_functions_stay_readable() -> None:
    too_long = {
        f"{path.relative_to(ROOT)}:{function.name}": length
        for path in sources(".py")
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_nothing_hides_behind_a_name_that_says_nothing() -> None:
    assert [str(path) for path in sources("") if path.name in NAMELESS] == []


def test_public_functions_say_what_and_why() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources(".py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("forbidden", "pattern"),
    [
        ("inline style", r"<[^>]*\sstyle\s*="),
        ("inline handler", r"<[^>]*\son[a-z]+\s*="),
        ("inline script", r"<script(?![^>]*\b(src|type=\"application/(ld\+)?json\"))[^>]*>"),
        ("style element", r"<style\b"),
        ("unescaped output", r"\|\s*safe\b|\{%\s*autoescape off"),
    ],
)
def test_templates_keep_to_the_content_policy(forbidden: str, pattern: str) -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sources(".html")
        if "pdf" not in path.parts and re.search(pattern, markup(path) if "<" in pattern else path.read_text(), re.IGNORECASE)
    ]
    assert found == [], forbidden
