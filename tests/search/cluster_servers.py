"""Real search servers for tests: started when the first test asks, stopped when the last one is done."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.cluster.__main__ import instance_of
from infra.cluster.errors import CannotRun
from infra.cluster.running import Instance, start, stop
from infra.cluster.servers import SERVERS

NAMES = list(SERVERS)
"""``make test`` runs their tests in one process, so that each server is started once."""


@contextmanager
def running(name: str) -> Iterator[Instance]:
    """Give a running server; skip, saying why, where the machine lacks Java or Maven and ``CLUSTER_TESTS=required`` is not set."""
    instance = instance_of(SERVERS[name], "tests")
    was_running = bool(instance.pid)
    try:
        start(instance)
    except CannotRun as reason:
        if os.environ.get("CLUSTER_TESTS") == "required":
            raise
        pytest.skip(f"{name}: {reason}")
    try:
        yield instance
    finally:
        if not was_running:
            stop(instance)
