from __future__ import annotations

import asyncio
import enum
import os
import time
import uuid
from types import TracebackType
from typing import (Any, AsyncIterable, AsyncIterator, Awaitable, Dict, Iterable, List, Mapping, NoReturn, Optional, Tuple, Type,
                    Union)

from . import _hot
from ._native import ffi, lib
from .engine import Engine, address_in, event, text_of
from .errors import ConcurrencyError, ConnectionClosed, ConnectionClosedError, ConnectionClosedOK, InvalidHandshake
from .errors import InvalidStatus
from .headers import Headers, address_of, headers_of

Data = Union[bytes, bytearray, memoryview]
Message = Union[str, bytes]

MAX_SIZE = 1 << 20
"""The largest message that is taken, unless max_size says otherwise."""

MAX_QUEUE = 16
"""Messages that wait to be received; with more the peer has to wait, too."""

WRITE_LIMIT = 64 << 10
"""Bytes that wait to be sent; with more send() waits."""

CLOSE_TIMEOUT = 10.0
"""Seconds that close() waits for the peer's goodbye."""

CONTROL_MOST = 125
"""RFC 6455 section 5.5: the payload of a ping, a pong, and, with its code, a close."""

SENDABLE_CODES = frozenset((*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)))
"""RFC 6455 section 7.4."""


class State(enum.IntEnum):
    CONNECTING, OPEN, CLOSING, CLOSED = range(4)


class Handshake:
    """The request or the response that opened the connection."""

    def __init__(self, path: str = "", status: int = 0, headers: Optional[Headers] = None) -> None:
        self.path = path
        self.status_code = status
        self.headers = headers if headers is not None else Headers()


class Connection(_hot.Channel):
    """A WebSocket. Made by golws.connect() and golws.serve()."""

    def __init__(self, engine: Engine, *, max_queue: Optional[int] = MAX_QUEUE, write_limit: int = WRITE_LIMIT,
                 close_timeout: Optional[float] = CLOSE_TIMEOUT) -> None:
        self._engine = engine
        self._native: Any = ffi.NULL
        self._handle = ffi.cast("void *", id(self))
        self._queue_most = max_queue or 1 << 30
        self._write_limit = write_limit
        self._close_timeout = close_timeout
        self._senders: "List[asyncio.Future[None]]" = []
        self._pings: "Dict[bytes, Tuple[asyncio.Future[float], float]]" = {}
        self._opened: "asyncio.Future[None]" = engine.loop.create_future()
        self._ended: "asyncio.Future[None]" = engine.loop.create_future()
        self._state = State.CONNECTING
        self._addresses: Tuple[Optional[Tuple[str, int]], Optional[Tuple[str, int]]] = (None, None)
        self._id: Optional[uuid.UUID] = None
        self.request = Handshake()
        self.response = Handshake()
        self.subprotocol: Optional[str] = None
        self.latency = 0.0
        engine.join(self)

    # What a program calls

    async def recv_streaming(self, decode: Optional[bool] = None) -> AsyncIterator[Message]:
        """The next message as an iterator, which gives it whole."""
        yield await self.recv(decode)

    async def ping(self, data: Union[str, Data, None] = None) -> Awaitable[float]:
        """Sends a ping. The result can be awaited: the seconds until its pong."""
        payload = control_payload(os.urandom(4) if data is None else data)
        if payload in self._pings:
            raise ConcurrencyError("a ping with this payload is under way already")
        if not self._native or lib.golws_connection_ping(self._native, payload, len(payload)):
            raise self._closed_as or ConnectionClosedError(1006, "closing")
        answer: "asyncio.Future[float]" = self._engine.loop.create_future()
        self._pings[payload] = (answer, time.perf_counter())
        return answer

    async def pong(self, data: Union[str, Data] = b"") -> None:
        """Sends a pong that nobody asked for; pings are answered without it."""
        payload = control_payload(data)
        if not self._native or lib.golws_connection_pong(self._native, payload, len(payload)):
            raise self._closed_as or ConnectionClosedError(1006, "closing")

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Says goodbye and waits until the peer has, too, as long as close_timeout allows."""
        if code not in SENDABLE_CODES:
            raise ValueError(f"{code} is no close code that can be sent (RFC 6455, 7.4)")
        encoded = reason.encode()
        if len(encoded) > CONTROL_MOST - 2:
            raise ValueError(f"a reason has at most {CONTROL_MOST - 2} bytes")
        if self._native:
            self._state = State.CLOSING
            lib.golws_connection_close(self._native, code, encoded, len(encoded))
        try:
            await asyncio.wait_for(asyncio.shield(self._ended), self._close_timeout)
        except asyncio.TimeoutError:
            self.abort()
            await asyncio.shield(self._ended)

    def abort(self) -> None:
        """Ends the connection without a goodbye."""
        if self._native:
            lib.golws_connection_abort(self._native)

    @property
    def id(self) -> uuid.UUID:
        if self._id is None:
            self._id = uuid.uuid4()
        return self._id

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def state(self) -> State:
        return self._state

    @property
    def remote_address(self) -> Optional[Tuple[str, int]]:
        return self._addresses[0]

    @property
    def local_address(self) -> Optional[Tuple[str, int]]:
        return self._addresses[1]

    @property
    def close_code(self) -> Optional[int]:
        return self._closed_as.code if self._closed_as else None

    @property
    def close_reason(self) -> Optional[str]:
        return self._closed_as.reason if self._closed_as else None

    async def wait_closed(self) -> None:
        await asyncio.shield(self._ended)

    async def __aenter__(self) -> "Connection":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        await self.close(1000 if kind is None else 1011)

    # Where C leaves off

    def attach(self, native: Any) -> None:
        """It is this connection of the library's, or none any more."""
        self._native = native
        self._attach(address_in(native))

    async def _send_slowly(self, message: "Union[str, Data, Iterable[Message], AsyncIterable[Message]]",
                           text: Optional[bool] = None) -> None:
        if isinstance(message, str):
            data = message.encode()
        elif isinstance(message, (bytes, bytearray, memoryview)):
            data = bytes(message)
        else:
            await self._send_slowly(await joined(message), text)
            return
        while self._full:
            room = self._engine.loop.create_future()
            self._senders.append(room)
            await room
        kind = isinstance(message, str) if text is None else text
        waiting = lib.golws_connection_send(self._native, data, len(data), kind) if self._native else -1
        if waiting < 0:
            raise self._closed_as or ConnectionClosedError(1006, "closing")
        if waiting > self._write_limit:
            self._full = True
            lib.golws_connection_tell_sent(self._native, 1)

    async def _sent(self) -> None:
        """Waits until nothing waits to be sent."""
        self._engine.flush()
        while self._native and lib.golws_connection_waiting(self._native):
            self._full = True
            lib.golws_connection_tell_sent(self._native, 1)
            room = self._engine.loop.create_future()
            self._senders.append(room)
            await room

    async def _recv_slowly(self, decode: Optional[bool] = None) -> Message:
        message = await self.recv()
        if decode is None or decode == isinstance(message, str):
            return message
        return message.encode() if isinstance(message, str) else message.decode()

    def _cannot_receive(self) -> NoReturn:
        raise self._closed_as or ConcurrencyError("another task waits for this connection's messages already")

    def _next_cannot_receive(self) -> NoReturn:
        try:
            self._cannot_receive()
        except ConnectionClosedOK:
            raise StopAsyncIteration from None

    # What the library calls

    def sent(self, waiting: int) -> None:
        if waiting > self._write_limit // 2:
            return
        self._full = False
        if self._native:
            lib.golws_connection_tell_sent(self._native, 0)
        wake(self._senders)

    def ponged(self, payload: bytes) -> None:
        if payload not in self._pings:
            return
        # RFC 6455 section 5.5.3: a pong may answer the last of several pings alone.
        for key in list(self._pings):
            answer, began = self._pings.pop(key)
            self.latency = time.perf_counter() - began
            if not answer.done():
                answer.set_result(self.latency)
            if key == payload:
                return

    def opened(self) -> None:
        self._state = State.OPEN
        native = self._native
        self._addresses = (address_of(native, lib.golws_connection_peer), address_of(native, lib.golws_connection_local))
        if not self._opened.done():
            self._opened.set_result(None)

    def failed(self, why: str) -> None:
        status = lib.golws_connection_status(self._native) if self._native else 0
        error: InvalidHandshake = InvalidHandshake(f"cannot connect: {why}")
        if status not in (0, 101):
            error = InvalidStatus(status, headers_of(self._native, lib.golws_connection_headers))
        if not self._engine.loop.is_closed() and not self._opened.done():
            self._opened.set_exception(error)
            self._opened.exception()  # the caller may have been cancelled
        self.closed(1006, why)

    def closed(self, code: int, reason: str) -> None:
        self.attach(ffi.NULL)
        self._state = State.CLOSED
        kind = ConnectionClosedOK if code in (1000, 1001) else ConnectionClosedError
        self._closed_as = kind(code, reason)
        if not self._engine.loop.is_closed():
            if not self._ended.done():
                self._ended.set_result(None)
            self._wake_receiver()
            self._full = False
            wake(self._senders)
            for answer, _ in self._pings.values():
                if not answer.done():
                    answer.set_exception(self._closed_as)
                    answer.exception()  # nobody may be waiting
        self._pings.clear()
        self._engine.leave(self)

    def left_behind(self) -> None:
        """This process is the child of a fork."""
        self.attach(ffi.NULL)
        self._state = State.CLOSED
        self._closed_as = ConnectionClosedError(1006, "this connection belongs to the parent process")


def wake(waiting: "List[asyncio.Future[None]]") -> None:
    for future in waiting:
        if not future.done():
            future.set_result(None)
    waiting.clear()


def control_payload(data: Union[str, Data]) -> bytes:
    payload = data.encode() if isinstance(data, str) else bytes(data)
    if len(payload) > CONTROL_MOST:
        raise ValueError(f"a ping or pong has at most {CONTROL_MOST} bytes (RFC 6455, 5.5)")
    return payload


async def joined(pieces: Any) -> Message:
    """The message that an iterable of str or of bytes makes."""
    if isinstance(pieces, Mapping) or not hasattr(pieces, "__aiter__") and not hasattr(pieces, "__iter__"):
        raise TypeError(f"a message is str or bytes, not {type(pieces).__name__}")
    found = [piece async for piece in pieces] if hasattr(pieces, "__aiter__") else list(pieces)
    if all(isinstance(piece, str) for piece in found):
        return "".join(found)
    if all(isinstance(piece, (bytes, bytearray, memoryview)) for piece in found):
        return b"".join(found)
    raise TypeError("the pieces of a message are all str or all bytes")


def broadcast(connections: Iterable[Connection], message: Union[str, Data], raise_exceptions: bool = False) -> None:
    """Sends to all that are open, without waiting for those that are behind."""
    if not isinstance(message, (str, bytes, bytearray, memoryview)):
        raise TypeError(f"a message is str or bytes, not {type(message).__name__}")
    text = isinstance(message, str)
    data = message.encode() if isinstance(message, str) else bytes(message)
    errors = []
    for connection in connections:
        if connection.state is not State.OPEN or not connection._native:
            continue
        if lib.golws_connection_send(connection._native, data, len(data), text) < 0:
            errors.append(connection._closed_as or ConnectionClosedError(1006, "closing"))
    if errors and raise_exceptions:
        raise errors[0]


@event("opened")
def opened(handle: Any) -> None:
    _hot.object_at(address_in(handle)).opened()


@event("pong")
def pong(handle: Any, data: Any, length: int) -> None:
    _hot.object_at(address_in(handle)).ponged(ffi.buffer(data, length)[:] if length else b"")


@event("sent")
def sent(handle: Any, messages: int, waiting: int) -> None:
    _hot.object_at(address_in(handle)).sent(waiting)


@event("failed")
def failed(handle: Any, why: Any, length: int) -> None:
    _hot.object_at(address_in(handle)).failed(text_of(why, length))


@event("closed")
def closed(handle: Any, code: int, reason: Any, length: int) -> None:
    _hot.object_at(address_in(handle)).closed(code, text_of(reason, length))
