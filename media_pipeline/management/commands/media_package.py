"""``manage.py media_package SRC OUT_DIR``: what the worker does to an upload, on one file, without the database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from media_pipeline.assets.reasons import reason_of
from media_pipeline.errors import Broken, Refused
from media_pipeline.processing.whole import package_file

DONE, FAILED, REJECTED, DAMAGED = 0, 1, 3, 4


class Command(BaseCommand):
    """Exit code 0: done; 3: refused; 4: done, but the end of the file is missing; 1: failed."""

    help = "Make master.m3u8 and its media from one video file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the folder to write into."""
        parser.add_argument("source", type=Path)
        parser.add_argument("target", type=Path)

    def handle(self, *args: Any, source: Path, target: Path, **options: Any) -> None:
        """Do it and leave with the code."""
        sys.exit(self._package(source, target))

    def _package(self, source: Path, target: Path) -> int:
        try:
            result = package_file(source, target)
        except Refused as error:
            self.stdout.write(f"REJECTED {error.code}: {_sentence(error.code)}")
            return REJECTED
        except Broken as error:
            self.stderr.write(f"FAILED {error.code}: {_sentence(error.code)}\n{error.detail}")
            return FAILED
        if result.damaged:
            self.stdout.write(f"DAMAGED {result.plan.duration_ms / 1000:.1f}: {_sentence('damaged')}")
            return DAMAGED
        return DONE


def _sentence(code: str) -> str:
    reason = reason_of(code)
    return f"{reason.text}{reason.next_step}" if reason else ""
