# What a program's CMakeLists.txt asks of the library that find_package() found.

include(CheckIncludeFile)
include(CheckCSourceCompiles)

# require_lws_config(OPTION WANTED RESULT): is OPTION, such as LWS_WITH_TLS, set
# in lws_config.h (WANTED is 1) or not (0)? With `requirements` as RESULT anything
# else stops CMake; the answer is in HAS_<OPTION> (0 or 1) and MET in any case.
macro(require_lws_config OPTION WANTED RESULT)
	check_c_source_compiles("
		#include <libwebsockets.h>
		#if !defined(${OPTION})
		#error
		#endif
		int main(void) { return 0; }" HAS_${OPTION})
	if(HAS_${OPTION})
		set(HAS_${OPTION} 1)
	else()
		set(HAS_${OPTION} 0)
	endif()
	if(HAS_${OPTION} EQUAL ${WANTED})
		set(MET 1)
	else()
		set(MET 0)
	endif()
	if(NOT MET AND "${RESULT}" STREQUAL "requirements")
		if(${WANTED})
			message(FATAL_ERROR "${PROJECT_NAME} needs a libwebsockets with ${OPTION}")
		else()
			message(FATAL_ERROR "${PROJECT_NAME} needs a libwebsockets without ${OPTION}")
		endif()
	endif()
endmacro()

# require_pthreads(RESULT): sets PTHREAD_LIB, or stops where there are no threads.
macro(require_pthreads RESULT)
	check_include_file(pthread.h LWS_HAVE_PTHREAD_H)
	if(NOT LWS_HAVE_PTHREAD_H)
		message(FATAL_ERROR "${PROJECT_NAME} needs POSIX threads")
	endif()
	set(PTHREAD_LIB pthread)
endmacro()

# sai_resource(…): reserves a shared test machine of libwebsockets' own test farm.
# Outside of it there is nothing to reserve.
macro(sai_resource NAME AMOUNT LEASE SCOPE)
endmacro()
