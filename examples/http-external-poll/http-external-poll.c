/* http-external-poll: Waits in the program's own poll(). CC0 1.0. */
#include <libwebsockets.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define MOST	256	/* descriptors */

static struct pollfd fds[MOST];
static unsigned int count;

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

/* Headers and a short text in one go. */
static int
reply(struct lws *wsi, unsigned int status, const char *type, const char *text)
{
	unsigned char buf[LWS_PRE + 4096], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	size_t len = strlen(text);

	if (len > (size_t)(end - start) || lws_add_http_common_headers(wsi, status, type, len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static struct pollfd *
entry(int fd)
{
	for (unsigned int n = 0; n < count; n++)
		if (fds[n].fd == fd)
			return &fds[n];
	return NULL;
}

static int
callback_poll(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct lws_pollargs *args = in;
	struct pollfd *p;

	switch (reason) {
	case LWS_CALLBACK_ADD_POLL_FD:
		if (count == MOST)
			return 1;	/* the connection is refused */
		fds[count++] = (struct pollfd){ .fd = args->fd, .events = (short)args->events };
		return 0;

	case LWS_CALLBACK_DEL_POLL_FD:
		p = entry(args->fd);
		if (p)
			*p = fds[--count];
		return 0;

	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		p = entry(args->fd);
		if (p)
			p->events = (short)args->events;
		return 0;

	case LWS_CALLBACK_HTTP:
		return reply(wsi, HTTP_STATUS_OK, "text/plain", "served by my own poll()\n");

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_poll },
	LWS_PROTOCOL_LIST_TERM
};

int
main(void)
{
	struct lws_context_creation_info info = { .port = 7681, .protocols = protocols };
	struct pollfd ready;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port 7681 taken?\n");
		return 1;
	}
	printf("listening on port 7681\n");
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop) {
		/* timers that are due run here; says how long to wait */
		if (poll(fds, count, lws_service_adjust_timeout(context, 1000, 0)) < 0)
			continue;
		for (unsigned int n = 0; n < count && !stop; n++) {
			ready = fds[n];	/* serving may change the table */
			if (ready.revents && lws_service_fd(context, &ready) < 0)
				stop = 1;
		}
	}
	lws_context_destroy(context);
	return 0;
}
