"""Where a client connects to."""

from __future__ import annotations

import os
import urllib.request
from typing import Any, Dict, List, Optional, Union
from urllib.parse import quote, urlsplit

from ._native import ffi
from .errors import InvalidURI
from .headers import HeadersLike, encode_headers
from .tls import TLS, AnyTLS, native_tls, tls_of

PORTS = {"ws": 80, "wss": 443, "http": 80, "https": 443}

Proxy = Union[str, bool, None]


class Target:
    """A URL taken apart, and what goes with it."""

    def __init__(self, url: str, schemes: Dict[str, bool], what: str) -> None:
        if not isinstance(url, str):
            raise TypeError(f"a URL is a str, not {type(url).__name__}")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise InvalidURI(f"{url!r} is no {what} URL: {error}") from None
        if parts.scheme not in schemes or not parts.hostname:
            wanted = " or ".join(f"{scheme}://host…" for scheme in schemes)
            raise InvalidURI(f"{url!r} is no {what} URL: {wanted} is")
        if any(ord(character) <= 32 for character in url):
            raise InvalidURI(f"{url!r} is no {what} URL: it has blanks or control characters")
        self.scheme = parts.scheme
        self.secure = schemes[parts.scheme]
        try:
            self.host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        except UnicodeError as error:
            raise InvalidURI(f"{url!r} is no {what} URL: {error}") from None
        self.port = port or PORTS[parts.scheme]
        named = f"[{self.host}]" if ":" in self.host else self.host
        self.authority = named if self.port == PORTS[parts.scheme] else f"{named}:{self.port}"
        self.path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            self.path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        self.user, self.password = parts.username, parts.password
        self.unix: Optional[str] = None

    def fill(self, native: Any, kept: List[Any], *, tls: AnyTLS, proxy: Proxy, headers: Optional[HeadersLike],
             timeout: Optional[float]) -> None:
        """Fills a struct golws_target; what it points to is kept in `kept`."""
        def text(value: Union[str, bytes, None]) -> Any:
            if value is None:
                return ffi.NULL
            kept.append(ffi.new("char[]", value.encode() if isinstance(value, str) else value))
            return kept[-1]

        block = encode_headers(headers)
        if timeout is not None and timeout <= 0:
            raise ValueError("a timeout is more than 0 seconds, or None")
        native.host = text(self.host if self.unix is None else os.fsencode(self.unix))
        native.port = self.port if self.unix is None else -1
        native.authority = text(self.authority)
        native.path = text(self.path)
        native.tls = native_tls((tls_of(tls) or TLS()) if self.secure else None, kept)
        native.proxy = text(self.proxy_of(proxy))
        native.headers, native.headers_length = text(block), len(block)
        native.timeout_ms = 0 if timeout is None else max(1, int(min(timeout, 2_000_000) * 1000))

    def proxy_of(self, proxy: Proxy) -> Optional[str]:
        """True: what the environment says."""
        if proxy is True:
            if self.unix is not None or urllib.request.proxy_bypass(self.host):
                return None
            proxies = urllib.request.getproxies()
            proxy = proxies.get("https" if self.secure else "http")
        if not proxy:
            return None
        parts = urlsplit(str(proxy) if "://" in str(proxy) else f"http://{proxy}")
        if parts.scheme != "http" or not parts.hostname:
            raise InvalidURI(f"{proxy!r} is no HTTP proxy: http://host:port is")
        account = f"{parts.username}:{parts.password or ''}@" if parts.username else ""
        return f"{account}{parts.hostname}:{parts.port or 3128}"
