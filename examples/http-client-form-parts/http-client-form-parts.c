/* http-client-form-parts: Sends a form of fields and files, each as large as it likes, in pieces of 1 KiB. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int status = 1;

static struct lws_context *context;
static const char **elements;	/* "name=value" or "name=@path", then NULL */
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

static int
next_element(struct lws_context *cx, char *ft, size_t ft_len, const char **last)
{
	const char **element = elements;

	(void)cx;
	if (*last)
		while (*element++ != *last)
			;
	if (!*element)
		return 1;
	*last = *element;
	lws_strncpy(ft, *element, ft_len);
	return 0;
}

static int
callback_form(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct lws_http_mp_sm **form = user;
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start, **header = in;
	char *read = (char *)start;
	int room = sizeof(buf) - LWS_PRE, more;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "no answer: %s\n", in ? (const char *)in : "?");
		stop = 1;
		return 0;

	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		lws_http_mp_sm_destroy(form);	/* of a request that was redirected */
		if (lws_http_is_redirected_to_get(wsi))
			return 0;
		*form = lws_http_mp_sm_init(wsi, next_element, header, *header + len);
		if (!*form)
			return -1;
		lws_client_http_body_pending(wsi, 1);
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		if (!*form)
			return 0;
		more = lws_http_mp_sm_fill(*form, &p, buf + sizeof(buf));
		if (more < 0)
			return -1;
		if (more) {
			lws_callback_on_writable(wsi);
		} else {
			lws_client_http_body_pending(wsi, 0);
			lws_http_mp_sm_destroy(form);
		}
		return lws_write(wsi, start, (size_t)(p - start), more ? LWS_WRITE_HTTP : LWS_WRITE_HTTP_FINAL) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &read, &room) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		return 0;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		status = 0;
		return 0;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		lws_http_mp_sm_destroy(form);
		stop = 1;
		return 0;

	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "form", .callback = callback_form, .per_session_data_size = sizeof(struct lws_http_mp_sm *) },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
	};
	struct lws_client_connect_info i = {
		.address = "localhost", .host = "localhost", .origin = "localhost", .path = "/",
		.local_protocol_name = protocols[0].name, .method = "POST",
	};

	if (argc < 2) {
		fprintf(stderr, "usage: %s PORT [NAME=VALUE | NAME=@FILE]...\n", argv[0]);
		return 1;
	}
	i.port = atoi(argv[1]);
	elements = argv + 2;	/* argv ends with a NULL */
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context\n");
		return 1;
	}
	i.context = context;
	if (!lws_client_connect_via_info(&i))
		stop = 1;
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return status;
}
