"""Takes the library from GOLWS_BUILD (the checkout's build folder) into the wheel."""

import os
import shutil
from pathlib import Path

from setuptools import setup

here = Path(__file__).resolve().parent
built = Path(os.environ.get("GOLWS_BUILD", here.parents[1] / "build")) / "lib"
inside = here / "src" / "golws" / "lib"

if built.exists():
    (inside / "golws").mkdir(parents=True, exist_ok=True)
    shutil.copy2(built / "libwebsockets.so.19", inside)
    shutil.copy2(built / "golws" / "golws-core.so", inside / "golws")
elif not (inside / "libwebsockets.so.19").exists():
    raise SystemExit(f"golws: there is no library in {built}: run `make build`, or set GOLWS_BUILD")

setup(cffi_modules=["src/golws/native_build.py:ffi"])
