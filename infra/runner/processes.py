"""The processes of the product on one machine, run under honcho: one that crashes is started again."""

import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from honcho import manager as honcho_manager
from honcho.compat import ProcessManager

from infra.runner.keeping import KeepingManager

ROOT_IS_FINE_HERE = "ignore:You're running the worker with superuser"  # on a newcomer's machine; production has its own user
STOPPED_BY_HAND = (130, 143)  # Ctrl-C, and SIGTERM from whoever runs us
STOP_SECONDS = 25  # more than gunicorn gives its requests; a piece of video that takes longer starts again after its lease


class AskTheFirstOnly(ProcessManager):
    """Ask a program to stop, not its whole process group.

    A Celery worker whose children were asked as well counts them as crashed and waits for them without end.
    """

    def terminate(self, pid: int) -> None:
        """Send SIGTERM to *pid*; what it started is its own matter. :meth:`kill` still reaches the group."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


@dataclass(frozen=True)
class Process:
    """One long-running program of the product."""

    name: str
    arguments: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command line for honcho's shell; the arguments are ours, so none needs quoting."""
        return f"exec {' '.join(self.arguments)}"


def product_processes(*, port: int, var: Path) -> list[Process]:
    """Return web server, quick worker, encoder, scheduler and the page that shows text messages instead of sending them.

    The encoder runs one job at a time and yields to everything else, so that a long video never slows the site.
    """
    python = sys.executable
    celery = (python, "-m", "celery", "--quiet", "--app", "infra.celery")
    encoder = ("worker", "--queues", "encode,speech", "--concurrency", "1", "--hostname", "encode@%h")
    quiet = ("--loglevel", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat")
    return [
        Process("web", (python, "-m", "gunicorn", "--config", "infra/gunicorn.py", "--bind", f"127.0.0.1:{port}", "infra.wsgi")),
        Process("worker", (*celery, "worker", "--queues", "fast", "--concurrency", "2", "--hostname", "fast@%h", *quiet)),
        Process("encoder", ("nice", "-n", "10", *celery, *encoder, *quiet)),
        Process("scheduler", (*celery, "beat", "--schedule", str(var / "beat"), "--pidfile=", "--loglevel", "warning")),
        Process("sms", (python, "manage.py", "sms_server")),
    ]


def run_processes(*, port: int) -> int:
    """Run the product until Ctrl-C or until one process cannot be started; return that one's code, or 0 when we were asked."""
    from django.conf import settings

    (settings.CELERY_BROKER_DIR / "queue").mkdir(parents=True, exist_ok=True)
    (settings.CELERY_BROKER_DIR / "control").mkdir(parents=True, exist_ok=True)
    honcho_manager.KILL_WAIT = STOP_SECONDS
    manager = KeepingManager()
    manager._procmgr = AskTheFirstOnly()
    surroundings = {"PYTHONWARNINGS": ROOT_IS_FINE_HERE, **os.environ}
    for process in product_processes(port=port, var=settings.VAR_DIR):
        manager.add_process(process.name, process.command, env=surroundings)
    messages = str(settings.SMS_GATEWAY["url"]).removesuffix("send")
    sys.stdout.write(
        f"\n知行学堂 http://127.0.0.1:{port}/   后台 http://127.0.0.1:{port}/admin/   短信 {messages}   按 Ctrl-C 停止\n\n"
    )
    sys.stdout.flush()
    manager.loop()
    code = int(manager.returncode or 0)
    return 0 if code in STOPPED_BY_HAND else code


def stop_database() -> None:
    """Stop the embedded database, when the site uses it."""
    from django.conf import settings

    from infra.embedded_database import stop

    if not os.environ.get("DATABASE_URL"):
        stop(settings.VAR_DIR / "postgres")
