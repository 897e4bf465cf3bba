#!/usr/bin/env python3
"""Python as the host of the library: ctypes and os.fork().

usage: python_fork.py FRONT

Forks before the first context, and after one exists; each child serves a page
with a context of its own. multiprocessing does the same inside.
"""

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time

PAGE = b"hello from python\n"
CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
HTTP = 12  # LWS_CALLBACK_HTTP

# Where struct lws_context_creation_info has them, by the binary contract.
PROTOCOLS, PORT, INFO_SIZE = 8, 96, 4096


class Protocol(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p), ("callback", CALLBACK),
        ("per_session_data_size", ctypes.c_size_t), ("rx_buffer_size", ctypes.c_size_t),
        ("id", ctypes.c_uint), ("user", ctypes.c_void_p), ("tx_packet_size", ctypes.c_size_t)]


lws = ctypes.CDLL(sys.argv[1])
lws.lws_create_context.restype = ctypes.c_void_p
lws.lws_get_vhost_by_name.restype = ctypes.c_void_p
for name in ("lws_service", "lws_context_destroy", "lws_get_vhost_by_name",
             "lws_get_vhost_listen_port", "lws_return_http_status"):
    getattr(lws, name).argtypes = [ctypes.c_void_p]
lws.lws_service.argtypes = [ctypes.c_void_p, ctypes.c_int]
lws.lws_get_vhost_by_name.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
lws.lws_return_http_status.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_char_p]


def callback(wsi, reason, user, data, length):
    if reason == HTTP:
        return lws.lws_return_http_status(wsi, 200, PAGE) or -1
    return 0


protocols = (Protocol * 2)()
protocols[0].name = b"http"
protocols[0].callback = CALLBACK(callback)


def create():
    info = (ctypes.c_char * INFO_SIZE)()
    ctypes.c_void_p.from_buffer(info, PROTOCOLS).value = ctypes.addressof(protocols)
    ctypes.c_int.from_buffer(info, PORT).value = 0
    context = lws.lws_create_context(ctypes.byref(info))
    assert context, "no context"
    return context


def serve_once():
    context = create()
    port = lws.lws_get_vhost_listen_port(lws.lws_get_vhost_by_name(context, b"default"))
    peer = socket.create_connection(("127.0.0.1", port))
    peer.sendall(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    peer.setblocking(False)
    got = b""
    end = time.monotonic() + 20
    while PAGE not in got:
        assert time.monotonic() < end, got
        assert lws.lws_service(context, -1) >= 0
        try:
            got += peer.recv(4096)
        except BlockingIOError:
            time.sleep(0.001)
    peer.close()
    lws.lws_context_destroy(context)


def in_child(f):
    child = os.fork()
    if not child:
        signal.alarm(30)
        try:
            f()
        except BaseException as e:
            print(e, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0, status


def in_grandchild():
    serve_once()
    in_child(serve_once)


def main():
    tasks = lambda: len(os.listdir("/proc/self/task"))
    assert tasks() == 1, "threads before the first context"
    in_child(serve_once)
    assert tasks() == 1
    context = create()
    assert tasks() > 1
    for _ in range(5):
        in_child(serve_once)
    in_child(in_grandchild)
    old = lambda: (lws.lws_service(context, 0) < 0) or sys.exit("served the parent's context")
    in_child(old)
    process = multiprocessing.get_context("fork").Process(target=serve_once)
    process.start()
    process.join(30)
    assert process.exitcode == 0, process.exitcode
    assert lws.lws_service(context, -1) >= 0
    lws.lws_context_destroy(context)


main()
