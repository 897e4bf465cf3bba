# cmake -DGO=… -DCC=… -DSOURCE=… -DOUTPUT=… [-DGOARCH=…] [-DTAGS=…] -P build-core.cmake
#
# Builds the Go core as a shared library that exports one symbol. TAGS are build
# tags: tests use one.

include(${CMAKE_CURRENT_LIST_DIR}/go-core.cmake)
go_core(c-shared ${OUTPUT} "${TAGS}"
	"-Wl,--version-script=${SOURCE}/capi/bridge/golws-core.map -Wl,-soname,golws-core.so -Wl,-z,now -Wl,--wrap=pthread_create")
# The header that -buildmode=c-shared writes describes nothing a program may call.
string(REGEX REPLACE "\\.so$" ".h" header ${OUTPUT})
file(REMOVE ${header})
