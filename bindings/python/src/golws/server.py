from __future__ import annotations

import asyncio
import os
from types import TracebackType
from typing import Any, Awaitable, Callable, Generator, Optional, Set, Type

from ._native import ffi, lib
from .connection import MAX_SIZE, Connection, ConnectionClosed
from .engine import Engine, running_engine
from .tls import TLS

Handler = Callable[[Connection], Awaitable[object]]


class Server:
    """Listens until close(). `port` is the one that it got."""

    def __init__(self, engine: Engine, handler: Handler, host: Optional[str], port: int,
                 protocol: str, tls: Optional[TLS], max_size: int) -> None:
        self._engine = engine
        self._handler = handler
        self._handle = ffi.new_handle(self)
        self._tasks: Set["asyncio.Task[None]"] = set()
        # The library would let both listen there, and serve the first alone.
        taken = any(isinstance(user, Server) and user.port == port for user in engine.users)
        certificate = key = ffi.NULL
        if tls is not None:
            if tls.cert is None or tls.key is None:
                raise ValueError("a server's TLS needs cert and key")
            certificate, key = os.fsencode(tls.cert), os.fsencode(tls.key)
        self._native = ffi.NULL if taken else lib.server_create(
            engine.native, self._handle, host.encode() if host else ffi.NULL, port,
            protocol.encode(), certificate, key, max_size)
        if not self._native:
            engine.leave(self)
            raise OSError(f"cannot listen on {host or '*'} port {port}")
        self.port: int = lib.server_port(self._native)
        engine.join(self)

    def accepted(self, connection: Connection) -> None:
        task = self._engine.loop.create_task(self._handle_connection(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle_connection(self, connection: Connection) -> None:
        code = 1011
        try:
            await self._handler(connection)
            code = 1000
        except ConnectionClosed:
            pass
        except asyncio.CancelledError:
            code = 1001
        except Exception as error:
            self._engine.loop.call_exception_handler(
                {"message": "a golws connection handler failed", "exception": error})
        await connection.close(code)

    async def close(self) -> None:
        """Stops to listen, says goodbye (1001) to all and waits for the handlers."""
        native, self._native = self._native, ffi.NULL
        if not native:
            return
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._engine.native:
            lib.server_destroy(native)
        self._engine.leave(self)

    def left_behind(self) -> None:
        """This process is the child of a fork."""
        self._native = ffi.NULL

    async def serve_forever(self) -> None:
        await asyncio.Event().wait()

    async def __aenter__(self) -> "Server":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        await self.close()


class serve:
    """`async with golws.serve(handler, port=8000) as server`, or `await` it."""

    def __init__(self, handler: Handler, port: int = 0, *, host: Optional[str] = None,
                 protocol: str = "golws", tls: Optional[TLS] = None, max_size: int = MAX_SIZE) -> None:
        if not callable(handler):
            raise TypeError("the handler is a function that takes a connection")
        if max_size <= 0:
            raise ValueError("max_size is at least 1")
        self._arguments = (handler, host, port, protocol, tls, max_size)
        self._server: Optional[Server] = None

    async def _open(self) -> Server:
        return Server(running_engine(), *self._arguments)

    def __await__(self) -> Generator[object, None, Server]:
        return self._open().__await__()

    async def __aenter__(self) -> Server:
        self._server = await self._open()
        return self._server

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                        trace: Optional[TracebackType]) -> None:
        assert self._server is not None
        await self._server.close()


@ffi.def_extern()
def golws_py_accepted(handle: Any, native: Any) -> Any:
    server = ffi.from_handle(handle)
    if not server._native:
        return ffi.NULL
    connection = Connection(server._engine, native)
    server.accepted(connection)
    return connection._handle
