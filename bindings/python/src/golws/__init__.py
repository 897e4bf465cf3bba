"""WebSocket and HTTP, client and server, on golws, in asyncio's own loop: no thread is started."""

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
