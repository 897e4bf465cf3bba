from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Optional, Union

Path = Union[str, "os.PathLike[str]"]


@dataclass(frozen=True)
class TLS:
    """A server needs cert and key (PEM files); a client may have a CA file of its own.

    verify=False accepts any certificate: for tests alone.
    """

    cert: Optional[Path] = None
    key: Optional[Path] = None
    ca: Optional[Path] = None
    verify: bool = True

    def __post_init__(self) -> None:
        for path in (self.cert, self.key, self.ca):
            if path is not None and not os.path.isfile(path):
                raise FileNotFoundError(f"TLS: there is no file {os.fspath(path)}")
