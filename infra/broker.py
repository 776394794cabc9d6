"""The broker for machines without Redis: kombu's transport on disk, made to survive that its folders are deleted.

Without this a worker ends with ``FileNotFoundError`` when somebody wipes ``var/broker`` under it. What was in the folders is
lost, which costs time and no work: the sweeps find it again in the database.
"""

from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem

SCHEME = "folder"


class Channel(filesystem.Channel):
    """A channel whose folders are there whenever it looks at them."""

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

    def get_table(self, exchange: str) -> list[Any]:
        """Return the queues of *exchange*; when the note about them is gone, write what this process declared once more."""
        channel: Any = self
        if not channel._exchange_file(exchange).exists():
            for binding, arguments in list(channel.state.bindings.items()):
                if binding.exchange == exchange:
                    kind = channel.typeof(exchange)
                    channel._queue_bind(exchange, *kind.prepare_bind(binding.queue, exchange, binding.routing_key, arguments))
        table: list[Any] = super().get_table(exchange)
        return table


class Transport(filesystem.Transport):
    """kombu's ``filesystem`` transport with our channel."""

    Channel = Channel


def _made(folder: str) -> Path:
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    return path


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
