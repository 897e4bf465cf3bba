/*
 * A plugin that uses the library is unloaded, and the library with it. The core
 * stays and may call, so the front stays, too.
 *
 * usage: unload FRONT
 */

#define _GNU_SOURCE

#include "process.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int
ignore(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)reason;
	(void)user;
	(void)in;
	(void)len;
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", ignore, 0, 0, 0, NULL, 0 }, LWS_PROTOCOL_LIST_TERM
};

static const char *front;

static void *
use(void *unused)
{
	const struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols
	};
	void *handle = dlopen(front, RTLD_NOW | RTLD_LOCAL);
	struct lws_context *(*create)(const struct lws_context_creation_info *info);
	void (*destroy)(struct lws_context *context);
	int (*service)(struct lws_context *context, int timeout);
	struct lws_context *context;

	(void)unused;
	CHECK(handle != NULL);
	*(void **)&create = dlsym(handle, "lws_create_context");
	*(void **)&destroy = dlsym(handle, "lws_context_destroy");
	*(void **)&service = dlsym(handle, "lws_service");
	CHECK(create && destroy && service);
	context = create(&info);
	CHECK(context != NULL);
	CHECK(service(context, -1) >= 0);
	destroy(context);
	CHECK(!dlclose(handle));
	return NULL;
}

int
main(int argc, char **argv)
{
	pthread_t thread;
	pid_t child;

	CHECK(argc == 2);
	front = argv[1];
	for (int i = 0; i < 3; i++) {
		/* A thread, whose end calls what was loaded. */
		CHECK(!pthread_create(&thread, NULL, use, NULL));
		CHECK(!pthread_join(thread, NULL));
		use(NULL);
	}
	/* fork() calls it, and so does a fault. */
	child = fork();
	if (!child) {
		raise(SIGSEGV);
		_exit(0);
	}
	CHECK_EQUAL(wait_for(child, 20) & 0x7f, SIGSEGV);
	return 0;
}
