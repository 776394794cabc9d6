"""A small SMS gateway of our own for development: takes signed orders and shows them instead of sending them.

``GET /`` shows the messages as a page, ``GET /messages.json?phone=…`` as JSON, ``POST /send`` takes an order and
``POST /mode`` (``mode=ok|500|slow|quota|signature``) makes the next orders fail in a chosen way. It keeps the last
thousand messages in memory and listens on this machine only.
"""

import contextlib
import hmac
import html
import json
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from accounts.sms.signing import sign

MODES = ("ok", "500", "slow", "quota", "signature")
CLOCK_TOLERANCE = 300
LONGEST_BODY = 64 * 1024

_PAGE = """<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>收到的短信</title><style>
body{{font:18px/1.65 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c2b2a;background:#fbfaf6}}
article{{background:#fff;border:1px solid #e3e1d8;border-radius:10px;padding:1rem;margin:1rem 0}}
p{{margin:.25rem 0}}small{{color:#55615f}}button{{font:inherit;min-height:44px;padding:0 1rem;margin:.25rem}}</style></head>
<body><h1>收到的短信</h1><form method="post" action="/mode"><p>下一条短信：{buttons}</p></form>{messages}</body></html>"""


@dataclass(frozen=True)
class Received:
    """One accepted order."""

    phone: str
    text: str
    reference: str
    receipt: str
    at: str


@dataclass
class Mailbox:
    """What the server has accepted and how it behaves now; shared by its threads."""

    key: str
    secret: str
    slowness: float = 8.0
    mode: str = "ok"
    messages: deque[Received] = field(default_factory=lambda: deque(maxlen=1000))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, order: dict[str, str]) -> Received:
        """Store *order* and return it with its receipt; an order whose reference is known is not stored again."""
        with self.lock:
            known = next((message for message in self.messages if message.reference == order["reference"]), None)
            if known is not None:
                return known
            receipt = f"dev-{len(self.messages) + 1}-{int(time.time() * 1000)}"
            received = Received(order["phone"], order["text"], order["reference"], receipt, time.strftime("%H:%M:%S"))
            self.messages.append(received)
            return received

    def to(self, phone: str) -> list[Received]:
        """Return the messages to *phone*, newest first; all when *phone* is empty."""
        with self.lock:
            return [message for message in reversed(self.messages) if phone in ("", message.phone)]


class Handler(BaseHTTPRequestHandler):
    """Answer one request of the gateway protocol or of the page."""

    server: "SmsServer"

    def do_GET(self) -> None:
        """Show the messages as a page or as JSON."""
        address = urlsplit(self.path)
        box = self.server.mailbox
        if address.path == "/":
            self._answer(HTTPStatus.OK, _page(box).encode(), "text/html; charset=utf-8")
        elif address.path == "/messages.json":
            phone = parse_qs(address.query).get("phone", [""])[0]
            self._json(HTTPStatus.OK, {"messages": [asdict(message) for message in box.to(phone)]})
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "no such address"})

    def do_POST(self) -> None:
        """Take an order or change the mode."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, LONGEST_BODY))
        if self.path == "/send":
            self._take(body)
        elif self.path == "/mode":
            self._change_mode(parse_qs(body.decode(errors="replace")).get("mode", [""])[0])
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "no such address"})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet: the page shows what came in."""

    def _take(self, body: bytes) -> None:
        box = self.server.mailbox
        if box.mode == "slow":
            time.sleep(box.slowness)
        if box.mode == "500":
            self._json(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "internal error"})
        elif box.mode == "quota":
            self._json(HTTPStatus.TOO_MANY_REQUESTS, {"error": "daily quota used up"})
        elif box.mode == "signature" or not self._is_signed(body):
            self._json(HTTPStatus.UNAUTHORIZED, {"error": "wrong signature"})
        elif (order := _order(body)) is None:
            self._json(HTTPStatus.BAD_REQUEST, {"error": "phone, text and reference are needed"})
        else:
            self._json(HTTPStatus.OK, {"receipt": box.accept(order).receipt})

    def _is_signed(self, body: bytes) -> bool:
        box, timestamp = self.server.mailbox, self.headers.get("X-Sms-Timestamp", "")
        fresh = timestamp.isdecimal() and abs(time.time() - int(timestamp)) <= CLOCK_TOLERANCE
        known = hmac.compare_digest(self.headers.get("X-Sms-Key", "").encode(), box.key.encode())
        expected = sign(box.secret, timestamp=timestamp, body=body)
        return fresh and known and hmac.compare_digest(self.headers.get("X-Sms-Signature", "").encode(), expected.encode())

    def _change_mode(self, mode: str) -> None:
        if mode not in MODES:
            self._json(HTTPStatus.BAD_REQUEST, {"error": f"mode is one of {', '.join(MODES)}"})
            return
        self.server.mailbox.mode = mode
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: HTTPStatus, content: object) -> None:
        self._answer(status, json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _answer(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client did not want to wait any longer
            self.end_headers()
            self.wfile.write(body)


class SmsServer(ThreadingHTTPServer):
    """The gateway; ``port=0`` takes any free port."""

    daemon_threads = True

    def __init__(self, *, port: int, key: str, secret: str, host: str = "127.0.0.1") -> None:
        super().__init__((host, port), Handler)
        self.mailbox = Mailbox(key=key, secret=secret)

    @property
    def url(self) -> str:
        """The address of the server, without a path."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"


def _order(body: bytes) -> dict[str, str] | None:
    try:
        content = json.loads(body)
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    names = ("phone", "text", "reference")
    order = {name: content[name] for name in names if isinstance(content.get(name), str) and content[name]}
    return order if len(order) == len(names) else None


def _page(box: Mailbox) -> str:
    buttons = "".join(
        f'<button name="mode" value="{mode}"{" disabled" if mode == box.mode else ""}>{mode}</button>' for mode in MODES
    )
    messages = "".join(
        f"<article><p><b>{html.escape(m.phone)}</b> <small>{m.at} · {m.receipt}</small></p><p>{html.escape(m.text)}</p></article>"
        for m in box.to("")
    )
    return _PAGE.format(buttons=buttons, messages=messages or "<p>还没有短信。</p>")
