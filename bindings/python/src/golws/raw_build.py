"""Compiles golws._raw: the library's complete C API, as the public headers declare it.

The headers are preprocessed and parsed by pycparser; what cffi's own parser does not
take is written so that the C compiler fills it in: enum values, sizes of arrays, types
of the system.
"""

import ctypes
import os
import re
import subprocess
import sysconfig
import tempfile
from pathlib import Path

from cffi import FFI
from pycparser import c_ast, c_generator, c_parser

here = Path(__file__).resolve().parent
include = here / "include"

EXTENSIONS = {
    "__attribute__(x)": "", "__extension__": "", "__asm__(x)": "", "__restrict": "", "__inline": "", "__inline__": "",
    "__builtin_va_list": "int", "_Noreturn": "", "__signed__": "signed", "__typeof__(x)": "int", "__alignof__(x)": "1",
    "_Static_assert(...)": "", "_Float128": "double", "__float128": "double", "_Float64x": "double",
    "_Float64": "double", "_Float32x": "double", "_Float32": "float", "__int128": "long", "_Alignas(x)": "",
    "__volatile__": "", "__const": "const",
}
"""What of GNU C the parser does not know."""

KNOWN = {"size_t", "ssize_t", "wchar_t", "ptrdiff_t", "FILE", "bool", "_Bool", "char", "short", "int", "long", "unsigned",
         "signed", "float", "double", "void", *(f"{u}int{n}_t" for u in ("", "u") for n in (8, 16, 32, 64)),
         "intptr_t", "uintptr_t", "intmax_t", "uintmax_t"}
"""What cffi knows."""

HELD = {"pthread_mutex_t"}
"""Types of the system that are part of structs of ours."""

INTEGERS = {"pthread_t", "uid_t", "gid_t", "pid_t", "off_t", "time_t", "socklen_t", "mode_t", "in_addr_t", "suseconds_t"}

NUMBER = re.compile(r"[-+(]*\s*(0x[0-9a-fA-F]+|\d+)[uUlL]*\s*\)*(\s*(<<|\||\+)\s*[-+(]*(0x[0-9a-fA-F]+|\d+)[uUlL]*\s*\)*)*$")
"""A macro that is an integer."""


class Simplified(c_generator.CGenerator):
    """C as cffi reads it."""

    def visit_Enumerator(self, node):
        return f"{self._make_indent()}{node.name} = ...,\n"


class Sizes(c_ast.NodeVisitor):
    """Finds the sizes of arrays that are expressions."""

    def __init__(self):
        self.found = []

    def visit_ArrayDecl(self, node):
        if node.dim is not None and not isinstance(node.dim, c_ast.Constant):
            self.found.append(node)
        self.generic_visit(node)


def settle_sizes(nodes):
    """Has the compiler say how large arrays are."""
    sizes = Sizes()
    for node in nodes:
        sizes.visit(node)
    write = c_generator.CGenerator()
    expressions = [write.visit(array.dim) for array in sizes.found]
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "sizes.c", Path(folder) / "sizes"
        prints = "".join(f'printf("%lu\\n", (unsigned long)({expression}));\n' for expression in expressions)
        source.write_text(f"#include <libwebsockets.h>\n#include <stdio.h>\nint main(void) {{\n{prints}return 0;\n}}\n")
        subprocess.run([*compiler, "-D_GNU_SOURCE", "-I", str(include), str(source), "-o", str(program)], check=True)
        values = subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout.split()
    for array, value in zip(sizes.found, values):
        array.dim = c_ast.Constant("int", value)


class Names(c_ast.NodeVisitor):
    """The types that a declaration needs and those that it makes."""

    def __init__(self):
        self.used, self.tags, self.defined = set(), set(), set()

    def visit_IdentifierType(self, node):
        self.used.update(node.names)

    def visit_Struct(self, node):
        self.see("struct", node)

    def visit_Union(self, node):
        self.see("union", node)

    def see(self, kind, node):
        if node.name:
            (self.defined if node.decls else self.tags).add(f"{kind} {node.name}")
        self.generic_visit(node)


compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()


def preprocess(*flags):
    definitions = [f"-D{name}={value}" for name, value in EXTENSIONS.items()]
    return subprocess.run([*compiler, "-E", "-std=c11", "-D_GNU_SOURCE", *definitions, *flags, "-I", str(include), "-"],
                          input="#include <libwebsockets.h>\n", capture_output=True, text=True, check=True).stdout


def is_own(node):
    return str(include) in str(getattr(node.coord, "file", ""))


def macros():
    """Names of the headers' macros that are integers and defined in this configuration."""
    defined = set(re.findall(r"^#define (\w+) ", preprocess("-dM"), re.M))
    for header in sorted(include.rglob("*.h")):
        for name, value in re.findall(r"^#define (LWS\w*|GOLWS\w*|LCCSCF\w*|LLL_\w+) +([^\n]*)$", header.read_text(), re.M):
            value = re.sub(r"/\*.*", "", value).strip()
            if name in defined and NUMBER.match(value):
                yield name


def hidden():
    """Names of functions that a macro without a body stands in front of."""
    return sorted(re.findall(r"^#define (\w+)\([^)]*\) *$", preprocess("-dM"), re.M))


def declarations():
    text = re.sub(r"^#pragma.*$", "", preprocess(), flags=re.M)
    tree = c_parser.CParser().parse(text)
    system = {node.name: node for node in tree.ext if isinstance(node, c_ast.Typedef) and not is_own(node)}
    written, needed = [], Names()
    own_types = set()
    write = Simplified()
    own = [node.decl if isinstance(node, c_ast.FuncDef) else node for node in tree.ext if is_own(node)]
    settle_sizes(own)
    inline = {node.decl.name for node in tree.ext if isinstance(node, c_ast.FuncDef)}
    library = ctypes.CDLL(str(here / "lib" / "libwebsockets.so.19"))
    for node in own:
        is_symbol = isinstance(node, c_ast.Decl) and node.name is not None
        if is_symbol and node.name not in inline and not hasattr(library, node.name):
            continue  # of a feature that this configuration leaves out
        node.storage = ["typedef"] if isinstance(node, c_ast.Typedef) else []
        if isinstance(node, c_ast.Decl):
            node.funcspec = []
        names = Names()
        names.visit(node)
        if "va_list" in names.used or "__builtin_va_list" in names.used or "__gnuc_va_list" in names.used:
            continue
        needed.used |= names.used
        needed.tags |= names.tags
        needed.defined |= names.defined
        if isinstance(node, c_ast.Typedef):
            own_types.add(node.name)
        if isinstance(node, c_ast.Decl) and not isinstance(node.type, (c_ast.FuncDecl, c_ast.Struct, c_ast.Union, c_ast.Enum)):
            written.append("extern " + write.visit(node) + ";")
        else:
            written.append(write.visit(node) + ";")
    before = []
    for name in sorted(needed.used - KNOWN - own_types):
        if name in INTEGERS:
            before.append(f"typedef int... {name};")
        elif name in HELD:
            before.append(f"typedef union {{ ...; }} {name};")
        elif name in system:
            before.append(f"typedef ... {name};")
    for tag in sorted(needed.tags - needed.defined):
        before.append(f"{tag} {{ ...; }};" if tag.startswith(("struct sockaddr", "struct in", "struct time")) else f"{tag};")
    defines = [f"#define {name} ..." for name in sorted(set(macros()))]
    return "\n".join([*before, *written, *defines])


ffi = FFI()
ffi.cdef(declarations(), override=True)
ffi.set_source(
    "golws._raw",
    "#include <libwebsockets.h>\n" + "".join(f"#undef {name}\n" for name in hidden()),
    include_dirs=[str(include)],
    libraries=[":libwebsockets.so.19"],
    library_dirs=[str(here / "lib")],
    extra_compile_args=["-Wno-unused-parameter", "-Wno-deprecated-declarations", "-O0"],
    extra_link_args=["-Wl,-rpath,$ORIGIN/lib"],
)
