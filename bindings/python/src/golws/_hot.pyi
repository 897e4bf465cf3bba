import asyncio
from typing import Any, AsyncIterable, Coroutine, Iterable, Optional, Tuple, Union

from .engine import Engine
from .errors import ConnectionClosed

Data = Union[bytes, bytearray, memoryview]
Message = Union[str, bytes]

class Service:
    loop: asyncio.AbstractEventLoop
    def turn(self) -> None: ...
    def flush(self) -> None: ...
    def _attach(self, address: int) -> None: ...

class Channel:
    _engine: Engine
    _closed_as: Optional[ConnectionClosed]
    _queue_most: int
    _write_limit: int
    _full: bool
    def send(self, message: Union[str, Data, Iterable[Message], AsyncIterable[Message]],
             text: Optional[bool] = None) -> Coroutine[Any, Any, None]:
        """Sends a str as text, bytes as binary; waits while the peer is behind.

        Several pieces, from anything that gives them, become one message.
        """
    def recv(self, decode: Optional[bool] = None) -> Coroutine[Any, Any, Message]:
        """The next message. What came before the connection closed is still given."""
    def __aiter__(self) -> Channel: ...
    def __anext__(self) -> Coroutine[Any, Any, Message]: ...
    def _wake_receiver(self) -> None: ...
    def _attach(self, address: int) -> None: ...

def bind(send: int, hold: int, tell_sent: int, turn: int, flush: int) -> Tuple[int, int]: ...
def object_at(address: int) -> Any: ...
