"""HTTP requests and responses of a server."""

from __future__ import annotations

import asyncio
import collections
import email.utils
import functools
import inspect
import json
import re
import time
from typing import (TYPE_CHECKING, Any, AsyncIterable, AsyncIterator, Awaitable, Callable, Deque, Dict, Iterable, List,
                    Optional, Pattern, Tuple, Union)
from urllib.parse import parse_qs

from ._native import ffi, lib
from .connection import wake
from .engine import Engine, event, text_of
from .errors import RequestError, TooLarge
from .headers import Headers, HeadersLike, address_of, encode_headers, headers_of

if TYPE_CHECKING:
    from .server import Server

BODY_MOST = 1 << 20
"""The largest body that read() takes, unless limit says otherwise."""

BUFFERED_MOST = 256 << 10
"""Bytes of a body that wait to be read; with more the peer has to wait, too."""

SEND_MOST = 64 << 10
"""Bytes of a body that wait to be sent; with more the handler waits."""

Body = Union[str, bytes, bytearray, memoryview, Iterable[bytes], AsyncIterable[bytes], None]
Answer = Union["Response", str, bytes, Dict[str, Any], None]
Handler = Callable[["Request"], Union[Answer, Awaitable[Answer]]]

TEXT, BYTES, JSON = "text/plain; charset=utf-8", "application/octet-stream", "application/json"


class Incoming:
    """A body that arrives in pieces: `async for piece in …`, or await read()."""

    # Most bodies are short or none at all: what they do not need is not made.
    _pieces: Optional[Deque[bytes]] = None
    _buffered = 0
    _held = _complete = _full = False
    _error: Optional[RequestError] = None
    _readers: "Optional[List[asyncio.Future[None]]]" = None
    _senders: "Optional[List[asyncio.Future[None]]]" = None

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._native: Any = ffi.NULL

    # What a program calls

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        while not self._pieces:
            if self._error is not None:
                raise self._error
            if self._complete:
                raise StopAsyncIteration
            arrival = self._engine.loop.create_future()
            self._readers = [*(self._readers or ()), arrival]
            await arrival
        piece = self._pieces.popleft()
        self._buffered -= len(piece)
        if self._held and self._buffered <= BUFFERED_MOST // 2:
            self._held = False
            if self._native:
                lib.golws_exchange_hold(self._native, 0)
        return piece

    async def read(self, limit: Optional[int] = BODY_MOST) -> bytes:
        """The whole body, or what is left of it; TooLarge when it is above the limit."""
        pieces, length = [], 0
        async for piece in self:
            length += len(piece)
            if limit is not None and length > limit:
                raise TooLarge(f"the body has more than {limit} bytes")
            pieces.append(piece)
        return b"".join(pieces)

    async def text(self, limit: Optional[int] = BODY_MOST) -> str:
        return (await self.read(limit)).decode()

    async def json(self, limit: Optional[int] = BODY_MOST) -> Any:
        return json.loads(await self.read(limit))

    # What the library calls

    def body(self, piece: bytes) -> None:
        if self._pieces is None:
            self._pieces = collections.deque()
        self._pieces.append(piece)
        self._buffered += len(piece)
        if self._buffered > BUFFERED_MOST and not self._held:
            self._held = True
            lib.golws_exchange_hold(self._native, 1)
        if self._readers:
            wake(self._readers)

    def body_ended(self) -> None:
        self._complete = True
        if self._readers:
            wake(self._readers)

    def body_sent(self, waiting: int) -> None:
        if waiting > SEND_MOST // 2:
            return
        self._full = False
        if self._native:
            lib.golws_exchange_tell_sent(self._native, 0)
        wake(self._senders or [])

    def over(self, why: Optional[str]) -> None:
        """There is no exchange any more."""
        self._native = ffi.NULL
        if why is not None and not self._complete:
            self._error = RequestError(why)
        self._complete = True
        self._full = False
        if (self._readers or self._senders) and not self._engine.loop.is_closed():
            wake(self._readers or [])
            wake(self._senders or [])

    # Its own body

    async def _send(self, data: bytes, last: bool) -> None:
        while self._full:
            room = self._engine.loop.create_future()
            self._senders = [*(self._senders or ()), room]
            await room
        if not self._native:
            raise self._error or RequestError("the peer has gone")
        waiting = lib.golws_exchange_send(self._native, data, len(data), last)
        if waiting < 0:
            raise RequestError("the body is not as long as was announced, or the connection ends")
        if waiting > SEND_MOST:
            self._full = True
            lib.golws_exchange_tell_sent(self._native, 1)

    async def _send_all(self, body: Any) -> None:
        if hasattr(body, "__aiter__"):
            async for piece in body:
                await self._send(encoded_piece(piece), False)
        else:
            for piece in body:
                await self._send(encoded_piece(piece), False)
        await self._send(b"", True)


def encoded_piece(piece: Any) -> bytes:
    if isinstance(piece, str):
        return piece.encode()
    if isinstance(piece, (bytes, bytearray, memoryview)):
        return bytes(piece)
    raise TypeError(f"a piece of a body is bytes or str, not {type(piece).__name__}")


class Response:
    """A status, headers and a body: str, bytes, or anything that gives pieces of it."""

    def __init__(self, body: Body = b"", status: int = 200, headers: Optional[HeadersLike] = None, *,
                 content_type: Optional[str] = None) -> None:
        if not 200 <= status <= 599:
            raise ValueError(f"{status} is no status of a response: 200 to 599 are")
        self.status = status
        self._headers = None if headers is None else Headers(headers)
        self._content_type = content_type
        self.body: Any = body
        if isinstance(body, bytes):
            pass
        elif isinstance(body, str):
            self.body = body.encode()
            self._content_type = content_type or TEXT
        elif isinstance(body, (bytearray, memoryview)):
            self.body = bytes(body)
        elif body is None:
            self.body = b""
        elif not hasattr(body, "__iter__") and not hasattr(body, "__aiter__"):
            raise TypeError(f"a body is str, bytes or gives pieces of it, not {type(body).__name__}")

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: Optional[HeadersLike] = None) -> "Response":
        return cls(json.dumps(value), status, headers, content_type=JSON)

    @property
    def headers(self) -> Headers:
        if self._headers is None:
            self._headers = Headers()
        if self._content_type is not None:
            self._headers.setdefault("content-type", self._content_type)
            self._content_type = None
        return self._headers

    def encoded(self) -> Tuple[bytes, bytes]:
        """The headers as a block, and the body if it is whole."""
        body = self.body if isinstance(self.body, bytes) else b""
        if self._headers is not None:
            return date_header() + encode_headers(self.headers), body
        if self._content_type is None:
            return date_header(), body
        return date_header() + content_type_header(self._content_type), body


@functools.lru_cache(64)
def content_type_header(kind: str) -> bytes:
    return encode_headers({"content-type": kind})


dated = (0, b"")


def date_header() -> bytes:
    """RFC 9110 section 6.6.1."""
    global dated
    now = int(time.time())
    if dated[0] != now:
        dated = (now, b"date\0" + email.utils.formatdate(now, usegmt=True).encode() + b"\0")
    return dated[1]


def response_of(answer: Answer) -> Response:
    """What a handler may return."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, (str, bytes)):
        return Response(answer)
    if isinstance(answer, (dict, list)):
        return Response.json(answer)
    if answer is None:
        return Response(b"", 204)
    raise TypeError(f"a handler returns a golws.Response, str, bytes, dict or None, not {type(answer).__name__}")


class Request(Incoming):
    """What a client asks for. Its headers can be read until the response is sent."""

    _headers: Optional[Headers] = None
    _parameters: Optional[Dict[str, str]] = None
    _task: "Optional[asyncio.Task[None]]" = None

    def __init__(self, server: "Server", native: Any) -> None:
        self._server = server
        self._engine = server._engine
        self._native = native
        self._handle = ffi.new_handle(self)
        self.method: str = method_name(lib.golws_exchange_method(native))
        self.path: str = ffi.string(lib.golws_exchange_path(native)).decode("utf-8", "replace")
        server._engine.join(self)

    # What a program calls

    @property
    def parameters(self) -> Dict[str, str]:
        """What stands for the {names} of a Router's path."""
        return self._parameters or {}

    @property
    def headers(self) -> Headers:
        if self._headers is None:
            self._headers = headers_of(self._check(), lib.golws_exchange_headers)
        return self._headers

    @property
    def query_string(self) -> str:
        return ffi.string(lib.golws_exchange_query(self._check())).decode("utf-8", "replace")

    @property
    def query(self) -> Dict[str, List[str]]:
        return parse_qs(self.query_string, keep_blank_values=True)

    @property
    def remote_address(self) -> Optional[Tuple[str, int]]:
        return address_of(self._native, lib.golws_exchange_peer)

    @property
    def http_version(self) -> int:
        return int(lib.golws_exchange_version(self._check()))

    def _check(self) -> Any:
        if not self._native:
            raise RuntimeError("the exchange is over: read a request's headers before its response is sent")
        return self._native

    # What becomes of it

    def begin(self, handler: Handler) -> None:
        """A plain function answers at once, without a task."""
        try:
            answer = handler(self)
            if not inspect.isawaitable(answer):
                response = response_of(answer)
                if isinstance(response.body, bytes):
                    self.answer(response)
                    return
        except Exception as error:
            self.answer(self.failed(error))
            return
        self._task = self._server.start(self.run(answer))

    async def run(self, answer: Any) -> None:
        begun = False
        try:
            response = response_of(await answer if inspect.isawaitable(answer) else answer)
            if isinstance(response.body, bytes):
                self.answer(response)
                return
            length = int(response.headers.get("content-length", "-1"))
            if length >= 0:
                del response.headers["content-length"]
            headers, _ = response.encoded()
            if self._native:
                lib.golws_exchange_respond(self._native, response.status, headers, len(headers), length)
            begun = True
            await self._send_all(response.body)
        except asyncio.CancelledError:
            self.abort()
            raise
        except RequestError:
            self.abort()
        except Exception as error:
            response = self.failed(error)
            if begun:
                self.abort()
            else:
                self.answer(response)

    def failed(self, error: Exception) -> Response:
        """The response to a request whose handler failed."""
        if isinstance(error, TooLarge):
            return Response(f"{error}\n", 413)
        self._server.tell(error, "a golws request handler failed")
        return Response("the request failed in the server; its log says why\n", 500)

    def answer(self, response: Response) -> None:
        native = self._native
        headers, body = response.encoded()
        if native and lib.golws_exchange_answer(native, response.status, headers, len(headers), body, len(body)):
            self.abort()

    def abort(self) -> None:
        if self._native:
            lib.golws_exchange_abort(self._native)

    # What the library calls

    def finished(self, why: Optional[str]) -> None:
        self.over(why)
        if why is not None and self._task is not None and not self._engine.loop.is_closed():
            self._task.cancel()
        self._engine.leave(self)

    def left_behind(self) -> None:
        """This process is the child of a fork."""
        self.over("this exchange belongs to the parent process")


methods: Dict[bytes, str] = {}


def method_name(native: Any) -> str:
    name = ffi.string(native)
    known = methods.get(name)
    if known is None:
        known = methods[name] = name.decode()
    return known


class Router:
    """Chooses by method and path; what stands for {name} is in request.parameters.

        @router.get("/hello/{name}")
        async def hello(request):
            return f"hello, {request.parameters['name']}"

    {rest:path} stands for all that is left of the path.
    """

    def __init__(self) -> None:
        self._fixed: Dict[str, Dict[str, Handler]] = {}
        self._patterns: List[Tuple[Pattern[str], Dict[str, Handler]]] = []

    def route(self, path: str, *methods: str) -> Callable[[Handler], Handler]:
        if not path.startswith("/"):
            raise ValueError(f"{path!r} is no path: it starts with /")

        def add(handler: Handler) -> Handler:
            for method in methods or ("GET",):
                self._methods(path)[method.upper()] = handler
            return handler

        return add

    def get(self, path: str) -> Callable[[Handler], Handler]:
        return self.route(path, "GET", "HEAD")

    def post(self, path: str) -> Callable[[Handler], Handler]:
        return self.route(path, "POST")

    def put(self, path: str) -> Callable[[Handler], Handler]:
        return self.route(path, "PUT")

    def delete(self, path: str) -> Callable[[Handler], Handler]:
        return self.route(path, "DELETE")

    def _methods(self, path: str) -> Dict[str, Handler]:
        if "{" not in path:
            return self._fixed.setdefault(path, {})
        parts = re.split(r"\{(\w+)(:path)?\}", path)
        text = ""
        for n in range(0, len(parts), 3):
            text += re.escape(parts[n])
            if n + 1 < len(parts):
                text += f"(?P<{parts[n + 1]}>{'.+' if parts[n + 2] else '[^/]+'})"
        for pattern, known in self._patterns:
            if pattern.pattern == text:
                return known
        methods: Dict[str, Handler] = {}
        self._patterns.append((re.compile(text), methods))
        return methods

    def __call__(self, request: Request) -> Union[Answer, Awaitable[Answer]]:
        methods = self._fixed.get(request.path)
        if methods is None:
            for pattern, methods in self._patterns:
                found = pattern.fullmatch(request.path)
                if found:
                    request._parameters = found.groupdict()
                    break
            else:
                return not_found(request)
        handler = methods.get(request.method)
        if handler is None:
            return Response("this path has other methods\n", 405, {"allow": ", ".join(sorted(methods))})
        return handler(request)


def not_found(request: Request) -> Response:
    return Response("there is nothing at this path\n", 404)


@event("body")
def body(handle: Any, data: Any, length: int) -> None:
    ffi.from_handle(handle).body(ffi.buffer(data, length)[:])


@event("body_ended")
def body_ended(handle: Any) -> None:
    ffi.from_handle(handle).body_ended()


@event("body_sent")
def body_sent(handle: Any, waiting: int) -> None:
    ffi.from_handle(handle).body_sent(waiting)


@event("finished")
def finished(handle: Any, why: Any, length: int) -> None:
    ffi.from_handle(handle).finished(text_of(why, length) if why else None)


@event("answered")
def answered(handle: Any) -> None:
    ffi.from_handle(handle).answered()
