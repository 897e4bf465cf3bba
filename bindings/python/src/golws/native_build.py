"""Compiles golws._native: bindings/native with cffi's glue (setup.py runs this)."""

from pathlib import Path

from cffi import FFI

here = Path(__file__).resolve().parent
include = here / "include"
native = here / "native"

declared = (native / "golws_native.h").read_text().split("/* declarations begin */")[1]

ffi = FFI()
ffi.cdef(declared.split("/* declarations end */")[0])
ffi.cdef("""
    extern "Python" {
        void py_watch(void *engine, int fd, int on);
        void *py_upgrade(void *server, struct golws_connection *connection);
        void py_opened(void *handle);
        void py_pong(void *handle, const char *data, size_t length);
        void py_sent(void *handle, size_t messages, size_t waiting);
        void py_failed(void *handle, const char *why, size_t length);
        void py_closed(void *handle, int code, const char *reason, size_t length);
        void *py_requested(void *server, struct golws_exchange *exchange);
        void py_answered(void *handle);
        void py_body(void *handle, const char *data, size_t length);
        void py_body_ended(void *handle);
        void py_body_sent(void *handle, size_t waiting);
        void py_finished(void *handle, const char *why, size_t length);
    }
""")
ffi.set_source(
    "golws._native",
    '#include "golws_native.h"\n',
    sources=[f"src/golws/native/{source.name}" for source in sorted(native.glob("*.c"))],
    include_dirs=[str(include), str(native)],
    libraries=[":libwebsockets.so.19"],
    library_dirs=[str(here / "lib")],
    extra_compile_args=["-Wall", "-Wextra", "-Wno-unused-parameter"],
    extra_link_args=["-Wl,-rpath,$ORIGIN/lib"],
)
