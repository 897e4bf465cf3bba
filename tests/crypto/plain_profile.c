/*
 * A program that does not ask sees the macros that Debian's header defines, and no
 * others: one that was configured by them stays as it was.
 */
#include "expect.h"

#if defined(LWS_WITH_CBOR) || defined(LWS_WITH_COSE) || defined(LWS_WITH_JOSE) || \
	defined(LWS_WITH_GENCRYPTO) || defined(LWS_WITH_FTS) || defined(LWS_WITH_STRUCT_JSON) || \
	defined(LWS_WITH_STRUCT_SQLITE3)
#error "a macro that Debian's header does not define"
#endif

int
main(void)
{
	EXPECT(lws_get_library_version());
	return !!failures;
}
