"""The same without asyncio: calls that wait, with the GIL released meanwhile.

A client has an event loop of its own that runs only while one of its calls does, in
the thread of that call; another thread may send while one waits for messages. A server
runs its loop in serve_forever(), and each handler in a thread.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from types import TracebackType
from typing import Any, Callable, Coroutine, Iterator, Optional, Type, TypeVar, Union

from . import client, exchange, http_client, server
from .connection import Connection as AsyncConnection
from .connection import Data, Message
from .errors import ConnectionClosedOK

T = TypeVar("T")

LOOK_AGAIN = 0.02
"""Seconds after which a thread looks whether the loop that it waits for still runs."""


class Loop:
    """An event loop that runs in whichever thread needs it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.turn = threading.Lock()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        if self.loop.is_closed():
            coroutine.close()
            raise RuntimeError("this connection is closed, and its event loop with it")
        if self.turn.acquire(blocking=False):
            try:
                return self.loop.run_until_complete(coroutine)
            finally:
                self.turn.release()
        waiting = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        while True:
            if concurrent.futures.wait([waiting], LOOK_AGAIN).done:
                return waiting.result()
            if self.turn.acquire(blocking=False):
                try:
                    return self.loop.run_until_complete(asyncio.wrap_future(waiting, loop=self.loop))
                finally:
                    self.turn.release()

    def close(self) -> None:
        with self.turn:
            if not self.loop.is_closed():
                self.loop.run_until_complete(asyncio.sleep(0))
                self.loop.close()


class Connection:
    """A WebSocket whose methods wait."""

    def __init__(self, loop: Loop, ws: AsyncConnection, own: bool) -> None:
        self._loop = loop
        self._ws = ws
        self._own = own

    def send(self, message: Union[str, Data], text: Optional[bool] = None) -> None:
        async def whole() -> None:
            await self._ws.send(message, text)
            await self._ws._sent()

        self._loop.run(whole())

    def recv(self, timeout: Optional[float] = None, decode: Optional[bool] = None) -> Message:
        """The next message; TimeoutError when none has come within the seconds."""
        if timeout is None:
            return self._loop.run(self._ws.recv(decode))
        try:
            return self._loop.run(asyncio.wait_for(self._ws.recv(decode), timeout))
        except asyncio.TimeoutError:
            raise TimeoutError(f"no message within {timeout} seconds") from None

    def __iter__(self) -> Iterator[Message]:
        try:
            while True:
                yield self.recv()
        except ConnectionClosedOK:
            return

    def ping(self, data: Union[str, Data, None] = None) -> float:
        """Sends a ping and waits for its pong: the seconds that it took."""
        async def both() -> float:
            return await (await self._ws.ping(data))

        return self._loop.run(both())

    def close(self, code: int = 1000, reason: str = "") -> None:
        if self._loop.loop.is_closed():
            return
        self._loop.run(self._ws.close(code, reason))
        if self._own:
            self._loop.close()

    def __getattr__(self, name: str) -> Any:
        """What else an asynchronous connection tells: path, request, close_code, …"""
        return getattr(self._ws, name)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close(1000 if kind is None else 1011)


def connect(uri: str, **options: Any) -> Connection:
    """`with golws.sync.connect(url) as ws`; the options are those of golws.connect()."""
    loop = Loop()
    try:
        return Connection(loop, loop.run(client.connect(uri, **options)._open()), True)
    except BaseException:
        loop.close()
        raise


class Response:
    """A response whose methods wait."""

    def __init__(self, loop: Loop, response: http_client.ClientResponse) -> None:
        self._loop = loop
        self._response = response
        self.status = response.status
        self.headers = response.headers

    def read(self, limit: Optional[int] = exchange.BODY_MOST) -> bytes:
        return self._loop.run(self._response.read(limit))

    def text(self, limit: Optional[int] = exchange.BODY_MOST) -> str:
        return self.read(limit).decode()

    def json(self, limit: Optional[int] = exchange.BODY_MOST) -> Any:
        return self._loop.run(self._response.json(limit))

    def __iter__(self) -> Iterator[bytes]:
        async def next_piece() -> Optional[bytes]:
            async for piece in self._response:
                return piece
            return None

        while True:
            piece = self._loop.run(next_piece())
            if piece is None:
                return
            yield piece

    def close(self) -> None:
        if self._loop.loop.is_closed():
            return
        self._response.abort()
        self._loop.close()

    def __enter__(self) -> "Response":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()


def request(method: str, url: str, **options: Any) -> Response:
    """`with golws.sync.request("GET", url) as response`; the options are those of golws.request()."""
    loop = Loop()
    try:
        return Response(loop, loop.run(http_client.PendingResponse(method, url, **options)._open()))
    except BaseException:
        loop.close()
        raise


class Server:
    """Listens from the beginning; serve_forever() serves, until shutdown() in another thread."""

    def __init__(self, loop: Loop, served: server.Server) -> None:
        self._loop = loop
        self._server = served
        self.port = served.port

    def serve_forever(self) -> None:
        self._loop.run(self._server.serve_forever())

    def shutdown(self) -> None:
        async def close() -> None:
            await self._server.close()

        if not self._loop.loop.is_closed():
            self._loop.run(close())

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.shutdown()
        self._loop.close()


def serve(handler: Callable[[Connection], object], host: Optional[str] = None, port: Optional[int] = None,
          **options: Any) -> Server:
    """`with golws.sync.serve(handler, host, port) as server: server.serve_forever()`"""
    loop = Loop()

    async def in_thread(ws: AsyncConnection) -> None:
        done: "asyncio.Future[None]" = loop.loop.create_future()

        def tell(error: Optional[BaseException]) -> None:
            if done.done():
                return
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        def run() -> None:
            error: Optional[BaseException] = None
            try:
                handler(Connection(loop, ws, False))
            except BaseException as raised:
                error = raised
            if not loop.loop.is_closed():
                loop.loop.call_soon_threadsafe(tell, error)

        threading.Thread(target=run, daemon=True).start()
        await done

    async def begin() -> server.Server:
        return await server.serve(in_thread, host, port, **options)

    try:
        return Server(loop, loop.run(begin()))
    except BaseException:
        loop.close()
        raise
