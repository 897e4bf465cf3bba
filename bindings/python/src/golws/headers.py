from __future__ import annotations

from typing import Any, Iterable, Iterator, List, Mapping, MutableMapping, Optional, Tuple, Union

from ._native import ffi, lib

HeadersLike = Union["Headers", Mapping[str, str], Iterable[Tuple[str, str]]]


class Headers(MutableMapping[str, str]):
    """Names and values in order; names without regard to case, several of one allowed."""

    __slots__ = ("_pairs",)

    def __init__(self, headers: Optional[HeadersLike] = None, **more: str) -> None:
        self._pairs: List[Tuple[str, str]] = []
        if headers is not None:
            self.update_from(headers)
        self.update_from(more)

    def update_from(self, headers: HeadersLike) -> None:
        """Adds all, also those whose name there is already."""
        if isinstance(headers, Headers):
            pairs: Iterable[Tuple[str, str]] = headers._pairs
        elif isinstance(headers, Mapping):
            pairs = headers.items()
        else:
            pairs = headers
        self._pairs.extend((str(name), str(value)) for name, value in pairs)

    def __getitem__(self, name: str) -> str:
        found = self.get_all(name)
        if not found:
            raise KeyError(name)
        return found[0] if len(found) == 1 else ", ".join(found)

    def __setitem__(self, name: str, value: str) -> None:
        self._pairs = [pair for pair in self._pairs if pair[0].lower() != name.lower()]
        self._pairs.append((name, str(value)))

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self._pairs = [pair for pair in self._pairs if pair[0].lower() != name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(pair[0].lower() == name.lower() for pair in self._pairs)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name.lower() for name, _ in self._pairs))

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self._pairs})

    def __repr__(self) -> str:
        return f"Headers({self._pairs!r})"

    def get_all(self, name: str) -> List[str]:
        wanted = name.lower()
        return [value for other, value in self._pairs if other.lower() == wanted]

    def add(self, name: str, value: str) -> None:
        self._pairs.append((name, value))

    def raw_items(self) -> Iterator[Tuple[str, str]]:
        return iter(self._pairs)


def encode_headers(headers: Optional[HeadersLike]) -> bytes:
    """A block for bindings/native; raises what says which header cannot be sent."""
    if not headers:
        return b""
    if not isinstance(headers, Headers):
        headers = Headers(headers)
    parts = []
    for name, value in headers.raw_items():
        if "\0" in name or "\0" in value:
            raise ValueError(f"header {name!r} has a NUL character")
        parts.append(f"{name}\0{value.strip()}\0".encode("utf-8", "surrogateescape"))
    block = b"".join(parts)
    if not lib.golws_headers_valid(block, len(block)):
        for name, part in zip((name for name, _ in headers.raw_items()), parts):
            if not lib.golws_headers_valid(part, len(part)):
                raise ValueError(f"header {name!r} cannot be sent: its name or value has characters that none may have")
    return block


def decode_headers(data: Any, length: int) -> Headers:
    headers = Headers()
    if length:
        texts = bytes(ffi.buffer(data, length)).decode("utf-8", "surrogateescape").split("\0")
        headers._pairs = list(zip(texts[0:-1:2], texts[1:-1:2]))
    return headers


def headers_of(native: Any, read: Any) -> Headers:
    """What golws_connection_headers() or golws_exchange_headers() says."""
    length = ffi.new("size_t *")
    data = read(native, length)
    return decode_headers(data, length[0])


def address_of(native: Any, read: Any) -> Optional[Tuple[str, int]]:
    """What golws_connection_peer() and the like say."""
    text = ffi.new("char[128]")
    if not native or read(native, text, 128) < 0:
        return None
    host, _, port = ffi.string(text).decode().rpartition(":")
    return host.strip("[]"), int(port)
