"""Tests of what the runner prepares before it serves."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finder

from infra.runner.preparation import static_sources


@pytest.fixture
def site_css(tmp_path: Path, settings: Any) -> Path:
    """A folder of static files with one style sheet."""
    settings.STATICFILES_DIRS = [tmp_path]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    sheet = tmp_path / "site.css"
    sheet.write_text("body{}")
    return sheet


@pytest.fixture
def fresh_finders(site_css: Path) -> Iterator[None]:
    """Finders that read the settings of the test and not those of an earlier one."""
    get_finder.cache_clear()
    yield
    get_finder.cache_clear()


@pytest.mark.usefixtures("fresh_finders")
class TestStaticSources:
    """The digest that decides whether static files are collected again."""

    def test_stays_the_same_when_nothing_changed(self, site_css: Path) -> None:
        """Two looks at the same files give one digest."""
        assert static_sources() == static_sources()

    def test_changes_with_the_content_of_a_file(self, site_css: Path) -> None:
        """A longer file is another source."""
        before = static_sources()
        site_css.write_text("body{color:red}")
        assert static_sources() != before

    def test_changes_with_the_time_of_a_file(self, site_css: Path) -> None:
        """A file written again with the same size is another source."""
        before = static_sources()
        os.utime(site_css, ns=(1, 1))
        assert static_sources() != before

    def test_changes_when_a_file_goes(self, site_css: Path) -> None:
        """A file that is no more is another source."""
        before = static_sources()
        site_css.unlink()
        assert static_sources() != before
