"""A virus scanner for tests: a small server that speaks clamd's own protocol, well and badly."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def clamd(settings: Any, answer: Callable[[bytes], bytes], *, cut: bool = False) -> Iterator[list[bytes]]:
    """Run a scanner that answers with what *answer* says about the bytes it was shown; with *cut* it hangs up in the middle."""
    shown: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(20)

    def serve() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as sent:
                if cut:
                    sent.read(100)
                    continue
                assert sent.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(sent.read(4)):
                    content += sent.read(length)
                shown.append(content)
                connection.sendall(answer(content))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
    try:
        yield shown
    finally:
        server.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits
        server.close()
        thread.join(20)
