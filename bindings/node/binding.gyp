{
  "targets": [
    {
      "target_name": "golws",
      "sources": [
        "src/addon.cc",
        "src/engine.cc",
        "src/http.cc",
        "src/listen.cc",
        "src/websocket.cc",
        "<!@(node libwebsockets.js sources)"
      ],
      "include_dirs": [
        "<!(node libwebsockets.js native)",
        "<!(node -p \"require('node-addon-api').include_dir\")"
      ],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS", "NODE_ADDON_API_DISABLE_DEPRECATED"],
      "cflags": ["-Wall", "-Wextra", "-Wno-missing-field-initializers", "-fvisibility=hidden", "<!@(node libwebsockets.js cflags)"],
      "cflags_c": ["-std=gnu11"],
      "cflags_cc": ["-std=gnu++17", "-Wno-cast-function-type"],
      "ldflags": ["-Wl,-z,nodelete"],
      "libraries": ["<!@(node libwebsockets.js libs)"]
    }
  ]
}
