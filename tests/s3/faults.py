"""A small proxy in front of the S3 server that can answer 503, be slow, or cut answers and uploads in the middle."""

import contextlib
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Faults:
    """What the proxy does. ``down`` counts requests still to be answered with 503 (-1: all); ``cut`` counts answers still
    to be broken off in the middle; ``slow`` is seconds to wait before each request."""

    endpoint: str
    down: int = 0
    cut: int = 0
    slow: float = 0.0
    seen: list[str] = field(default_factory=list)


@contextlib.contextmanager
def faulty_proxy(target: str) -> Iterator[Faults]:
    """Run the proxy in front of *target* (``http://host:port``) until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.faults = Faults(f"http://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]
    server.target = urlsplit(target).netloc  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.faults  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        """Clients that give up are what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        faults: Faults = self.server.faults  # type: ignore[attr-defined]
        faults.seen.append(f"{self.command} {self.path}")
        body = self._body()
        time.sleep(faults.slow)
        if faults.down:
            faults.down -= 1 if faults.down > 0 else 0
            self._answer(503, [], b"<Error><Code>SlowDown</Code></Error>")
            return
        connection = http.client.HTTPConnection(self.server.target, timeout=60)  # type: ignore[attr-defined]
        # the Host header is signed: the server is asked under the name by which the client knows the proxy
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("transfer-encoding", "content-length", "expect", "connection"):
                connection.putheader(name, value)
        if body or self.command in ("PUT", "POST"):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        data = answer.read()
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in ("transfer-encoding", "connection")]
        if faults.cut and self.command == "GET" and len(data) > 1000:
            faults.cut -= 1
            self._answer(answer.status, headers, data[: len(data) // 2])
            self.close_connection = True
            return
        self._answer(answer.status, headers, b"" if self.command == "HEAD" else data)
        connection.close()

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Pass every method on: the server looks for ``do_GET`` and so on."""
        if name.startswith("do_"):
            return self._pass_on
        raise AttributeError(name)

    def _body(self) -> bytes:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            blocks = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                blocks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(blocks)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
        self.send_response_only(status)
        names = {name.lower() for name, _value in headers}
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in names:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""
