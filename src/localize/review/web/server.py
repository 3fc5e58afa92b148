"""The server process: uvicorn with deadlines for those who open a connection and say nothing."""

from __future__ import annotations

import contextlib
import socket
import sys
from typing import TYPE_CHECKING, Any, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from localize.errors import UsageError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from starlette.types import ASGIApp

HEADER_SECONDS = 8.0
"""From the first byte, or from connecting, to the end of a request's headers."""
_IDLE = 200
"""Connections that may wait for their next request; the one that waits longest makes room."""


class PatientlyH11(H11Protocol):
    """uvicorn's protocol with a deadline for headers, which uvicorn has not (slow-loris).

    Connections that say nothing do not keep others out: there are only so many of them.
    """

    _deadline: asyncio.TimerHandle | None = None
    _idle: ClassVar[dict[PatientlyH11, None]] = {}
    """In the order in which they became so; there is one server a process."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # uvicorn's own narrowing
        """Start the clock."""
        super().connection_made(transport)
        self._wait_for_headers()

    def on_response_complete(self) -> None:
        """Wait for the next request, as long as there is room."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Start the clock with a request's first byte, stop it with the end of its headers."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self._wait_for_headers()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_waiting()
        self._idle.pop(self, None)
        super().connection_lost(exc)

    def _wait_for_headers(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)
        self._make_room()

    def _make_room(self) -> None:
        self._idle[self] = None
        if len(self._idle) > _IDLE:
            longest = next(iter(self._idle))
            del self._idle[longest]
            longest.transport.close()

    def _stop_waiting(self) -> None:
        self._idle.pop(self, None)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()


def listening_socket(host: str, port: int, *, tries: int = 1) -> socket.socket:
    """A socket bound to the port, or to one of the next `tries`.

    Raises:
        UsageError: none is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + tries):
        # Named TCP, or asyncio leaves Nagle's algorithm on, and each answer waits 40 ms.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if sys.platform != "win32":  # there it would let two servers have the same port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, candidate))
        except OSError:
            bound.close()
            continue
        return bound
    raise UsageError(
        f"port {port} of {host} cannot be had",
        hint="another review may be running; choose another with --port, or 0 for any",
    )


def serve(app: ASGIApp, bound: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve until interrupted. `ready` is called when requests are answered."""
    config = uvicorn.Config(
        app,
        http=PatientlyH11,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=20,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=32_768,
    )
    server = _Announced(config, ready)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[bound])


class _Announced(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready()


def free_port(bound: socket.socket) -> int:
    """The port a socket got."""
    address: Any = bound.getsockname()
    return int(address[1])
