"""Fixtures: a server for the session, an empty bucket of its own for each test, and a store that fails on demand."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.s3.faults import Faults, faulty_proxy
from tests.s3.server import NoServer, S3Server, empty, running_server


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server; without its program the test is skipped and says why, unless ``S3_TESTS=required`` is set."""
    folder: Path = tmp_path_factory.mktemp("s3")
    try:
        with running_server(folder) as server:
            yield server
    except NoServer as error:
        if os.environ.get("S3_TESTS") == "required":
            raise
        pytest.skip(str(error))
    empty(folder)


@pytest.fixture
def s3(s3_server: S3Server, settings: Any, socket_enabled: None, media_folders: Path) -> S3Server:
    """A bucket of the test's own that holds every file of the site."""
    server = replace(s3_server, bucket=f"t-{uuid.uuid4().hex[:20]}")
    settings.STORAGES = settings.STORAGES | server.storages()
    prepare()
    return server


@pytest.fixture
def faulty_s3(s3: S3Server, settings: Any) -> Iterator[Faults]:
    """The same bucket behind a proxy that fails on demand; addresses for browsers go past it."""
    with faulty_proxy(s3.endpoint) as faults:
        settings.STORAGES = settings.STORAGES | s3.storages(endpoint=faults.endpoint)
        yield faults


def prepare() -> None:
    """Make the bucket."""
    from media_pipeline import storage

    storage.media_bucket().prepare(["http://127.0.0.1"])
