"""Check that every text people see has an English translation, or refresh the translation files.

``python -m infra.translations`` compares the texts in the code with each app's ``locale/en``; ``--update`` rewrites the files.
Texts are written in Chinese in the code, so only English can be incomplete.
"""

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
APPS = ("infra", "cms", "courses", "credentials", "media_pipeline", "organisations", "accounts", "search", "foundation")


def extract(app: Path) -> None:
    """Bring *app*'s ``locale/en/LC_MESSAGES/django.po`` in line with the texts in its code and templates."""
    from django.core.management import call_command

    (app / "locale").mkdir(exist_ok=True)
    with contextlib.chdir(app):
        call_command("makemessages", locale=["en"], no_location=True, no_obsolete=True, verbosity=0)


def incomplete(catalogue: Path) -> list[str]:
    """Return the texts of *catalogue* that are missing in English, marked as unsure, or no longer in the code."""
    if not catalogue.exists():
        return []
    found = []
    for option, title in (("--untranslated", "no English"), ("--only-fuzzy", "unsure")):
        command = ["msgattrib", option, "--no-obsolete", str(catalogue)]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        texts = re.findall(r'^msgid ((?:".*"\n?)+)', output, re.MULTILINE)
        found += [f"{title}: {text}" for text in texts if text.strip() != '""']
    return [text.strip() for text in found]


def check(app: Path) -> list[str]:
    """Return what is wrong with *app*'s translations, without touching its files."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / app.name
        shutil.copytree(app, copy, ignore=shutil.ignore_patterns("*.mo", "static"))
        (copy / "locale").mkdir(exist_ok=True)
        extract(copy)
        return incomplete(copy / "locale/en/LC_MESSAGES/django.po")


def main() -> int:
    """Run the check or the update; return 1 when a translation is missing."""
    parser = argparse.ArgumentParser(prog="python -m infra.translations")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")
    django.setup()
    apps = [ROOT / name for name in APPS]
    if options.update:
        for app in apps:
            extract(app)
        return 0
    problems = {app.name: check(app) for app in apps}
    for name, texts in problems.items():
        for text in texts:
            sys.stdout.write(f"{name}: {text}\n")
    return int(any(problems.values()))


if __name__ == "__main__":
    sys.exit(main())
