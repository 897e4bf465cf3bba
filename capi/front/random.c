/*
 * Random bytes, from the kernel.
 */

#include <libwebsockets.h>

#include <errno.h>
#include <sys/random.h>

/** Bytes of hex digits taken from the kernel at a time. */
#define HEX_BATCH 64

size_t
lws_get_random(struct lws_context *context, void *buf, size_t len)
{
	size_t got = 0;
	ssize_t n;

	(void)context;
	if (!buf)
		return 0;
	while (got < len) {
		n = getrandom((char *)buf + got, len - got, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	return got;
}

int
lws_hex_random(struct lws_context *context, char *dest, size_t len)
{
	uint8_t bytes[HEX_BATCH];
	size_t want;

	if (!dest || !len)
		return -1;
	*dest = '\0';
	for (len--; len; len -= want, dest += want) {
		want = len < 2 * sizeof(bytes) ? len : 2 * sizeof(bytes);
		if (lws_get_random(context, bytes, sizeof(bytes)) != sizeof(bytes)) {
			*dest = '\0';
			return -1;
		}
		lws_hex_from_byte_array(bytes, sizeof(bytes), dest, want + 1);
	}
	return 0;
}
