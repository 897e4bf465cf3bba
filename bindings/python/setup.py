"""Takes the library from GOLWS_BUILD (the checkout's build folder), and the sources of
bindings/native, into the package."""

import os
import shutil
from pathlib import Path

from setuptools import Extension, setup

here = Path(__file__).resolve().parent
built = Path(os.environ.get("GOLWS_BUILD", here.parents[1] / "build")) / "lib"
inside = here / "src" / "golws" / "lib"
shared = Path(os.environ.get("GOLWS_NATIVE", here.parent / "native"))
native = here / "src" / "golws" / "native"

if built.exists():
    (inside / "golws").mkdir(parents=True, exist_ok=True)
    shutil.copy2(built / "libwebsockets.so.19", inside)
    shutil.copy2(built / "golws" / "golws-core.so", inside / "golws")
elif not (inside / "libwebsockets.so.19").exists():
    raise SystemExit(f"golws: there is no library in {built}: run `make build`, or set GOLWS_BUILD")

if shared.exists():
    native.mkdir(exist_ok=True)
    for source in (*shared.glob("*.c"), *shared.glob("*.h")):
        shutil.copy2(source, native)
elif not (native / "golws_native.h").exists():
    raise SystemExit(f"golws: there is no {shared}: build in a checkout, or set GOLWS_NATIVE")

hot = Extension("golws._hot", ["src/golws/hot.c"], extra_compile_args=["-Wall", "-Wextra", "-Wno-missing-field-initializers"])

setup(cffi_modules=["src/golws/native_build.py:ffi", "src/golws/raw_build.py:ffi"], ext_modules=[hot])
