"""WebSocket and HTTP, client and server, on golws, in asyncio's own loop: no thread is started."""

from typing import Any

from .client import connect, unix_connect
from .connection import Connection, State, broadcast
from .errors import (
    Close,
    ConcurrencyError,
    ConnectionClosed,
    ConnectionClosedError,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
    RequestError,
    TooLarge,
)
from .exchange import Request, Response, Router
from .headers import Headers
from .http_client import ClientResponse, Session, request
from .server import Server, ServerConnection, serve, unix_serve
from .tls import TLS

__all__ = [
    "TLS",
    "ClientResponse",
    "Close",
    "ConcurrencyError",
    "Connection",
    "ConnectionClosed",
    "ConnectionClosedError",
    "ConnectionClosedOK",
    "Headers",
    "InvalidHandshake",
    "InvalidStatus",
    "InvalidURI",
    "Request",
    "RequestError",
    "Response",
    "Router",
    "Server",
    "ServerConnection",
    "Session",
    "State",
    "TooLarge",
    "broadcast",
    "connect",
    "request",
    "serve",
    "unix_connect",
    "unix_serve",
]


def __getattr__(name: str) -> Any:
    """golws.lib and golws.ffi: the library's whole C API, loaded when it is asked for."""
    if name not in ("lib", "ffi"):
        raise AttributeError(f"module 'golws' has no attribute {name!r}")
    from . import _raw

    globals().update(lib=_raw.lib, ffi=_raw.ffi)
    return globals()[name]
