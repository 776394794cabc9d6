"""The broker on disk survives that its folders are wiped."""

import shutil
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from infra import broker


def _connection(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
    }
    return Connection(f"{broker.SCHEME}://", transport_options=options)


def test_messages_pass_before_and_after_the_folders_are_wiped(tmp_path: Path) -> None:
    with _connection(tmp_path) as connection:
        queue = connection.SimpleQueue("fast")
        queue.put("one")
        first = queue.get(block=False)
        first.ack()
        shutil.rmtree(tmp_path)
        with pytest.raises(Empty):
            queue.get(block=False)
        shutil.rmtree(tmp_path)
        queue.put("two")
        second = queue.get(block=False)

    assert [first.payload, second.payload] == ["one", "two"]
