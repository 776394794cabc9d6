#!/usr/bin/env python
"""Run one of the site's management commands."""

import os
import sys


def main() -> None:
    """Start the embedded database when no other is configured, then hand over to Django."""
    alone = sys.argv[1:2] == ["media_package"]  # needs neither site nor database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.packaging" if alone else "infra.settings.local")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
