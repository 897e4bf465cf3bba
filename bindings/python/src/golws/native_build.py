"""Compiles golws._native: native.c with cffi's glue (setup.py runs this)."""

import os
from pathlib import Path

from cffi import FFI

here = Path(__file__).resolve().parent
include = Path(os.environ.get("GOLWS_INCLUDE", here.parents[3] / "include"))

ffi = FFI()
declared = (here / "native.h").read_text().split("/* cffi reads from here */")[1]
ffi.cdef(declared.split("/* cffi reads to here */")[0])
ffi.cdef('extern "Python+C" {' + (here / "callbacks.h").read_text() + "}")
ffi.set_source(
    "golws._native",
    '#include "native.h"\n',
    sources=["src/golws/native.c"],
    include_dirs=[str(include), str(here)],
    libraries=[":libwebsockets.so.19"],
    library_dirs=[str(here / "lib")],
    extra_compile_args=["-Wall", "-Wextra"],
    extra_link_args=["-Wl,-rpath,$ORIGIN/lib"],
)
