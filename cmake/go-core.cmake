# What the two forms of the core are built with: golws-core.so and the half of
# libwebsockets.a. Expects GO, CC and SOURCE; GOARCH when it is not this machine's.

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

# go_core(BUILDMODE OUTPUT TAGS [LINK]): LINK are options of the C linker.
function(go_core buildmode output tags)
	set(link ${ARGN})
	set(architecture)
	if(GOARCH)
		set(architecture GOARCH=${GOARCH})
	endif()
	execute_process(
		COMMAND ${CMAKE_COMMAND} -E env CC=${CC} CGO_ENABLED=1 ${architecture}
			"CGO_CFLAGS=-O2 -g -DGOLWS_HEADERS_DIGEST=0x${digest}"
			${GO} build -buildmode=${buildmode} -trimpath -buildvcs=false "-tags=${tags}"
			"-ldflags=${settings} -extldflags '${link}'"
			-o ${output} ./capi/bridge
		WORKING_DIRECTORY ${SOURCE}
		RESULT_VARIABLE failed)
	if(failed)
		message(FATAL_ERROR "go build failed")
	endif()
endfunction()
