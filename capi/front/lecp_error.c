/*
 * What lecp_parse() returns, as text.
 */

#include <libwebsockets.h>

static const char *const reasons[] = {
	[0] = "",
	[-LECP_CONTINUE] = "",
	[-LECP_REJECT_BAD_CODING] = "not valid CBOR",
	[-LECP_REJECT_UNKNOWN] = "unknown",
	[-LECP_REJECT_CALLBACK] = "the callback refused it",
	[-LECP_STACK_OVERFLOW] = "nested too deep",
};

const char *
lecp_error_to_string(int e)
{
	if (e >= 0)
		return "";
	if (e < LECP_STACK_OVERFLOW)
		return "unknown error";
	return reasons[-e];
}
