"""What the clients send."""
import os

SIZES = (0, 64, 1000, 65535, 65536, 1 << 20, 16 << 20, 64 << 20)
LARGEST = int(os.environ.get("LARGEST", SIZES[-1]))
DEFLATE = os.environ.get("DEFLATE") == "1"
FRAGMENTS = 16
TEXT = "a\u00e9\u20ac\U0001f600z" * 9000

# A quarter of each byte is redundant: compressible, as real data are.
_LETTERS = bytes(32 + i % 64 for i in range(256))


def binary(size):
    return os.urandom(min(size, 1 << 20)).translate(_LETTERS) * max(1, size >> 20) if size else b""


def sizes():
    return [size for size in SIZES if size <= LARGEST]


def pieces():
    return [binary(100000 + i) for i in range(FRAGMENTS)]


def ok(step):
    print("ok", step, flush=True)
