from __future__ import annotations

import os
from types import TracebackType
from typing import Generator, Optional, Type
from urllib.parse import urlsplit

from ._native import ffi, lib
from .connection import MAX_SIZE, Connection
from .engine import running_engine
from .tls import TLS

PORTS = {"ws": 80, "wss": 443}


class connect:
    """`async with golws.connect(url) as ws`, or `ws = await golws.connect(url)`."""

    def __init__(self, url: str, *, protocol: Optional[str] = None, tls: Optional[TLS] = None,
                 max_size: int = MAX_SIZE) -> None:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"{url!r} is no WebSocket URL: ws://host… or wss://host… is")
        if max_size <= 0:
            raise ValueError("max_size is at least 1")
        self._host = parts.hostname
        self._port = parts.port or PORTS[parts.scheme]
        self._path = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        self._secure = parts.scheme == "wss"
        self._tls = tls or TLS()
        self._protocol = protocol
        self._max_size = max_size
        self._connection: Optional[Connection] = None

    async def _open(self) -> Connection:
        connection = Connection(running_engine())
        connection.path = self._path
        ca = ffi.NULL if self._tls.ca is None else os.fsencode(self._tls.ca)
        native = lib.connection_open(
            connection._engine.native, connection._handle, self._host.encode("idna"), self._port,
            self._path.encode(), self._protocol.encode() if self._protocol else ffi.NULL,
            self._secure, self._tls.verify, ca, self._max_size)
        connection._native = native
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
