# cmake -DGO=… -DCC=… -DLINKER=… -DOBJCOPY=… -DAR=… -DSOURCE=… -DFRONT=… -DOUTPUT=… -P build-static.cmake
#
# Builds libwebsockets.a: front (FRONT, an archive) and core in one object that
# exports the API alone, so that a program may define names that the core uses.

include(${CMAKE_CURRENT_LIST_DIR}/go-core.cmake)
get_filename_component(folder ${OUTPUT} DIRECTORY)
set(work ${folder}/static)
file(MAKE_DIRECTORY ${work})

go_core(c-archive ${work}/core.a "")
file(REMOVE ${work}/core.h)

function(run)
	execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed)
	if(failed)
		list(GET ARGN 0 program)
		message(FATAL_ERROR "${program} failed")
	endif()
endfunction()

run(${LINKER} -r --wrap=pthread_create --whole-archive ${work}/core.a -o ${work}/core.o)
run(${LINKER} -r --whole-archive ${FRONT} --no-whole-archive ${work}/core.o -o ${work}/websockets.o)

# The names of the version map, one a line.
file(READ ${SOURCE}/capi/front/libwebsockets.map map)
string(REGEX REPLACE "/\\*[^/]*\\*/" "" map "${map}")
string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]*;" names "${map}")
string(REPLACE ";" "\n" names "${names}")
string(REGEX REPLACE "\n+" "\n" names "${names}")
file(WRITE ${work}/exported "${names}\n")
run(${OBJCOPY} --keep-global-symbols=${work}/exported ${work}/websockets.o)

file(REMOVE ${OUTPUT})
run(${AR} rcs ${OUTPUT} ${work}/websockets.o)
file(REMOVE_RECURSE ${work})
