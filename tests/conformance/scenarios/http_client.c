/* An HTTP/1.1 client against a peer that plays the server. */
#include "trace.h"

#include <unistd.h>

static size_t read_at_once = 1024;

CALLBACK(client)
{
	static char buffer[LWS_PRE + 1024];
	char *at = buffer + LWS_PRE, text[64];
	unsigned char **headers = e->in;
	int len = (int)read_at_once;

	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (lws_add_http_header_by_token(e->wsi, WSI_TOKEN_HTTP_USER_AGENT,
						 (const unsigned char *)"trace", 5, headers,
						 *headers + e->len))
			return -1;
		return lws_add_http_header_by_name(e->wsi, (const unsigned char *)"x-mine:",
						   (const unsigned char *)"1", 1, headers,
						   *headers + e->len);
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		SHOW(lws_http_client_http_response(e->wsi));
		if (lws_hdr_copy(e->wsi, text, sizeof(text), WSI_TOKEN_HTTP_CONTENT_TYPE) > 0)
			SHOW_TEXT(text);
		if (lws_hdr_custom_copy(e->wsi, text, sizeof(text), "x-custom:", 9) > 0)
			SHOW_TEXT(text);
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
dialled(struct lws_client_connect_info i)
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	listener = peer_listen(&port);
	info.timeout_secs = 1;
	start(&info);
	i.method = i.method ? i.method : "GET";
	dial(port, i);
	return peer_accept(listener);
}

static struct peer *
getting(void)
{
	return dialled((struct lws_client_connect_info){ .protocol = "http" });
}

static void
done(void)
{
	close(listener);
	destroy();
}

SCENARIO(http_client_get, "GET, an answer with content-length in one segment, the server closes")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Custom: yes\r\n"
		     "Content-Length: 6\r\n\r\nhello\n");
	peer_close(p);
	done();
}

SCENARIO(http_client_body_in_pieces, "headers and body arrive in pieces")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Ty");
	peer_send(p, "pe: text/plain\r\nContent-Length: 10\r\n\r\n");
	peer_send(p, "hello");
	peer_send(p, "world");
	peer_close(p);
	done();
}

SCENARIO(http_client_small_reads, "the program reads with a buffer smaller than the body")
{
	read_at_once = 4;
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhelloworld");
	peer_close(p);
	done();
}

SCENARIO(http_client_chunked, "a chunked answer, chunks split over segments")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
	peer_send(p, "lo\r\n1");
	peer_send(p, "0\r\n0123456789abcdef\r\n0\r\n");
	peer_send(p, "\r\n");
	peer_close(p);
	done();
}

SCENARIO(http_client_chunk_extension, "a chunk with an extension (RFC 9112 §7.1.1)")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		     "5;x=y\r\nhello\r\n0\r\n\r\n");
	peer_close(p);
	done();
}

SCENARIO(http_client_chunked_trailer, "a trailer field behind the last chunk")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		     "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n");
	peer_close(p);
	done();
}

SCENARIO(http_client_chunked_bad_size, "a chunk size that is no number")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n");
	done();
}

SCENARIO(http_client_until_close, "a body that ends with the connection")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
	peer_send(p, "world");
	peer_close(p);
	done();
}

SCENARIO(http_client_http10, "an HTTP/1.0 answer")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.0 200 OK\r\n\r\nhello");
	peer_close(p);
	done();
}

SCENARIO(http_client_204, "an answer without a body")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 204 No Content\r\n\r\n");
	peer_close(p);
	done();
}

SCENARIO(http_client_empty_body, "content-length 0")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	peer_close(p);
	done();
}

SCENARIO(http_client_404, "a 404 with a body")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
	peer_close(p);
	done();
}

SCENARIO(http_client_short_body, "the server closes before the body is complete")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
	peer_close(p);
	done();
}

SCENARIO(http_client_more_than_length, "the server sends more than its content-length")
{
	struct peer *p = getting();

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloworld");
	peer_close(p);
	done();
}

SCENARIO(http_client_without_protocol, "no protocol is named: the body is not passed on")
{
	struct peer *p = dialled((struct lws_client_connect_info){ 0 });

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n");
	peer_close(p);
	done();
}

SCENARIO(http_client_head, "HEAD: a length, no body")
{
	struct peer *p = dialled((struct lws_client_connect_info){
		.method = "HEAD", .protocol = "http" });

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
	settle_for(1500);
	peer_close(p);
	done();
}

SCENARIO(http_client_server_silent, "the server never answers")
{
	getting();
	settle_until(LWS_CALLBACK_CLIENT_CONNECTION_ERROR, 1);
	done();
}

SCENARIO(http_client_server_drops, "the server closes in place of an answer")
{
	peer_close(getting());
	done();
}

SCENARIO(http_client_bad_status_line, "the answer is no HTTP")
{
	struct peer *p = getting();

	peer_send(p, "220 mail.example ESMTP\r\n\r\n");
	settle_for(1500);
	done();
}

SCENARIO(http_client_refused, "nothing listens at the address")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port;

	close(peer_listen(&port));
	start(&info);
	dial(port, (struct lws_client_connect_info){ .method = "GET", .protocol = "http" });
	settle();
	destroy();
}

SCENARIO(http_client_redirect, "a 302 to another path on the same server")
{
	struct peer *p = getting(), *q;

	peer_send(p, "HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n");
	q = peer_accept(listener);
	peer_send(q, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
	peer_close(q);
	done();
}

SCENARIO(http_client_pipelined_flag, "LCCSCF_PIPELINE: two requests, one connection")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct lws_client_connect_info i = { .method = "GET", .protocol = "http",
					     .ssl_connection = LCCSCF_PIPELINE };
	int port;

	listener = peer_listen(&port);
	start(&info);
	dial(port, i);
	i.path = "/second";
	dial(port, i);
	struct peer *p = peer_accept(listener);

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
	peer_close(p);
	done();
}
