"""The broker on disk: every message arrives once, whatever happens to its folders and whoever else is reading and writing."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from infra import broker

READER = """
import sys, time
from pathlib import Path
from queue import Empty
from tests.infra.test_broker import connection
with connection(Path(sys.argv[1])) as broker:
    queue = broker.SimpleQueue("fast")
    done = Path(sys.argv[1]) / "done"
    while True:
        all_written = done.exists()
        try:
            message = queue.get(block=False)
        except Empty:
            if all_written:
                break
            continue
        message.ack()
        print(message.payload, flush=True)
"""
WRITER = """
import sys
from pathlib import Path
from tests.infra.test_broker import connection
with connection(Path(sys.argv[1])) as broker:
    queue = broker.SimpleQueue("fast")
    for number in range(int(sys.argv[3])):
        queue.put(f"{sys.argv[2]}-{number}")
"""


def connection(folder: Path) -> Connection:
    """A connection to the broker in *folder*."""
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
    }
    return Connection(f"{broker.SCHEME}://", transport_options=options)


def _start(program: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _output_of(process: subprocess.Popen[str]) -> list[str]:
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return output.split()


def test_messages_pass_before_and_after_the_folders_are_wiped(tmp_path: Path) -> None:
    with connection(tmp_path) as opened:
        queue = opened.SimpleQueue("fast")
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


def test_readers_and_writers_in_many_processes_pass_every_message_once(tmp_path: Path) -> None:
    """A reader that took a message while it was being written ended its worker, and with it everything that waited."""
    readers = [_start(READER, tmp_path) for _ in range(3)]
    writers = [_start(WRITER, tmp_path, name, 400) for name in "ab"]

    for writer in writers:
        _output_of(writer)
    (tmp_path / "done").touch()
    taken = Counter(payload for reader in readers for payload in _output_of(reader))

    assert taken == Counter({f"{name}-{number}": 1 for name in "ab" for number in range(400)})
    assert os.listdir(tmp_path / "queue") == []


def test_a_message_that_cannot_be_read_does_not_stop_the_next_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with connection(tmp_path) as opened:
        queue = opened.SimpleQueue("fast")
        (tmp_path / "queue").mkdir(exist_ok=True)
        (tmp_path / "queue" / f"{0:020d}_empty.fast.msg").touch()
        (tmp_path / "queue" / f"{1:020d}_torn.fast.msg").write_text('{"body": "5LiA')
        queue.put("one")

        message = queue.get(block=False)

    assert message.payload == "one"
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_a_torn_note_about_the_queues_is_written_anew(tmp_path: Path) -> None:
    with connection(tmp_path) as opened:
        queue = opened.SimpleQueue("fast")
        queue.put("one")
        (note,) = (tmp_path / "control").glob("*.exchange")
        note.write_text("")
        queue.put("two")
        payloads = [queue.get(block=False).payload for _ in range(2)]

    assert payloads == ["one", "two"]
    assert json.loads(note.read_text()) == [["fast", "", "fast"]]


def test_messages_are_taken_in_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    with connection(tmp_path) as opened:
        queue = opened.SimpleQueue("fast")
        for number in range(12):
            queue.put(number)

        assert [queue.get(block=False).payload for _ in range(12)] == list(range(12))
