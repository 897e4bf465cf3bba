/*
 * A server or a client for tests/tls/run: what it does comes from options, what
 * happens goes to standard output, one line each.
 *
 * server: peer -s PORT -c CERT -k KEY [-w PASSWORD] [-a CA] [-o OPTIONS] [-l ALPN]
 *              [-n NAME -C CERT -K KEY]   a second vhost on the same port
 *              [-e CURVE] [-p CIPHERS] [-P TLS 1.3'S] [-S SSL_OP BITS]
 * client: peer -d PORT [-h HOST] [-f FLAGS] [-a CA] [-c CERT -k KEY] [-l ALPN]
 * both:   -m   what the files hold is given in memory
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** The body of every answer: more than one record, and not a multiple of one. */
#define BODY 100003

static unsigned char body[LWS_PRE + BODY];
static volatile int over;

struct session {
	size_t sent;
	size_t got;
};

static int
answer(struct lws *wsi)
{
	unsigned char head[LWS_PRE + 512], *start = head + LWS_PRE, *p = start, *end = head + sizeof(head);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", BODY, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;
	lws_callback_on_writable(wsi);
	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	static char buffer[LWS_PRE + 4096];
	struct session *s = user;
	char *at = buffer + LWS_PRE;
	int room = 4096;
	size_t n;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		s->sent = 0;
		return answer(wsi);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		n = BODY - s->sent > 30000 ? 30000 : BODY - s->sent;
		if (lws_write(wsi, body + LWS_PRE + s->sent, n, s->sent + n == BODY ?
			      LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
			return -1;
		s->sent += n;
		if (s->sent < BODY) {
			lws_callback_on_writable(wsi);
			return 0;
		}
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &at, &room) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		s->got += len;
		return 0;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		printf("status %u tls %d\n", lws_http_client_http_response(wsi), lws_is_ssl(wsi));
		return 0;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		printf("complete %zu\n", s->got);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("error %.*s\n", (int)len, in ? (const char *)in : "");
		over = 1;
		return 0;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		printf("closed\n");
		over = 1;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = callback, .per_session_data_size = sizeof(struct session) },
	LWS_PROTOCOL_LIST_TERM
};

/** A whole file in memory, NULL for no name. */
static void *
content(const char *path, unsigned int *len)
{
	FILE *f = path ? fopen(path, "rb") : NULL;
	void *p = NULL;

	if (!f)
		return NULL;
	p = malloc(65536);
	*len = (unsigned int)fread(p, 1, 65536, f);
	fclose(f);
	return p;
}

static void
stop(int number)
{
	(void)number;
	over = 1;
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols,
		.iface = "lo", .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT, .timeout_secs = 5 };
	struct lws_client_connect_info dial = { .address = "127.0.0.1", .host = "localhost", .path = "/",
		.method = "GET", .ssl_connection = LCCSCF_USE_SSL, .local_protocol_name = "http" };
	const char *cert = NULL, *key = NULL, *ca = NULL, *name = NULL, *cert2 = NULL, *key2 = NULL;
	struct lws_context *context;
	void *mem[3] = { NULL, NULL, NULL };
	unsigned int mem_len[3] = { 0, 0, 0 };
	bool memory = false;
	int option;

	setvbuf(stdout, NULL, _IOLBF, 0);
	memset(body + LWS_PRE, 'x', BODY);
	while ((option = getopt(argc, argv, "s:d:c:k:w:a:o:l:n:C:K:h:f:e:p:P:mS:")) != -1)
		switch (option) {
		case 's': info.port = atoi(optarg); break;
		case 'd': dial.port = atoi(optarg); break;
		case 'c': cert = optarg; break;
		case 'k': key = optarg; break;
		case 'w': info.ssl_private_key_password = optarg; break;
		case 'a': ca = optarg; break;
		case 'o': info.options |= strtoull(optarg, NULL, 0); break;
		case 'l': info.alpn = optarg; break;
		case 'n': name = optarg; break;
		case 'C': cert2 = optarg; break;
		case 'K': key2 = optarg; break;
		case 'e': info.ecdh_curve = optarg; break;
		case 'p': info.ssl_cipher_list = optarg; break;
		case 'P': info.tls1_3_plus_cipher_list = optarg; break;
		case 'm': memory = true; break;
		case 'S': info.ssl_options_set = strtol(optarg, NULL, 0); break;
		case 'h': dial.host = optarg; break;
		case 'f': dial.ssl_connection |= (int)strtol(optarg, NULL, 0); break;
		default: return 2;
		}
	if (memory) {
		mem[0] = content(cert, &mem_len[0]);
		mem[1] = content(key, &mem_len[1]);
		mem[2] = content(ca, &mem_len[2]);
	}
	if (dial.port && memory) {
		info.client_ssl_cert_mem = mem[0];
		info.client_ssl_cert_mem_len = mem_len[0];
		info.client_ssl_key_mem = mem[1];
		info.client_ssl_key_mem_len = mem_len[1];
		info.client_ssl_ca_mem = mem[2];
		info.client_ssl_ca_mem_len = mem_len[2];
		info.client_ssl_private_key_password = info.ssl_private_key_password;
	} else if (dial.port) {
		info.client_ssl_cert_filepath = cert;
		info.client_ssl_private_key_filepath = key;
		info.client_ssl_ca_filepath = ca;
	} else if (memory) {
		info.server_ssl_cert_mem = mem[0];
		info.server_ssl_cert_mem_len = mem_len[0];
		info.server_ssl_private_key_mem = mem[1];
		info.server_ssl_private_key_mem_len = mem_len[1];
		info.server_ssl_ca_mem = mem[2];
		info.server_ssl_ca_mem_len = mem_len[2];
	} else {
		info.ssl_cert_filepath = cert;
		info.ssl_private_key_filepath = key;
		info.ssl_ca_filepath = ca;
	}
	signal(SIGTERM, stop);
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	if (name) {
		info.vhost_name = name;
		info.ssl_cert_filepath = cert2;
		info.ssl_private_key_filepath = key2;
		if (!lws_create_vhost(context, &info))
			return 1;
	}
	if (dial.port) {
		dial.context = context;
		if (!lws_client_connect_via_info(&dial))
			over = 1;
	} else {
		printf("ready\n");
	}
	while (!over && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);
	if (memory)
		for (option = 0; option < 3; option++)
			free(mem[option]);
	return 0;
}
