"""Takes what is outside this folder into the package: the library from GOLWS_BUILD (the
checkout's build folder), bindings/native, the headers and the licence. An sdist has them."""

import os
import shutil
from pathlib import Path

from setuptools import Extension, setup

here = Path(__file__).resolve().parent
package = here / "src" / "golws"


def take(what, wanted, source, pick, advice):
    """Copies files into the package, unless there are none and it has them."""
    place = package / what
    if (source / wanted).exists():
        shutil.rmtree(place, ignore_errors=True)
        for file in pick(source):
            (place / file.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, place / file.relative_to(source))
    elif not (place / wanted).exists():
        raise SystemExit(f"golws: there is no {source / wanted}: {advice}")


take("lib", "libwebsockets.so.19", Path(os.environ.get("GOLWS_BUILD", here.parents[1] / "build")) / "lib",
     lambda folder: [folder / "libwebsockets.so.19", folder / "golws" / "golws-core.so"],
     "run `make build`, or set GOLWS_BUILD")
take("native", "golws_native.h", Path(os.environ.get("GOLWS_NATIVE", here.parent / "native")),
     lambda folder: folder.glob("*.[ch]"), "build in a checkout, or set GOLWS_NATIVE")
take("include", "libwebsockets.h", Path(os.environ.get("GOLWS_INCLUDE", here.parents[1] / "include")),
     lambda folder: folder.rglob("*.h"), "build in a checkout, or set GOLWS_INCLUDE")
licence = here.parents[1] / "LICENSE"
if licence.exists():
    shutil.copy2(licence, here)

hot = Extension("golws._hot", sorted(str(file.relative_to(here)) for file in package.glob("hot/*.c")),
                depends=["src/golws/hot/hot.h"],
                extra_compile_args=["-Wall", "-Wextra", "-Wno-missing-field-initializers"])

setup(cffi_modules=["src/golws/native_build.py:ffi", "src/golws/raw_build.py:ffi"], ext_modules=[hot])
