# cmake -DGO=… -DCC=… -DSOURCE=… -DOUTPUT=… [-DTAGS=…] -P build-core.cmake
#
# Builds the Go core as a shared library that exports one symbol. TAGS are build
# tags: tests use one.

# The go command rebuilds a cgo package when a file in its folder changes, not
# when a header elsewhere does. A digest of those headers among the compiler's
# flags makes it look.
file(GLOB headers ${SOURCE}/include/*.h ${SOURCE}/include/libwebsockets/*.h ${SOURCE}/capi/front/*.h)
set(digests)
foreach(header ${headers})
	file(SHA256 ${header} digest)
	string(APPEND digests ${digest})
endforeach()
string(SHA256 digest "${digests}")

# gcshrinkstackoff: a goroutine that carries a service thread keeps the stack
# that it was given, so that a signal handler of the program finds room on it.
# asyncpreemptoff: no SIGURG interrupts the program's system calls, and the
# signal stays the program's.
# updatemaxprocs: no look at the control group's files every second.
set(settings "-X=runtime.godebugDefault=gcshrinkstackoff=1,asyncpreemptoff=1,updatemaxprocs=0")
set(link "-Wl,--version-script=${SOURCE}/capi/bridge/golws-core.map -Wl,-soname,golws-core.so -Wl,-z,now -Wl,--wrap=pthread_create")

execute_process(
	COMMAND ${CMAKE_COMMAND} -E env CC=${CC} CGO_ENABLED=1
		"CGO_CFLAGS=-O2 -g -DGOLWS_HEADERS_DIGEST=0x${digest}"
		${GO} build -buildmode=c-shared -trimpath -buildvcs=false "-tags=${TAGS}"
		"-ldflags=${settings} -extldflags '${link}'"
		-o ${OUTPUT} ./capi/bridge
	WORKING_DIRECTORY ${SOURCE}
	RESULT_VARIABLE failed)
if(failed)
	message(FATAL_ERROR "go build failed")
endif()
# The header that -buildmode=c-shared writes describes nothing a program may call.
string(REGEX REPLACE "\\.so$" ".h" header ${OUTPUT})
file(REMOVE ${header})
