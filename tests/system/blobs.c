/* lws_system_blob_* */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static void
parts(lws_system_blob_t *b)
{
	const uint8_t *single = NULL;
	uint8_t buf[30];
	size_t at, len;
	int r;

	r = lws_system_blob_get_single_ptr(b, &single);
	printf(" size %zu single %d %c\n", lws_system_blob_get_size(b), r, single ? *single : '-');
	for (at = 0; at < 14; at += 3) {
		len = 4;
		r = lws_system_blob_get(b, buf, &len, at);
		if (r)
			printf(" from %zu: %d\n", at, r);
		else
			printf(" from %zu: %zu %.*s\n", at, len, (int)len, buf);
	}
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;
	lws_system_blob_t *b;
	int n;

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	for (n = 0; n < LWS_SYSBLOB_TYPE_COUNT; n++)
		printf("%d: %d %zu\n", n, !!lws_system_get_blob(context, n, 0),
		       lws_system_blob_get_size(lws_system_get_blob(context, n, 0)));
	printf("tokens: %d\n", lws_system_get_blob(context, LWS_SYSBLOB_TYPE_AUTH, 1) !=
	       lws_system_get_blob(context, LWS_SYSBLOB_TYPE_AUTH, 0));
	b = lws_system_get_blob(context, LWS_SYSBLOB_TYPE_DEVICE_SERIAL, 0);
	parts(b);
	printf("append %d\n", lws_system_blob_heap_append(b, (const uint8_t *)"hello", 5));
	parts(b);
	printf("append %d\n", lws_system_blob_heap_append(b, (const uint8_t *)"world!", 6));
	parts(b);
	lws_system_blob_heap_empty(b);
	parts(b);
	printf("append %d\n", lws_system_blob_heap_append(b, (const uint8_t *)"x", 1));
	lws_system_blob_destroy(b);
	parts(b);
	lws_system_blob_direct_set(b, (const uint8_t *)"direct", 6);
	parts(b);
	lws_system_blob_destroy(b);
	printf("captive portal: %d", lws_system_cpd_state_get(context));
	lws_system_cpd_set(context, LWS_CPD_CAPTIVE_PORTAL);
	printf(" %d", lws_system_cpd_state_get(context));
	lws_system_cpd_set(context, LWS_CPD_INTERNET_OK);
	printf(" %d", lws_system_cpd_state_get(context));
	printf(" %d\n", lws_system_cpd_start(context));
	lws_context_destroy(context);
	return 0;
}
