/*
 * A client for servers and proxies of other people. What happens goes to standard
 * output, one line each; the body goes to a file, if one is given.
 *
 * usage: client [-X METHOD] [-u BYTES] [-a CA] [-l ALPN] [-f FLAGS] [-o FILE]
 *               [-p PROXY] [-n COUNT] URL
 *
 * -u   the request has a body of so many letters
 * -f   flags of ssl_connection beside those of the URL's scheme
 * -p   host:port of an HTTP proxy, with user:password@ before it if it asks for them
 * -n   so many requests, begun at once
 *
 * A SOCKS5 proxy comes from the environment: socks_proxy.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE 4096

static uint64_t upload;
static int left = 1;
static FILE *output;

struct session {
	uint64_t sent;
	uint64_t came;
};

static int
add_length(struct lws *wsi, uint8_t **p, size_t len)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%llu", (unsigned long long)upload);

	if (!upload)
		return 0;
	if (lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, (uint8_t *)text, n, p, *p + len))
		return -1;
	lws_client_http_body_pending(wsi, 1);
	lws_callback_on_writable(wsi);
	return 0;
}

static int
send_body(struct lws *wsi, struct session *s)
{
	uint8_t room[LWS_PRE + PIECE];
	size_t n = upload - s->sent < PIECE ? (size_t)(upload - s->sent) : PIECE;

	if (!n)
		return 0;
	memset(room + LWS_PRE, 'a', n);
	s->sent += n;
	if (s->sent == upload)
		lws_client_http_body_pending(wsi, 0);
	else
		lws_callback_on_writable(wsi);
	return lws_write(wsi, room + LWS_PRE, n, s->sent == upload ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0 ? -1 : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static char room[LWS_PRE + 16384];
	struct session *s = user;
	char *at = room + LWS_PRE, type[64];
	int most = 16384;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("error %.*s\n", (int)(in ? len : 0), in ? (const char *)in : "");
		left--;
		break;
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		printf("redirect %d %s\n", (int)len, (const char *)in);
		break;
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return add_length(wsi, in, len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return send_body(wsi, s);
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (lws_hdr_copy(wsi, type, sizeof(type), WSI_TOKEN_HTTP_CONTENT_TYPE) < 0)
			type[0] = '\0';
		printf("status %u tls %d type %s\n", lws_http_client_http_response(wsi), lws_is_ssl(wsi), type);
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &at, &most) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		s->came += len;
		if (output)
			fwrite(in, 1, len, output);
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		printf("completed %llu\n", (unsigned long long)s->came);
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		printf("closed\n");
		left--;
		break;
	default:
		break;
	}
	return 0;
}

/** Fills the address of dial from url, which it changes. */
static int
aim(struct lws_client_connect_info *dial, char *url)
{
	static char path[1024];
	const char *scheme, *rest;

	if (lws_parse_uri(url, &scheme, &dial->address, &dial->port, &rest))
		return -1;
	snprintf(path, sizeof(path), "/%s", rest);
	dial->path = path;
	dial->host = dial->origin = dial->address;
	if (!strcmp(scheme, "https"))
		dial->ssl_connection |= LCCSCF_USE_SSL;
	return 0;
}

int
main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "http", .callback = callback, .per_session_data_size = sizeof(struct session) },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
		.timeout_secs = 10,
	};
	struct lws_client_connect_info dial = { .method = "GET", .local_protocol_name = "http" };
	struct lws_context *context;
	int option, i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt(argc, argv, "X:u:a:l:f:o:p:n:")) != -1)
		switch (option) {
		case 'X': dial.method = optarg; break;
		case 'u': upload = strtoull(optarg, NULL, 10); break;
		case 'a': info.client_ssl_ca_filepath = optarg; break;
		case 'l': dial.alpn = optarg; break;
		case 'f': dial.ssl_connection |= (int)strtol(optarg, NULL, 0); break;
		case 'o': output = fopen(optarg, "w"); break;
		case 'p': info.http_proxy_address = optarg; break;
		case 'n': left = atoi(optarg); break;
		default: return 2;
		}
	if (optind != argc - 1 || aim(&dial, argv[optind]))
		return 2;
	lws_set_log_level(LLL_ERR, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	dial.context = context;
	for (i = left; i > 0; i--)
		if (!lws_client_connect_via_info(&dial))
			left--;
	while (left > 0 && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	if (output)
		fclose(output);
	return 0;
}
