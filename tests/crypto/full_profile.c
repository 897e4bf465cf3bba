/*
 * A program that asks for the full profile finds out by the macros that its
 * functions exist, and they do.
 */
#define _GNU_SOURCE
#define GOLWS_FULL_PROFILE
#include "expect.h"

#include <dlfcn.h>

#if !defined(LWS_WITH_CBOR) || !defined(LWS_WITH_COSE) || !defined(LWS_WITH_JOSE) || \
	!defined(LWS_WITH_GENCRYPTO) || !defined(LWS_WITH_FTS) || !defined(LWS_WITH_STRUCT_JSON) || \
	!defined(LWS_WITH_STRUCT_SQLITE3)
#error "a macro of the full profile is missing"
#endif

int
main(void)
{
	static const char *const functions[] = {
		"lws_lec_init", "lws_cose_sign_create", "lws_jwk_import", "lws_genaes_create",
		"lws_fts_create", "lws_struct_json_serialize_create", "lws_struct_sq3_open",
	};

	EXPECT(lws_get_library_version());
	for (size_t i = 0; i < LWS_ARRAY_SIZE(functions); i++)
		EXPECT(dlsym(RTLD_DEFAULT, functions[i]));
	return !!failures;
}
