"""What Vite built: pieces are asked for with the script that needs them, and kept for as long as their names hold."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from foundation.design.built import pieces_of
from foundation.templatetags.design import asset_script

MANIFEST = {
    "entries/site.js": {"file": "site.js", "imports": ["_shared-qvf2rejm.js"], "dynamicImports": ["late.js"]},
    "_shared-qvf2rejm.js": {"file": "chunks/shared-qvf2rejm.js"},
    "late.js": {"file": "chunks/late-DIunOnr3.js"},
}


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A folder of static files in which Vite wrote ``MANIFEST``."""
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "manifest.json").write_text(json.dumps(MANIFEST))
    settings.STATICFILES_DIRS = [tmp_path]
    pieces_of.cache_clear()
    yield tmp_path
    pieces_of.cache_clear()


@pytest.mark.usefixtures("built")
def test_a_script_comes_with_the_pieces_it_imports_at_once_and_no_others():
    assert re.findall(r'rel="modulepreload" href="([^"]*)"', asset_script("site")) == ["/static/built/chunks/shared-qvf2rejm.js"]
    assert 'rel="modulepreload"' not in asset_script("unknown")


def test_without_a_build_a_script_comes_alone(built: Path):
    (built / "built" / "manifest.json").unlink()

    assert 'rel="modulepreload"' not in asset_script("site")


@pytest.mark.parametrize(
    ("address", "holds"),
    [
        ("/static/built/site.4f1c2d3e5a6b.js", True),
        ("/static/built/chunks/hls-DIunOnr3.js", True),
        ("/static/built/chunks/rolldown-runtime-WkwZ5CU-.js", True),
        ("/static/built/site.js", False),
        ("/static/foundation/mark-512.png", False),
    ],
)
def test_only_names_that_change_with_their_contents_are_kept_for_a_year(settings: Settings, address: str, holds: bool):
    assert bool(re.search(settings.WHITENOISE_IMMUTABLE_FILE_TEST, address)) == holds
