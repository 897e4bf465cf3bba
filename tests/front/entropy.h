/*
 * Debian's library takes randomness from a context, golws from the kernel with
 * any context, NULL too. So that the golws side runs without the core, only the
 * recording side makes one.
 */
#ifndef GOLWS_TESTS_FRONT_ENTROPY_H
#define GOLWS_TESTS_FRONT_ENTROPY_H

static struct lws_context *
entropy_source(void)
{
#ifdef RECORDING
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	lws_set_log_level(0, NULL);

	return lws_create_context(&info);
#else
	return NULL;
#endif
}

#endif
