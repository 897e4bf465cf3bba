"""What is raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from .headers import Headers


@dataclass(frozen=True)
class Close:
    """A close frame: RFC 6455, section 7.4."""

    code: int
    reason: str = ""


class ConnectionClosed(Exception):
    """The connection is closed; code and reason are those of RFC 6455."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"connection closed: {code}{' ' + reason if reason else ''}")
        self.code = code
        self.reason = reason
        self.rcvd: Optional[Close] = None if code == 1006 else Close(code, reason)


class ConnectionClosedOK(ConnectionClosed):
    """Closed as agreed: 1000 or 1001."""


class ConnectionClosedError(ConnectionClosed):
    """Closed for any other reason; 1006 when nobody said goodbye."""


class ConcurrencyError(RuntimeError):
    """Two tasks wait for the messages of one connection."""


class InvalidURI(ValueError):
    """A URL that cannot be connected to."""


class InvalidHandshake(ConnectionError):
    """There was no connection."""


class InvalidStatus(InvalidHandshake):
    """The server answered the handshake with something else."""

    def __init__(self, status: int, headers: "Headers") -> None:
        super().__init__(f"cannot connect: the server answered with HTTP status {status}")
        self.status = self.status_code = status
        self.headers = headers
        self.response = self


class RequestError(ConnectionError):
    """A request without a complete response."""


class TooLarge(ValueError):
    """A body above the limit of read()."""
