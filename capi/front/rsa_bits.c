/*
 * The size of RSA keys that programs make for themselves.
 */

#include <libwebsockets.h>

#define RSA_BITS 4096

int
lws_plat_recommended_rsa_bits(void)
{
	return RSA_BITS;
}
