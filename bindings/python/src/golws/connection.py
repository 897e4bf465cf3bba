from __future__ import annotations

import asyncio
import collections
from types import TracebackType
from typing import Any, AsyncIterator, Deque, Optional, Type, Union

from ._native import ffi, lib
from .engine import Engine

Message = Union[str, bytes]

MAX_SIZE = 1 << 20
"""The largest message that is taken, unless max_size says otherwise."""

QUEUED_MOST = 16
"""Messages that wait to be received; with more the peer has to wait, too."""

WAITING_MOST = 64 << 10
"""Bytes that wait to be sent; with more send() waits."""

SENDABLE_CODES = frozenset((*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)))
"""RFC 6455 section 7.4."""


class ConnectionClosed(Exception):
    """The connection is closed; code and reason are those of RFC 6455."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"connection closed: {code}{' ' + reason if reason else ''}")
        self.code = code
        self.reason = reason


class ConnectionClosedOK(ConnectionClosed):
    """Closed as agreed: 1000 or 1001."""


class ConnectionClosedError(ConnectionClosed):
    """Closed for any other reason; 1006 when nobody said goodbye."""


class Connection:
    """A WebSocket. Made by golws.connect() and golws.serve()."""

    def __init__(self, engine: Engine, native: Any = ffi.NULL) -> None:
        self._engine = engine
        self._native = native
        self._handle = ffi.new_handle(self)
        self._messages: Deque[Message] = collections.deque()
        self._held = False
        self._arrived = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self._ended = asyncio.Event()
        self._opened: "asyncio.Future[None]" = engine.loop.create_future()
        self._closed_as: Optional[ConnectionClosed] = None
        self.path = ffi.string(lib.connection_path(native)).decode("utf-8", "replace") if native else ""
        engine.join(self)

    # What a program calls

    async def send(self, message: Message) -> None:
        """Sends a str as text, bytes as binary; waits while the peer is behind."""
        if isinstance(message, str):
            data, text = message.encode(), 1
        elif isinstance(message, (bytes, bytearray, memoryview)):
            data, text = bytes(message), 0
        else:
            raise TypeError(f"a message is str or bytes, not {type(message).__name__}")
        self._check_open()
        await self._drained.wait()
        self._check_open()
        if lib.connection_send(self._native, data, len(data), text):
            raise ConnectionClosedError(1006, "closing")
        if lib.connection_waiting(self._native) > WAITING_MOST:
            self._drained.clear()

    async def recv(self) -> Message:
        """The next message. What came before the connection closed is still given."""
        while not self._messages:
            if self._closed_as is not None:
                raise self._closed_as
            self._arrived.clear()
            await self._arrived.wait()
        message = self._messages.popleft()
        if self._held and self._native and len(self._messages) < QUEUED_MOST // 2:
            self._held = False
            lib.connection_hold(self._native, 0)
        return message

    async def __aiter__(self) -> AsyncIterator[Message]:
        try:
            while True:
                yield await self.recv()
        except ConnectionClosedOK:
            return

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Says goodbye and waits until the peer has, too."""
        if code not in SENDABLE_CODES:
            raise ValueError(f"{code} is no close code that can be sent (RFC 6455, 7.4)")
        encoded = reason.encode()
        if len(encoded) > 123:
            raise ValueError("a reason has at most 123 bytes")
        if self._native:
            lib.connection_close(self._native, code, encoded, len(encoded))
            # What is still coming would hold the goodbye of the peer back.
            self._held = False
        await self._ended.wait()

    def abort(self) -> None:
        """Ends the connection without a goodbye."""
        if self._native:
            lib.connection_abort(self._native)

    @property
    def close_code(self) -> Optional[int]:
        return self._closed_as.code if self._closed_as else None

    @property
    def close_reason(self) -> Optional[str]:
        return self._closed_as.reason if self._closed_as else None

    async def wait_closed(self) -> None:
        await self._ended.wait()

    async def __aenter__(self) -> "Connection":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        await self.close(1000 if kind is None else 1011)

    # What the library calls

    def arrived(self, message: Message) -> None:
        self._messages.append(message)
        self._arrived.set()
        if len(self._messages) >= QUEUED_MOST and not self._held and self._native:
            self._held = True
            lib.connection_hold(self._native, 1)

    def sent(self) -> None:
        self._drained.set()

    def opened(self) -> None:
        if not self._opened.done():
            self._opened.set_result(None)

    def failed(self, why: str) -> None:
        if not self._engine.loop.is_closed() and not self._opened.done():
            self._opened.set_exception(ConnectionError(f"cannot connect: {why}"))
            self._opened.exception()  # the caller may have been cancelled
        self.closed(1006, why)

    def closed(self, code: int, reason: str) -> None:
        self._native = ffi.NULL
        kind = ConnectionClosedOK if code in (1000, 1001) else ConnectionClosedError
        self._closed_as = kind(code, reason)
        if not self._engine.loop.is_closed():
            self._ended.set()
            self._arrived.set()
            self._drained.set()
        self._engine.leave(self)

    def left_behind(self) -> None:
        """This process is the child of a fork."""
        self._native = ffi.NULL
        self._closed_as = ConnectionClosedError(1006, "this connection belongs to the parent process")

    def _check_open(self) -> None:
        if not self._native:
            raise self._closed_as or ConnectionClosedError(1006, "not connected")


def text_of(data: Any, length: int) -> str:
    return bytes(ffi.buffer(data, length)).decode("utf-8", "replace") if length else ""


@ffi.def_extern()
def golws_py_opened(handle: Any) -> None:
    ffi.from_handle(handle).opened()


@ffi.def_extern()
def golws_py_message(handle: Any, data: Any, length: int, text: int) -> None:
    message = bytes(ffi.buffer(data, length)) if length else b""
    ffi.from_handle(handle).arrived(message.decode() if text else message)


@ffi.def_extern()
def golws_py_sent(handle: Any) -> None:
    ffi.from_handle(handle).sent()


@ffi.def_extern()
def golws_py_failed(handle: Any, why: Any, length: int) -> None:
    ffi.from_handle(handle).failed(text_of(why, length))


@ffi.def_extern()
def golws_py_closed(handle: Any, code: int, reason: Any, length: int) -> None:
    ffi.from_handle(handle).closed(code, text_of(reason, length))
