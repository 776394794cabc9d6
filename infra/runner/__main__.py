"""``python -m infra.runner``: what ``make run`` calls once everything is installed.

``--prepare-only`` stops after the preparation; ``--port`` chooses the address; ``--no-demo`` starts with an empty site.
"""

import argparse
import os
import sys

from infra.runner.preparation import prepare
from infra.runner.processes import run_processes, stop_database


def main(arguments: list[str] | None = None) -> int:
    """Prepare and serve; return the exit code of the first process that ended by itself, 0 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m infra.runner", description="Serve the site on this machine.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument("--no-demo", action="store_true", help="start with an empty site")
    parser.add_argument("--prepare-only", action="store_true", help="prepare, then stop")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{options.port}")
    try:
        prepare(with_demo=not options.no_demo)
        return 0 if options.prepare_only else run_processes(port=options.port)
    finally:
        stop_database()


if __name__ == "__main__":
    sys.exit(main())
