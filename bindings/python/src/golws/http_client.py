"""HTTP requests of a client."""

from __future__ import annotations

import asyncio
import json as json_
from types import TracebackType
from typing import Any, Dict, Generator, List, Mapping, Optional, Tuple, Type
from urllib.parse import urlencode, urljoin

from ._native import ffi, lib
from .client import USER_AGENT
from .engine import Engine, running_engine
from .errors import RequestError
from .exchange import BYTES, JSON, TEXT, Body, Incoming
from .headers import Headers, HeadersLike, headers_of
from .target import Proxy, Target
from .tls import AnyTLS

SCHEMES = {"http": False, "https": True}

NO_BODY, UNKNOWN_LENGTH = -2, -1

Place = Tuple[str, str]


class ClientResponse(Incoming):
    """A response, whose body is read by `async for piece in response` or read()."""

    def __init__(self, engine: Engine, session: "Optional[Session]", place: Place) -> None:
        super().__init__(engine)
        self._handle = ffi.new_handle(self)
        self._session = session
        self._place = place
        self._head: "asyncio.Future[None]" = engine.loop.create_future()
        self._sending: "Optional[asyncio.Task[None]]" = None
        self.status = 0
        self.headers = Headers()
        self.http_version = 1
        engine.join(self)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def abort(self) -> None:
        """Ends it without reading the rest."""
        if self._native:
            lib.golws_exchange_abort(self._native)

    async def __aenter__(self) -> "ClientResponse":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        self.abort()

    # What the library calls

    def answered(self) -> None:
        self.status = lib.golws_exchange_status(self._native)
        self.http_version = lib.golws_exchange_version(self._native)
        self.headers = headers_of(self._native, lib.golws_exchange_headers)
        if not self._head.done():
            self._head.set_result(None)

    def finished(self, why: Optional[str]) -> None:
        self.over(why)
        if self._session is not None:
            self._session._done(self._place)
        if not self._engine.loop.is_closed():
            if not self._head.done():
                self._head.set_exception(RequestError(f"the request failed: {why}"))
                self._head.exception()  # the caller may have been cancelled
            if self._sending is not None:
                self._sending.cancel()
        self._engine.leave(self)

    def left_behind(self) -> None:
        """This process is the child of a fork."""
        self.over("this request belongs to the parent process")


class PendingResponse:
    """`async with golws.request("GET", url) as response`, or `await` it.

    body: str, bytes, or what gives pieces of it; json: a value to send as JSON.
    query: added to the URL.
    """

    def __init__(self, method: str, url: str, *, headers: Optional[HeadersLike] = None, body: Body = None,
                 json: Any = None, query: Optional[Mapping[str, Any]] = None, tls: AnyTLS = None,
                 proxy: Proxy = True, timeout: Optional[float] = 60, follow_redirects: bool = False,
                 http2: bool = True, unix: Optional[str] = None, session: "Optional[Session]" = None) -> None:
        if not isinstance(method, str) or not method.isalpha():
            raise ValueError(f"{method!r} is no method: GET is, for example")
        if query:
            url += ("&" if "?" in url else "?") + urlencode(query, doseq=True)
        target = self._target = Target(url, SCHEMES, "HTTP")
        target.unix = unix
        sent = Headers(headers)
        if json is not None:
            if body is not None:
                raise TypeError("a request has a body or json, not both")
            body = json_.dumps(json).encode()
            sent.setdefault("Content-Type", JSON)
        elif isinstance(body, str):
            body = body.encode()
            sent.setdefault("Content-Type", TEXT)
        elif isinstance(body, (bytes, bytearray, memoryview)):
            body = bytes(body)
            sent.setdefault("Content-Type", BYTES)
        elif body is not None and not hasattr(body, "__iter__") and not hasattr(body, "__aiter__"):
            raise TypeError(f"a body is str, bytes or gives pieces of it, not {type(body).__name__}")
        sent.setdefault("User-Agent", USER_AGENT)
        sent.setdefault("Accept", "*/*")
        self._body = body
        self._session = session
        self._timeout = timeout
        self._kept: List[Any] = []
        native = self._native = ffi.new("struct golws_request *")
        native.length = UNKNOWN_LENGTH
        if body is None:
            native.length = 0 if method.upper() in ("POST", "PUT", "PATCH") else NO_BODY
        elif isinstance(body, bytes):
            native.length = len(body)
        elif "content-length" in sent:
            native.length = int(sent.pop("content-length"))
        target.fill(native.target, self._kept, tls=tls, proxy=proxy, headers=sent, timeout=timeout)
        text = ffi.new("char[]", method.upper().encode())
        self._kept.append(text)
        native.method = text
        native.follow_redirects = follow_redirects
        native.http2 = http2
        self._response: Optional[ClientResponse] = None

    async def _open(self) -> ClientResponse:
        place = (self._target.scheme, self._target.authority)
        if self._session is not None:
            self._native.shares = self._session._begin(place)
        response = ClientResponse(running_engine(), self._session, place)
        native = lib.golws_exchange_open(response._engine.native, response._handle, self._native)
        if not response._complete:
            response._native = native
        try:
            if native and self._native.length > 0 and isinstance(self._body, bytes):
                lib.golws_exchange_send(native, self._body, len(self._body), 1)
            elif native and not isinstance(self._body, bytes) and self._body is not None:
                response._sending = response._engine.loop.create_task(self._send(response))
            await response._head
        except BaseException:
            response.abort()
            raise
        return response

    async def _send(self, response: ClientResponse) -> None:
        try:
            await response._send_all(self._body)
        except RequestError:
            pass
        except Exception as error:
            response.abort()
            if response._head.done():
                raise
            response._head.set_exception(error)

    def __await__(self) -> Generator[object, None, ClientResponse]:
        return self._open().__await__()

    async def __aenter__(self) -> ClientResponse:
        self._response = await self._open()
        return self._response

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        assert self._response is not None
        self._response.abort()


request = PendingResponse


class Session:
    """Requests that have headers and other options in common, and share connections."""

    def __init__(self, base_url: str = "", *, headers: Optional[HeadersLike] = None, **options: Any) -> None:
        self._base = base_url
        self._headers = Headers(headers)
        self._options = options
        self._under_way: Dict[Place, int] = {}

    def _begin(self, place: Place) -> bool:
        """On HTTP/1.1 a second request would wait for the first one's end."""
        count = self._under_way.get(place, 0)
        self._under_way[place] = count + 1
        return count == 0

    def _done(self, place: Place) -> None:
        self._under_way[place] -= 1
        if not self._under_way[place]:
            del self._under_way[place]

    def request(self, method: str, url: str, *, headers: Optional[HeadersLike] = None, **options: Any) -> PendingResponse:
        merged = Headers(self._headers)
        for name, value in Headers(headers).raw_items():
            merged[name] = value
        return PendingResponse(method, urljoin(self._base, url), headers=merged, session=self, **{**self._options, **options})

    def get(self, url: str, **options: Any) -> PendingResponse:
        return self.request("GET", url, **options)

    def head(self, url: str, **options: Any) -> PendingResponse:
        return self.request("HEAD", url, **options)

    def post(self, url: str, **options: Any) -> PendingResponse:
        return self.request("POST", url, **options)

    def put(self, url: str, **options: Any) -> PendingResponse:
        return self.request("PUT", url, **options)

    def patch(self, url: str, **options: Any) -> PendingResponse:
        return self.request("PATCH", url, **options)

    def delete(self, url: str, **options: Any) -> PendingResponse:
        return self.request("DELETE", url, **options)

    async def __aenter__(self) -> "Session":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        return None
