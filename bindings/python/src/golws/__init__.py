"""WebSocket client and server on golws, in asyncio's own loop: no thread is started."""

from .connection import Connection, ConnectionClosed, ConnectionClosedError, ConnectionClosedOK
from .client import connect
from .server import Server, serve
from .tls import TLS

__all__ = [
    "TLS",
    "Connection",
    "ConnectionClosed",
    "ConnectionClosedError",
    "ConnectionClosedOK",
    "Server",
    "connect",
    "serve",
]
