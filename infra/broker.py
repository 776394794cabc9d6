"""The broker for machines without Redis: kombu's transport on disk, made safe for several processes and for being deleted.

As it comes, a worker ends when it meets a message that is still being written, or when somebody wipes ``var/broker`` under it.
Here a message, and a note about which exchange leads where, appears whole or not at all, whoever deletes a message has taken
it, and missing folders are made again. What was in a wiped folder is lost, which costs time and no work: the sweeps find it
again in the database.
"""

import fcntl
import logging
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)

SCHEME = "folder"


class Channel(filesystem.Channel):
    """A channel whose folders are there whenever it looks at them, and whose files are never seen half-written."""

    @property
    def data_folder_in(self) -> str:
        """Where messages are read."""
        return str(_made(self.transport_options["data_folder_in"]))

    @property
    def data_folder_out(self) -> str:
        """Where messages are written."""
        return str(_made(self.transport_options["data_folder_out"]))

    @property
    def control_folder(self) -> Path:
        """Where it is noted which exchange leads to which queue."""
        return _made(self.transport_options["control_folder"])

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # the bases disagree about its name
        """Add a message to *queue*. Names sort by the time of writing."""
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message of *queue*; ``Empty`` when there is none."""
        for path in self._waiting(queue):
            try:
                text = path.read_text(encoding="utf-8")
                path.unlink()
            except FileNotFoundError:
                continue  # somebody else took it
            try:
                return loads(text)
            except ValueError:
                log.exception("a message that cannot be read was dropped: %s", path.name)
        raise Empty

    def _waiting(self, queue: str) -> list[Path]:
        """Return the messages of *queue*, oldest first."""
        folder = Path(self.data_folder_in)
        try:
            names = os.listdir(folder)
        except FileNotFoundError:
            return []
        return [folder / name for name in sorted(names) if name.partition(".")[2] == f"{queue}.msg"]

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def get_table(self, exchange: str) -> list[Any]:
        """Return the queues of *exchange*. What this process declared is noted once more where the note about it is gone."""
        table = self._noted(exchange)
        for ours in self._declared(exchange):
            if ours not in table:
                self._queue_bind(exchange, *ours)
                table.insert(0, ours)
        return table

    def _declared(self, exchange: str) -> list[Any]:
        channel: Any = self
        kind = channel.typeof(exchange)
        return [
            filesystem.exchange_queue_t(
                *(part or "" for part in kind.prepare_bind(row.queue, exchange, row.routing_key, arguments))
            )
            for row, arguments in list(channel.state.bindings.items())
            if row.exchange == exchange
        ]

    def _note_of(self, exchange: str) -> Path:
        channel: Any = self
        return Path(channel._exchange_file(exchange))

    def _noted(self, exchange: str) -> list[Any]:
        try:
            rows = loads(self._note_of(exchange).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        except ValueError:
            log.exception("the note about the exchange %s cannot be read and is written anew", exchange)
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        """Note that *exchange* leads to *queue*."""
        self._change_note(exchange, add=filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or ""))

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *args: object, **kwargs: object) -> None:
        """Forget that *exchange* leads to *queue*, and the messages that wait there."""
        self._purge(queue)
        self._change_note(exchange, remove=filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or ""))

    def _change_note(
        self,
        exchange: str,
        *,
        add: filesystem.exchange_queue_t | None = None,
        remove: filesystem.exchange_queue_t | None = None,
    ) -> None:
        file = self._note_of(exchange)
        with _alone(self.control_folder / ".lock"):
            before = self._noted(exchange)
            after = [row for row in before if row not in (add, remove)]
            after = [add, *after] if add else after
            if add not in before or len(after) != len(before):
                _write_whole(file, dumps(after))


class Transport(filesystem.Transport):
    """kombu's ``filesystem`` transport with our channel."""

    Channel = Channel


def _made(folder: str) -> Path:
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    return path


def _write_whole(path: Path, text: str) -> None:
    """Write *text* to *path* so that nobody ever sees a part of it."""
    part = path.with_name(f".{uuid.uuid4()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes out for as long as the block lasts."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
