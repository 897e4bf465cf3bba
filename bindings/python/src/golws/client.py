from __future__ import annotations

import asyncio
import random
from types import TracebackType
from typing import Any, AsyncIterator, Generator, List, Optional, Sequence, Type

from ._native import ffi, lib
from .connection import CLOSE_TIMEOUT, MAX_QUEUE, MAX_SIZE, WRITE_LIMIT, Connection, Handshake
from .engine import running_engine
from .errors import InvalidHandshake, InvalidStatus
from .headers import Headers, HeadersLike, headers_of
from .target import Proxy, Target
from .tls import AnyTLS

USER_AGENT = "golws"

SCHEMES = {"ws": False, "wss": True}

RETRIED_STATUSES = frozenset((500, 502, 503, 504))


def ping_seconds(interval: Optional[float], timeout: Optional[float]) -> "tuple[int, int]":
    """Seconds until a ping, and until the end without a sign of life."""
    if interval is None:
        return 0, 0
    if interval <= 0 or timeout is not None and timeout <= 0:
        raise ValueError("ping_interval and ping_timeout are more than 0 seconds, or None")
    after = max(1, round(interval))
    return after, after + max(1, round(86400 / 2 if timeout is None else timeout))


def size_limit(max_size: Optional[int]) -> int:
    if max_size is None:
        return 1 << 62
    if max_size <= 0:
        raise ValueError("max_size is at least 1")
    return max_size


class ClientConnection(Connection):
    """A client's side of a WebSocket."""

    def opened(self) -> None:
        native = self._native
        self.response = Handshake(status=101, headers=headers_of(native, lib.golws_connection_headers))
        self.subprotocol = ffi.string(lib.golws_connection_protocol(native)).decode() or None
        super().opened()


class connect:
    """`async with golws.connect(url) as ws`, or `ws = await golws.connect(url)`.

    `async for ws in golws.connect(url)` connects again when the connection is lost.
    """

    def __init__(self, uri: str, *, origin: Optional[str] = None, subprotocols: Optional[Sequence[str]] = None,
                 compression: Optional[str] = "deflate", additional_headers: Optional[HeadersLike] = None,
                 user_agent_header: Optional[str] = USER_AGENT, proxy: Proxy = True,
                 open_timeout: Optional[float] = 10, ping_interval: Optional[float] = 20,
                 ping_timeout: Optional[float] = 20, close_timeout: Optional[float] = CLOSE_TIMEOUT,
                 max_size: Optional[int] = MAX_SIZE, max_queue: Optional[int] = MAX_QUEUE,
                 write_limit: int = WRITE_LIMIT, tls: AnyTLS = None, ssl: AnyTLS = None,
                 unix: Optional[str] = None) -> None:
        self._target = Target(uri, SCHEMES, "WebSocket")
        self._target.unix = unix
        if compression not in (None, "deflate"):
            raise ValueError(f"compression is 'deflate' or None, not {compression!r}")
        headers = Headers(additional_headers)
        if user_agent_header and "user-agent" not in headers:
            headers["User-Agent"] = user_agent_header
        if subprotocols is not None and (isinstance(subprotocols, str) or not all(subprotocols)):
            raise TypeError("subprotocols is a list of names")
        self._kept: List[Any] = []
        native = self._native = ffi.new("struct golws_connect *")
        self._target.fill(native.target, self._kept, tls=tls or ssl, proxy=proxy, headers=headers, timeout=open_timeout)
        for member, value in (("protocols", ", ".join(subprotocols or ())), ("origin", origin)):
            if value:
                text = ffi.new("char[]", value.encode())
                self._kept.append(text)
                setattr(native, member, text)
        native.deflate = compression is not None
        native.max_size = size_limit(max_size)
        native.ping_after, native.hangup_after = ping_seconds(ping_interval, ping_timeout)
        self._options = {"max_queue": max_queue, "write_limit": write_limit, "close_timeout": close_timeout}
        self._request = Handshake(self._target.path, headers=headers)
        self._connection: Optional[Connection] = None

    async def _open(self) -> Connection:
        connection = ClientConnection(running_engine(), **self._options)  # type: ignore[arg-type]
        connection.request = self._request
        connection.attach(lib.golws_connection_open(connection._engine.native, connection._handle, self._native))
        try:
            await connection._opened
        except BaseException:
            connection.abort()
            raise
        return connection

    def __await__(self) -> Generator[object, None, Connection]:
        return self._open().__await__()

    async def __aenter__(self) -> Connection:
        self._connection = await self._open()
        return self._connection

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        assert self._connection is not None
        await self._connection.__aexit__(kind, error, trace)

    async def __aiter__(self) -> AsyncIterator[Connection]:
        delay = 0.5
        while True:
            try:
                connection = await self._open()
            except InvalidHandshake as error:
                if isinstance(error, InvalidStatus) and error.status not in RETRIED_STATUSES:
                    raise
                await asyncio.sleep(delay * random.uniform(0.8, 1.2))
                delay = min(delay * 1.6, 90)
                continue
            delay = 0.5
            try:
                yield connection
            finally:
                await connection.close()


async def unix_connect(path: str, uri: str = "ws://localhost/", **options: Any) -> Connection:
    """Connects to a unix socket."""
    return await connect(uri, unix=path, **options)
