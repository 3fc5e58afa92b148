"""A real HTTP server in a thread, that answers from a script and can misbehave."""

from __future__ import annotations

import json
import socket
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Reply:
    """What the server says. `cut`: it promises more than it sends, and hangs up."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    silent: bool = False
    """Hang up before a word is said."""

    def raw(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode()


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.raw.decode())


@dataclass
class Server:
    """`faults` are said first, in order; then `answer` is asked."""

    answer: Callable[[Asked], Reply]
    faults: deque[Reply | Callable[[Asked], Reply]] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, asked: Asked) -> Reply:
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.popleft() if self.faults and asked.method == "POST" else None
        if fault is None:
            return self.answer(asked)
        return fault if isinstance(fault, Reply) else fault(asked)

    def posts(self, path: str = "") -> list[Asked]:
        return [one for one in self.asked if one.method == "POST" and path in one.path]


class _Loopback(ThreadingHTTPServer):
    daemon_threads = True
    state: Server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Loopback

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        state = self.server.state
        length = int(self.headers.get("Content-Length", 0))
        asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
        with state.lock:
            state.at_once += 1
            state.most_at_once = max(state.most_at_once, state.at_once)
        try:
            reply = state.reply(asked)
        finally:
            with state.lock:
                state.at_once -= 1
        if reply.silent:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        raw = reply.raw()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.cut:
            raw = raw[: len(raw) // 2]
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(raw)
        if reply.cut:
            self.close_connection = True


@contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1, until the block is left."""
    httpd = _Loopback(("127.0.0.1", 0), _Handler)
    httpd.state = Server(answer, url=f"http://127.0.0.1:{httpd.server_address[1]}")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield httpd.state
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def drained(pairs: Iterator[tuple[int, object]], into: dict[int, object]) -> None:
    """Put what an engine yields into a dict, one by one, so that an error loses nothing."""
    for index, draft in pairs:
        into[index] = draft  # noqa: PERF403 - update() would lose what came before
