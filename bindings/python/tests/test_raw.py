"""golws.lib: the C API itself."""

import os

import golws


def test_every_exported_function_is_there():
    names = os.environ.get("GOLWS_SYMBOLS")
    wanted = open(names).read().split() if names else ["lws_create_context", "lws_write", "lejp_parse"]
    missing = [name for name in wanted if not hasattr(golws.lib, name)]
    # Those with a va_list, and what is no function of the headers.
    assert len(missing) <= 10, missing


def test_a_context_a_struct_a_constant_and_a_callback():
    ffi, lib = golws.ffi, golws.lib
    assert lib.LWS_PRE >= 16 and lib.LWS_CALLBACK_ESTABLISHED == 0
    seen = []

    @ffi.callback("lws_callback_function")
    def happened(wsi, reason, user, data, length):
        seen.append(reason)
        return 0

    name = ffi.new("char[]", b"raw")
    protocols = ffi.new("struct lws_protocols[2]")
    protocols[0].name, protocols[0].callback = name, happened
    info = ffi.new("struct lws_context_creation_info *")
    info.port = lib.CONTEXT_PORT_NO_LISTEN if hasattr(lib, "CONTEXT_PORT_NO_LISTEN") else -1
    info.protocols = protocols
    context = lib.lws_create_context(info)
    assert context
    lib.lws_service(context, -1)
    lib.lws_context_destroy(context)
    assert lib.LWS_CALLBACK_PROTOCOL_INIT in seen and lib.LWS_CALLBACK_PROTOCOL_DESTROY in seen
    out = ffi.new("char[32]")
    assert lib.lws_b64_encode_string(b"golws", 5, out, 32) == 8 and ffi.string(out) == b"Z29sd3M="
