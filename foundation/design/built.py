"""What Vite built: which pieces a module takes along, so that a page can ask for them at once instead of one after another."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders


@cache
def pieces_of(entry: str) -> tuple[str, ...]:
    """Return the addresses of the pieces that ``frontend/src/entries/<entry>.js`` imports; none where nothing was built.

    They are the addresses that the module itself asks for: pieces carry Vite's hash and get none from Django.
    """
    found = finders.find("built/manifest.json")
    manifest: dict[str, Any] = json.loads(Path(found).read_text(encoding="utf-8")) if isinstance(found, str) else {}
    imports = manifest.get(f"entries/{entry}.js", {}).get("imports", [])
    return tuple(f"{settings.STATIC_URL}built/{manifest[name]['file']}" for name in imports)
