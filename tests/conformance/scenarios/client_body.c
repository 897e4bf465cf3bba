/* HTTP client requests with bodies, and answers that are seldom seen. */
#include "trace.h"

#include <unistd.h>

static const char *length_field, *chunks[4];
static int chunk, parts;
static bool multipart;
static char boundary[16];

CALLBACK(client)
{
	static char buffer[LWS_PRE + 1024];
	char *at = buffer + LWS_PRE, *start = at, *end = buffer + sizeof(buffer);
	unsigned char **headers = e->in;
	int len = 1024, last;

	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (!chunks[0] && !multipart)
			break;
		lws_client_http_body_pending(e->wsi, 1);
		lws_callback_on_writable(e->wsi);
		if (length_field)
			return lws_add_http_header_by_name(e->wsi, (const unsigned char *)length_field,
				(const unsigned char *)(length_field[0] == 't' ? "chunked" : "8"),
				length_field[0] == 't' ? 7 : 1, headers, *headers + e->len);
		break;
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		if (multipart) {
			switch (parts++) {
			case 0:
				if (lws_client_http_multipart(e->wsi, "text", NULL, NULL, &at, end))
					return -1;
				lws_strnncpy(boundary, start + 2, 12, sizeof(boundary));
				show_as(boundary, "BOUNDARY");
				at += lws_snprintf(at, lws_ptr_diff_size_t(end, at), "value");
				break;
			case 1:
				if (lws_client_http_multipart(e->wsi, "file", "a.txt", "text/plain", &at, end))
					return -1;
				at += lws_snprintf(at, lws_ptr_diff_size_t(end, at), "contents");
				break;
			default:
				if (lws_client_http_multipart(e->wsi, NULL, NULL, NULL, &at, end))
					return -1;
				lws_client_http_body_pending(e->wsi, 0);
				break;
			}
			SHOW(lws_write(e->wsi, (unsigned char *)start, lws_ptr_diff_size_t(at, start),
				       parts == 3 ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) > 0);
			if (parts < 3)
				lws_callback_on_writable(e->wsi);
			break;
		}
		if (!chunks[chunk])
			break;
		last = !chunks[chunk + 1];
		memcpy(at, chunks[chunk], strlen(chunks[chunk]));
		if (last)
			lws_client_http_body_pending(e->wsi, 0);
		SHOW(lws_write(e->wsi, (unsigned char *)at, strlen(chunks[chunk]),
			       last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP));
		if (chunks[++chunk])
			lws_callback_on_writable(e->wsi);
		break;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		SHOW(lws_http_client_http_response(e->wsi));
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return SHOW(lws_http_client_read(e->wsi, &at, &len)) < 0 ? -1 : 0;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = client, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static int listener;

static struct peer *
asked(const char *method, int flags)
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	listener = peer_listen(&port);
	info.timeout_secs = 1;
	start(&info);
	dial(port, (struct lws_client_connect_info){ .method = method, .protocol = "http",
						     .ssl_connection = flags });
	return peer_accept(listener);
}

static void
done(void)
{
	close(listener);
	destroy();
}

static void
answered(struct peer *p)
{
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_body_length, "a body with content-length in two writes")
{
	chunks[0] = "half", chunks[1] = "full", length_field = "content-length:";
	answered(asked("POST", 0));
}

SCENARIO(client_body_chunked, "transfer-encoding: chunked, in two writes")
{
	chunks[0] = "half", chunks[1] = "full", length_field = "transfer-encoding:";
	answered(asked("PUT", 0));
}

SCENARIO(client_body_without_length, "a body whose length nothing tells")
{
	chunks[0] = "half", chunks[1] = "full";
	answered(asked("POST", 0));
}

SCENARIO(client_body_urlencoded, "LCCSCF_HTTP_X_WWW_FORM_URLENCODED")
{
	chunks[0] = "a=b&", chunks[1] = "c=de";
	answered(asked("POST", LCCSCF_HTTP_X_WWW_FORM_URLENCODED));
}

SCENARIO(client_body_urlencoded_length, "the same with a content-length")
{
	chunks[0] = "a=b&", chunks[1] = "c=de", length_field = "content-length:";
	answered(asked("POST", LCCSCF_HTTP_X_WWW_FORM_URLENCODED));
}

SCENARIO(client_body_multipart, "LCCSCF_HTTP_MULTIPART_MIME: a field, a file, the end")
{
	multipart = true;
	answered(asked("POST", LCCSCF_HTTP_MULTIPART_MIME));
}

SCENARIO(client_body_none, "POST without a body")
{
	answered(asked("POST", 0));
}

SCENARIO(client_body_delete, "DELETE")
{
	answered(asked("DELETE", 0));
}

SCENARIO(client_body_early_answer, "the server answers before the body is through")
{
	chunks[0] = "half", length_field = "content-length:";
	answered(asked("POST", 0));
}

SCENARIO(client_answer_100, "100 Continue before the answer")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 100 Continue\r\n\r\n");
	answered(p);
}

SCENARIO(client_answer_103, "103 with fields before the answer")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n"
		     "Content-Length: 2\r\n\r\nok");
	settle_for(1500);
	peer_close(p);
	done();
}

SCENARIO(client_answer_304, "304 with a content-length")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
	settle_for(300);
	peer_close(p);
	done();
}

SCENARIO(client_answer_long_field, "a field that is longer than there is room")
{
	static char answer[9000];
	struct peer *p = asked("GET", 0);
	int n = lws_snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\nServer: ");

	show_as("AAAAAAAA", "");
	memset(answer + n, 'A', 8000);
	memcpy(answer + n + 8000, "\r\nContent-Length: 2\r\n\r\nok", 26);
	peer_send(p, answer);
	settle_for(1500);
	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_answer_two_lengths, "two content-lengths that differ")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok");
	settle_for(300);
	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_answer_bad_length, "a content-length that is no number")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok");
	settle_for(300);
	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_answer_stalls, "the body does not go on")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok");
	settle_for(2500);
	if (p)
		peer_close(p);
	done();
}
