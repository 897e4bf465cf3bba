/* http-form-post: Reads the fields of a form, sent either way a browser does it (urlencoded or multipart). CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char * const fields[] = { "city", "street" };
enum { CITY, STREET };

struct parcel {
	struct lws_spa *spa;
};

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

static const char *
field(struct parcel *parcel, int n)
{
	const char *value = lws_spa_get_length(parcel->spa, n) > 0 ? lws_spa_get_string(parcel->spa, n) : NULL;

	return value ? value : "?";
}

static int
callback_parcel(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct parcel *parcel = user;
	char text[1024];

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return 0;	/* the form comes in HTTP_BODY */
		return reply(wsi, HTTP_STATUS_OK, "text/html", "<form method=post>"
			     "<input name=city><input name=street><button>Send</button></form>\n");

	case LWS_CALLBACK_HTTP_BODY:
		if (!parcel->spa)
			parcel->spa = lws_spa_create(wsi, fields, LWS_ARRAY_SIZE(fields), 1024, NULL, NULL);
		return !parcel->spa || lws_spa_process(parcel->spa, in, (int)len) ? -1 : 0;

	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (!parcel->spa || lws_spa_finalize(parcel->spa))
			return -1;
		lws_snprintf(text, sizeof(text), "parcel to %s, %s\n", field(parcel, STREET), field(parcel, CITY));
		return reply(wsi, HTTP_STATUS_OK, "text/plain; charset=utf-8", text);

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:	/* also when the client goes in the middle */
		if (parcel && parcel->spa)
			lws_spa_destroy(parcel->spa);
		if (parcel)
			parcel->spa = NULL;
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_parcel, .per_session_data_size = sizeof(struct parcel) },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static void
interrupted(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, const char **argv)
{
	const char *port = lws_cmdline_option(argc, argv, "-p");
	struct lws_context_creation_info info = {
		.port = port ? atoi(port) : 7681, .protocols = protocols,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context: is port %d taken?\n", info.port);
		return 1;
	}
	printf("listening on port %d\n", info.port);
	fflush(stdout);
	signal(SIGINT, interrupted);
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	return 0;
}
