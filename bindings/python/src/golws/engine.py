"""One context for each event loop, which lives as long as anything uses it."""

from __future__ import annotations

import asyncio
import atexit
import os
from typing import Any, Callable, Dict, Set, TypeVar

from . import _hot
from ._native import ffi, lib

F = TypeVar("F", bound=Callable[..., Any])

LLL_ERR = 1

engines: Dict[int, "Engine"] = {}

events = ffi.new("struct golws_events *")


def address_in(pointer: Any) -> int:
    return int(ffi.cast("uintptr_t", pointer))


message, wanted = _hot.bind(*(
    address_in(ffi.addressof(lib, f"golws_{name}"))
    for name in ("connection_send", "connection_hold", "connection_tell_sent", "engine_turn", "engine_flush")))
events.message = ffi.cast("void (*)(void *, const char *, size_t, int)", message)
events.wanted = ffi.cast("void (*)(void *)", wanted)


class Engine(_hot.Service):
    """The library's service thread, which the loop sees as one descriptor."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.users: Set[Any] = set()
        self.watched = -1
        self.leaving = False
        self.create()

    def create(self) -> None:
        lib.golws_log_level(LLL_ERR)
        self.attach(lib.golws_engine_create(events, ffi.cast("void *", id(self))))
        if not self.native:
            raise RuntimeError("golws cannot start: its log says why")

    def attach(self, native: Any) -> None:
        """It is this engine of the library's, or none any more."""
        self.native = native
        self._attach(address_in(native))

    def watch(self, fd: int, on: bool) -> None:
        if on:
            self.watched = fd
            self.loop.add_reader(fd, self.turn)
        elif self.watched == fd:
            self.watched = -1
            if not self.loop.is_closed():
                self.loop.remove_reader(fd)

    def want_flush(self) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon(self.flush)

    def join(self, user: Any) -> None:
        self.users.add(user)

    def leave(self, user: Any) -> None:
        """Called inside the library, so its end comes later."""
        self.users.discard(user)
        if self.users or self.leaving or self.loop.is_closed():
            return
        self.leaving = True
        self.loop.call_soon(self.end_if_unused)

    def end_if_unused(self) -> None:
        self.leaving = False
        if not self.users:
            self.end()

    def end(self) -> None:
        if engines.get(id(self.loop)) is self:
            del engines[id(self.loop)]
        native = self.native
        self.attach(ffi.NULL)
        if native:
            lib.golws_engine_destroy(native)


def running_engine() -> Engine:
    loop = asyncio.get_running_loop()
    engine = engines.get(id(loop))
    if engine is None or engine.loop is not loop:
        end_abandoned()
        engine = engines[id(loop)] = Engine(loop)
    return engine


def end_abandoned() -> None:
    """Ends what loops left behind that were closed with connections open."""
    for engine in list(engines.values()):
        if engine.loop.is_closed():
            engine.end()


def end_all() -> None:
    for engine in list(engines.values()):
        engine.end()


def forget_all() -> None:
    """In the child of a fork: contexts stay with the parent."""
    for engine in engines.values():
        engine.attach(ffi.NULL)
        for user in engine.users:
            user.left_behind()
    engines.clear()


atexit.register(end_all)
os.register_at_fork(after_in_child=forget_all)


def text_of(data: Any, length: int) -> str:
    return bytes(ffi.buffer(data, length)).decode("utf-8", "replace") if length else ""


def event(name: str) -> Callable[[F], F]:
    """Makes the function the one that the library calls for this event."""

    def define(function: F) -> F:
        ffi.def_extern(name=f"py_{name}")(function)
        setattr(events, name, getattr(lib, f"py_{name}"))
        return function

    return define


@event("watch")
def watch(engine: Any, fd: int, on: int) -> None:
    _hot.object_at(address_in(engine)).watch(fd, bool(on))


@event("upgrade")
def upgrade(server: Any, native: Any) -> Any:
    return ffi.from_handle(server).upgrade(native) or ffi.NULL


@event("requested")
def requested(server: Any, native: Any) -> Any:
    return ffi.from_handle(server).requested(native) or ffi.NULL
