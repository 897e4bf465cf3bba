/* A loop that another thread runs already when a context is made in it, as Ardour has
 * it: nothing of the context's happens there before lws_create_context() is done, and
 * nobody complains. */
#include <libwebsockets.h>
#include <glib.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(e) do { if (!(e)) { fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #e); exit(1); } } while (0)

enum { CONTEXTS = 20 };

static GMainLoop *loop;
static pthread_t runner;
static atomic_bool being_made;
static atomic_int served, destroyed, complaints;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_PROTOCOL_INIT) {
		CHECK(pthread_equal(pthread_self(), runner));
		CHECK(!being_made);
		served++;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback },
	LWS_PROTOCOL_LIST_TERM
};

static void *
run(void *arg)
{
	(void)arg;
	g_main_loop_run(loop);
	return NULL;
}

static gboolean
destroy(gpointer context)
{
	lws_context_destroy(context);
	destroyed++;
	return G_SOURCE_REMOVE;
}

static gboolean
quit(gpointer arg)
{
	(void)arg;
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

/** Lines of lws_create_context() give the loop the time for a turn. */
static void
hear(int level, const char *line)
{
	if (level == LLL_NOTICE && !pthread_equal(pthread_self(), runner)) {
		being_made = true;
		usleep(20000);
		being_made = false;
	} else if (level & (LLL_ERR | LLL_WARN)) {
		fputs(line, stderr);
		complaints++;
	}
}

static void
wait_for(atomic_int *count, int wanted)
{
	int i;

	for (i = 0; *count < wanted && i < 20000; i++)
		usleep(1000);
	CHECK(*count == wanted);
}

int
main(void)
{
	struct lws_context_creation_info info;
	void *foreign[] = { NULL };
	GMainContext *inner = g_main_context_new();
	struct lws_context *context;
	int i;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, hear);
	loop = g_main_loop_new(inner, FALSE);
	CHECK(!pthread_create(&runner, NULL, run, NULL));
	foreign[0] = loop;
	for (i = 0; i < CONTEXTS; i++) {
		memset(&info, 0, sizeof(info));
		info.port = 0;
		info.protocols = protocols;
		info.options = LWS_SERVER_OPTION_GLIB;
		info.foreign_loops = foreign;
		context = lws_create_context(&info);
		CHECK(context);
		wait_for(&served, i + 1);
		g_main_context_invoke(inner, destroy, context);
		wait_for(&destroyed, i + 1);
	}
	g_main_context_invoke(inner, quit, NULL);
	pthread_join(runner, NULL);
	g_main_loop_unref(loop);
	g_main_context_unref(inner);
	CHECK(!complaints);
	return 0;
}
