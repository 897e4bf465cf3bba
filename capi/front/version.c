/*
 * The version that programs are told.
 */

#include <libwebsockets.h>

const char *
lws_get_library_version(void)
{
	return LWS_LIBRARY_VERSION;
}
