/* http-upload: Takes a file out of a multipart form while it comes, piece by piece, and tells its size and SHA-1. CC0 1.0. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct upload {
	struct lws_spa *spa;
	struct lws_genhash_ctx hash;
	char name[64], digest[41];
	unsigned long long size;
	int hashing;
};

static const char * const fields[] = { "note" };

static int
take(void *opaque, const char *field, const char *filename, char *buf, int len, enum lws_spa_fileupload_states state)
{
	struct upload *u = opaque;
	uint8_t sum[20];

	(void)field;
	if (state == LWS_UFS_OPEN) {
		if (u->hashing || lws_genhash_init(&u->hash, LWS_GENHASH_TYPE_SHA1))
			return -1;
		u->hashing = 1;
		lws_strncpy(u->name, filename, sizeof(u->name));
	}
	if (len > 0) {
		u->size += (unsigned int)len;
		if (!u->hashing || lws_genhash_update(&u->hash, buf, (size_t)len))
			return -1;
	}
	if (state == LWS_UFS_FINAL_CONTENT && u->hashing) {
		u->hashing = 0;
		if (lws_genhash_destroy(&u->hash, sum))
			return -1;
		lws_hex_from_byte_array(sum, sizeof(sum), u->digest, sizeof(u->digest));
	}
	return 0;
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

static int
callback_upload(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct upload *u = user;
	char text[256];

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI))
			return 0;
		return reply(wsi, HTTP_STATUS_OK, "text/html", "<form method=post enctype=multipart/form-data>"
			     "<input name=note><input name=file type=file><button>Send</button></form>\n");

	case LWS_CALLBACK_HTTP_BODY:
		if (!u->spa)
			u->spa = lws_spa_create(wsi, fields, LWS_ARRAY_SIZE(fields), 4096, take, u);
		return !u->spa || lws_spa_process(u->spa, in, (int)len) ? -1 : 0;

	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (!u->spa || lws_spa_finalize(u->spa))
			return -1;
		lws_snprintf(text, sizeof(text), "%s: %llu bytes, sha1 %s\n", u->name, u->size, u->digest);
		return reply(wsi, HTTP_STATUS_OK, "text/plain", text);

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (!u)
			return 0;
		if (u->spa)
			lws_spa_destroy(u->spa);
		if (u->hashing)
			lws_genhash_destroy(&u->hash, NULL);
		memset(u, 0, sizeof(*u));
		return 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback_upload, .per_session_data_size = sizeof(struct upload) },
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
