"""``python -m infra.cluster [start|stop|status|fetch] [opensearch|elasticsearch|all]``: what ``make cluster`` calls."""

import argparse
import os
import sys
from pathlib import Path

from infra.cluster.errors import CannotRun
from infra.cluster.running import Instance, answers, make_ready, start, stop
from infra.cluster.servers import SERVERS, Server

BASE = Path(__file__).resolve().parents[2]


def instance_of(server: Server, name: str = "own") -> Instance:
    """Return the instance of this machine, under ``CLUSTER_DIR`` or ``var/cluster``."""
    var = Path(os.environ.get("VAR_DIR", BASE / "var"))
    return Instance(server, Path(os.environ.get("CLUSTER_DIR", var / "cluster")).resolve(), BASE / ".uv" / "bin" / "uv", name)


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; return 1, with a sentence on standard error, when the machine lacks something."""
    parser = argparse.ArgumentParser(prog="python -m infra.cluster", description="Search servers on this machine.")
    parser.add_argument("what", choices=["start", "stop", "status", "fetch"], nargs="?", default="start")
    parser.add_argument("which", choices=[*SERVERS, "all"], nargs="?", default="opensearch")
    options = parser.parse_args(arguments)
    chosen = list(SERVERS.values()) if options.which == "all" else [SERVERS[options.which]]
    try:
        for server in chosen:
            sys.stdout.write(_do(options.what, instance_of(server)) + "\n")
    except CannotRun as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


def _do(what: str, instance: Instance) -> str:
    name = instance.server.name
    if what == "start":
        address = start(instance)
        return f"{name} 已启动：{address}\n在 .env 里写 SEARCH_CLUSTER_URL={address}，再运行 manage.py search_rebuild"
    if what == "fetch":
        make_ready(instance)
        return f"{name} 已取好"
    if what == "stop":
        return f"{name} 已停止" if stop(instance) else f"{name} 没有在运行"
    return f"{name} 在运行：{instance.url}" if instance.pid and answers(instance.url) else f"{name} 没有在运行"


if __name__ == "__main__":
    sys.exit(main())
