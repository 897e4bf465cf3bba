from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from typing import Any, List, Optional, Union

from ._native import ffi

Path = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class TLS:
    """Certificates and keys: names of PEM files, or the PEM text itself.

    A server needs cert and key, and with ca it asks clients for a certificate of that
    CA. A client may have a CA of its own instead of the system's, and a cert with key.
    verify=False accepts any certificate: for tests alone.
    """

    cert: Optional[Path] = None
    key: Optional[Path] = None
    ca: Optional[Path] = None
    verify: bool = True

    def __post_init__(self) -> None:
        for path in (self.cert, self.key, self.ca):
            if path is None or str(path).startswith("-----BEGIN"):
                continue
            if not os.path.isfile(path):
                raise FileNotFoundError(f"TLS: there is no file {os.fspath(path)}")
        if (self.cert is None) != (self.key is None):
            raise ValueError("TLS: a cert needs its key, and a server needs cert and key")


AnyTLS = Union[TLS, ssl.SSLContext, bool, None]


def tls_of(given: AnyTLS, *, server: bool = False) -> Optional[TLS]:
    """What `tls` and `ssl` parameters may be."""
    if given is None or given is False:
        return None
    if given is True:
        given = TLS()
    if isinstance(given, TLS):
        if server and given.cert is None:
            raise ValueError("a server's TLS needs cert and key")
        return given
    if not isinstance(given, ssl.SSLContext):
        raise TypeError(f"tls is a golws.TLS, not {type(given).__name__}")
    if server:
        raise TypeError("an SSLContext keeps its key to itself: pass golws.TLS(cert=..., key=...)")
    trusted = "".join(ssl.DER_cert_to_PEM_cert(der) for der in given.get_ca_certs(True))
    return TLS(ca=trusted or None, verify=given.verify_mode != ssl.CERT_NONE)


def native_tls(tls: Optional[TLS], kept: List[Any]) -> Any:
    """A struct golws_tls; what it points to is kept in `kept`."""
    if tls is None:
        return ffi.NULL
    native = ffi.new("struct golws_tls *")
    kept.append(native)
    for member, path in (("certificate", tls.cert), ("key", tls.key), ("ca", tls.ca)):
        if path is not None:
            text = ffi.new("char[]", os.fsencode(path))
            kept.append(text)
            setattr(native, member, text)
    native.unverified = not tls.verify
    return native
