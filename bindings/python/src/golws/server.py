from __future__ import annotations

import asyncio
import inspect
import os
from types import TracebackType
from typing import (Any, Awaitable, Callable, Generator, List, Mapping, Optional, Sequence, Set, Tuple, Type,
                    Union)

from ._native import ffi, lib
from .client import ping_seconds, size_limit
from .connection import CLOSE_TIMEOUT, MAX_QUEUE, MAX_SIZE, WRITE_LIMIT, Connection, Handshake
from .engine import Engine, running_engine
from .errors import ConnectionClosed
from .exchange import Handler, Request, Response, not_found
from .headers import HeadersLike, encode_headers, headers_of
from .tls import AnyTLS, native_tls, tls_of

WebSocketHandler = Callable[[Connection], Awaitable[object]]
Mounts = Mapping[str, Union[str, "os.PathLike[str]"]]
ProcessRequest = Callable[["ServerConnection", Handshake], Any]
ProcessResponse = Callable[["ServerConnection", Handshake, Handshake], Any]
SelectSubprotocol = Callable[["ServerConnection", Sequence[str]], Optional[str]]
Checks = Sequence[Optional[str]]
Decision = Union[Optional[Response], Awaitable[Optional[Response]]]

SERVER = "golws"


class ServerConnection(Connection):
    """A server's side of a WebSocket."""

    def __init__(self, server: "Server", options: Mapping[str, Any]) -> None:
        super().__init__(server._engine, **options)
        self._server = server

    def opened(self) -> None:
        super().opened()
        self._server.opened(self)

    def respond(self, status: int, text: str) -> Response:
        """A response for process_request to return, instead of the handshake's."""
        return Response(text, status)


class Listening:
    """What stands in Server.sockets, with the method of a socket that programs call."""

    def __init__(self, name: Any) -> None:
        self._name = name

    def getsockname(self) -> Any:
        return self._name


class Options:
    """What serve() was given, checked."""

    def __init__(self, handler: Optional[WebSocketHandler], host: Optional[str], port: Optional[int], *,
                 http: Optional[Handler], mounts: Optional[Mounts], unix: Optional[str], tls: AnyTLS, http2: bool,
                 origins: Optional[Checks], subprotocols: Optional[Sequence[str]],
                 select_subprotocol: Optional[SelectSubprotocol], process_request: Optional[ProcessRequest],
                 process_response: Optional[ProcessResponse], extra_headers: Optional[HeadersLike],
                 server_header: Optional[str], compression: Optional[str], open_timeout: Optional[float],
                 ping_interval: Optional[float], ping_timeout: Optional[float], close_timeout: Optional[float], max_size: Optional[int],
                 max_queue: Optional[int], write_limit: int) -> None:
        if handler is not None and not callable(handler):
            raise TypeError("the handler is a function that takes a connection")
        if http is not None and not callable(http):
            raise TypeError("http is a function that takes a request, or a Router")
        if handler is None and http is None and not mounts:
            raise TypeError("a server needs a handler, http or mounts")
        if compression not in (None, "deflate"):
            raise ValueError(f"compression is 'deflate' or None, not {compression!r}")
        if port is not None and not 0 <= port <= 65535:
            raise ValueError(f"a port is 0 to 65535, not {port}")
        for folder in (mounts or {}).values():
            if not os.path.isdir(folder):
                raise NotADirectoryError(f"mounts: there is no folder {os.fspath(folder)}")
        self.handler, self.http = handler, http
        self.host, self.port, self.unix = host, port or 0, unix
        self.origins, self.subprotocols, self.select_subprotocol = origins, subprotocols, select_subprotocol
        self.process_request, self.process_response = process_request, process_response
        self.headers = encode_headers(extra_headers)
        if server_header:
            self.headers += encode_headers({"Server": server_header})
        self.connection = {"max_queue": max_queue, "write_limit": write_limit, "close_timeout": close_timeout}
        self.kept: List[Any] = []
        listen = self.native = ffi.new("struct golws_listen *")
        where = os.fsencode(unix) if unix is not None else host.encode() if host else None
        if where is not None:
            listen.interface = self.keep(where)
        listen.port = self.port if unix is None else -1
        listen.tls = native_tls(tls_of(tls, server=True), self.kept)
        if mounts:
            listen.mounts = self.mount_list(mounts)
            listen.mount_count = len(mounts)
        listen.deflate = compression is not None
        listen.max_size = size_limit(max_size)
        listen.ping_after, listen.hangup_after = ping_seconds(ping_interval, ping_timeout)
        listen.http2 = http2
        listen.open_timeout = 86400 if open_timeout is None else max(1, round(open_timeout))

    def keep(self, text: bytes) -> Any:
        self.kept.append(ffi.new("char[]", text))
        return self.kept[-1]

    def mount_list(self, mounts: Mounts) -> Any:
        native = ffi.new(f"struct golws_mount[{len(mounts)}]")
        self.kept.append(native)
        for mount, (path, folder) in zip(native, mounts.items()):
            if not path.startswith("/"):
                raise ValueError(f"mounts: {path!r} is no path: it starts with /")
            mount.path, mount.folder = self.keep(path.encode()), self.keep(os.fsencode(folder))
        return native


class Server:
    """Listens until close(). `port` is the one that it got."""

    def __init__(self, engine: Engine, options: Options) -> None:
        self._engine = engine
        self._options = options
        self._handle = ffi.new_handle(self)
        self._tasks: Set["asyncio.Task[None]"] = set()
        self._ended: "asyncio.Future[None]" = engine.loop.create_future()
        self._closing: "Optional[asyncio.Task[None]]" = None
        self.connections: Set[ServerConnection] = set()
        # The library would let both listen there, and serve the first alone.
        taken = options.unix is None and any(
            isinstance(user, Server) and user._native and user.port == options.port for user in engine.users)
        self._native: Any = ffi.NULL if taken else lib.golws_server_create(engine.native, self._handle, options.native)
        if not self._native:
            engine.leave(self)
            where = f"{options.host or '*'} port {options.port}" if options.unix is None else options.unix
            raise OSError(f"cannot listen on {where}")
        self.port: int = lib.golws_server_port(self._native)
        engine.join(self)

    @property
    def sockets(self) -> Tuple[Listening, ...]:
        name = (self._options.host or "0.0.0.0", self.port) if self._options.unix is None else self._options.unix
        return (Listening(name),) if self._native else ()

    def is_serving(self) -> bool:
        return bool(self._native)

    # What the library calls

    def upgrade(self, native: Any) -> Any:
        """Whether a WebSocket may be opened: its handle, or None."""
        if not self._native or self._options.handler is None:
            refuse(native, Response("this server has no WebSockets\n", 426, {"Upgrade": "none"}))
            return None
        connection = ServerConnection(self, self._options.connection)
        connection.attach(native)
        path = ffi.string(lib.golws_connection_path(native)).decode("utf-8", "replace")
        query = ffi.string(lib.golws_connection_query(native)).decode("utf-8", "replace")
        connection.request = Handshake(f"{path}?{query}" if query else path,
                                       headers=headers_of(native, lib.golws_connection_headers))
        try:
            refusal = self.decide(connection)
        except Exception as error:
            refusal = self.handshake_failed(error)
        if inspect.isawaitable(refusal):
            lib.golws_connection_wait(native)
            self.start(self._decide_later(connection, refusal))
            return connection._handle
        if refusal is None:
            return connection._handle
        refuse(native, refusal)
        connection.attach(ffi.NULL)
        self._engine.leave(connection)
        return None

    def handshake_failed(self, error: Exception) -> Response:
        self.tell(error, "a handshake failed in what golws.serve() was given for it")
        return Response("the handshake failed in the server; its log says why\n", 500)

    def decide(self, connection: ServerConnection) -> "Decision":
        """The response that refuses a WebSocket, or None: it may be opened. What the
        program waits for, is waited for."""
        options, request = self._options, connection.request
        if options.origins is not None and request.headers.get("Origin") not in options.origins:
            return Response("this origin is not allowed\n", 403)
        if options.process_request is not None:
            answer = options.process_request(connection, request)
            if inspect.isawaitable(answer):
                return self._decided(connection, answer)
            if answer is not None:
                return as_response(answer)
        return self.accept(connection)

    async def _decided(self, connection: ServerConnection, answer: Awaitable[Any]) -> Optional[Response]:
        answered = await answer
        if answered is not None:
            return as_response(answered)
        if not connection._native:
            return None  # the client has gone meanwhile
        refusal = self.accept(connection)
        return await refusal if inspect.isawaitable(refusal) else refusal

    def accept(self, connection: ServerConnection) -> "Decision":
        """Chooses the subprotocol and writes the response."""
        options = self._options
        offered = [name.strip() for value in connection.request.headers.get_all("Sec-WebSocket-Protocol")
                   for name in value.split(",") if name.strip()]
        if options.select_subprotocol is not None:
            connection.subprotocol = options.select_subprotocol(connection, offered)
        else:
            connection.subprotocol = next((name for name in options.subprotocols or () if name in offered), None)
            if options.subprotocols and connection.subprotocol is None:
                return Response(f"one of these subprotocols is needed: {', '.join(options.subprotocols)}\n", 400)
        if connection.subprotocol is not None:
            lib.golws_connection_choose(connection._native, connection.subprotocol.encode())
        connection.response = Handshake(status=101)
        if options.process_response is None:
            lib.golws_connection_respond(connection._native, options.headers, len(options.headers))
            return None
        replaced = options.process_response(connection, connection.request, connection.response)
        if inspect.isawaitable(replaced):
            return self._processed(connection, replaced)
        return self.respond(connection, replaced)

    async def _processed(self, connection: ServerConnection, replaced: Awaitable[Any]) -> Optional[Response]:
        return self.respond(connection, await replaced)

    def respond(self, connection: ServerConnection, replaced: Any) -> Optional[Response]:
        if isinstance(replaced, Response):
            return replaced
        assert connection.response is not None
        block = self._options.headers + encode_headers(connection.response.headers)
        if connection._native:
            lib.golws_connection_respond(connection._native, block, len(block))
        return None

    async def _decide_later(self, connection: ServerConnection, decision: Awaitable[Optional[Response]]) -> None:
        try:
            refusal = await decision
        except asyncio.CancelledError:
            refusal = Response("the server goes away\n", 503)
        except Exception as error:
            refusal = self.handshake_failed(error)
        if not connection._native:
            return
        if refusal is not None:
            refuse(connection._native, refusal)
        lib.golws_connection_decide(connection._native, refusal is None)

    def opened(self, connection: ServerConnection) -> None:
        if not self._native:
            connection.abort()
            return
        self.connections.add(connection)
        self.start(self._handle_connection(connection))

    def requested(self, native: Any) -> Any:
        if not self._native:
            return None
        request = Request(self, native)
        request.begin(self._options.http or not_found)
        return request._handle

    def start(self, coroutine: Any) -> "asyncio.Task[None]":
        task = self._engine.loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def tell(self, error: BaseException, what: str) -> None:
        self._engine.loop.call_exception_handler({"message": what, "exception": error})

    async def _handle_connection(self, connection: ServerConnection) -> None:
        assert self._options.handler is not None
        code = 1011
        try:
            await self._options.handler(connection)
            code = 1000
        except ConnectionClosed:
            pass
        except asyncio.CancelledError:
            code = 1001
        except Exception as error:
            self.tell(error, "a golws connection handler failed")
        try:
            await connection.close(code)
        finally:
            self.connections.discard(connection)

    # What a program calls

    def close(self, close_connections: bool = True, code: int = 1001, reason: str = "") -> "Awaitable[None]":
        """Stops to listen, says goodbye (1001) to all and waits for the handlers.

        It begins at once; who wants to wait for its end awaits the result, or
        wait_closed().
        """
        if self._closing is None:
            self._closing = self._engine.loop.create_task(self._close(close_connections))
        return asyncio.shield(self._closing)

    async def _close(self, close_connections: bool) -> None:
        native, self._native = self._native, ffi.NULL
        if not native:
            return
        tasks = list(self._tasks)
        if close_connections:
            for task in tasks:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._engine.native:
            lib.golws_server_destroy(native)
        self._engine.leave(self)
        if not self._ended.done():
            self._ended.set_result(None)

    def left_behind(self) -> None:
        """This process is the child of a fork."""
        self._native = ffi.NULL

    async def wait_closed(self) -> None:
        await asyncio.shield(self._ended)

    async def serve_forever(self) -> None:
        try:
            await self.wait_closed()
        finally:
            await self.close()

    async def __aenter__(self) -> "Server":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        await self.close()


def as_response(given: Any) -> Response:
    """What process_request may return: a Response, or (status, headers, body)."""
    if isinstance(given, Response):
        return given
    if isinstance(given, tuple) and len(given) == 3:
        status, headers, body = given
        return Response(body, status, headers)
    if hasattr(given, "status_code") and hasattr(given, "body"):
        return Response(given.body, given.status_code, getattr(given, "headers", None))
    raise TypeError(f"process_request returns None or a golws.Response, not {type(given).__name__}")


def refuse(native: Any, response: Response) -> None:
    headers, body = response.encoded()
    lib.golws_connection_refuse(native, int(response.status), headers, len(headers), body, len(body))


class serve:
    """`async with golws.serve(handler, host, port) as server`, or `await` it.

    handler: what runs for each WebSocket; None: there are none.
    http: what answers other requests: a function, or a Router.
    mounts: folders by the path at which their files are served.
    """

    def __init__(self, handler: Optional[WebSocketHandler] = None, host: Optional[str] = None,
                 port: Optional[int] = None, *, http: Optional[Handler] = None, mounts: Optional[Mounts] = None,
                 unix: Optional[str] = None, tls: AnyTLS = None, ssl: AnyTLS = None, http2: bool = True,
                 origins: Optional[Checks] = None, subprotocols: Optional[Sequence[str]] = None,
                 select_subprotocol: Optional[SelectSubprotocol] = None,
                 process_request: Optional[ProcessRequest] = None,
                 process_response: Optional[ProcessResponse] = None, extra_headers: Optional[HeadersLike] = None,
                 server_header: Optional[str] = SERVER, compression: Optional[str] = "deflate",
                 open_timeout: Optional[float] = 10, ping_interval: Optional[float] = 20,
                 ping_timeout: Optional[float] = 20, close_timeout: Optional[float] = CLOSE_TIMEOUT,
                 max_size: Optional[int] = MAX_SIZE, max_queue: Optional[int] = MAX_QUEUE,
                 write_limit: int = WRITE_LIMIT) -> None:
        self._options = Options(
            handler, host, port, http=http, mounts=mounts, unix=unix, tls=tls or ssl, http2=http2, origins=origins,
            subprotocols=subprotocols, select_subprotocol=select_subprotocol, process_request=process_request,
            process_response=process_response, extra_headers=extra_headers, server_header=server_header,
            compression=compression, open_timeout=open_timeout, ping_interval=ping_interval, ping_timeout=ping_timeout,
            close_timeout=close_timeout, max_size=max_size, max_queue=max_queue, write_limit=write_limit)
        self._server: Optional[Server] = None

    async def _open(self) -> Server:
        return Server(running_engine(), self._options)

    def __await__(self) -> Generator[object, None, Server]:
        return self._open().__await__()

    async def __aenter__(self) -> Server:
        self._server = await self._open()
        return self._server

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        assert self._server is not None
        await self._server.close()


def unix_serve(handler: WebSocketHandler, path: str, **options: Any) -> serve:
    """Listens on a unix socket."""
    return serve(handler, unix=path, **options)
