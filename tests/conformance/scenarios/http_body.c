/* Request bodies. */
#include "trace.h"

#include <stdlib.h>

static bool reply_before_body;

CALLBACK(http)
{
	char text[32];

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		SHOW(lws_hdr_total_length(e->wsi, WSI_TOKEN_POST_URI));
		if (lws_hdr_copy(e->wsi, text, sizeof(text), WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0)
			SHOW_TEXT(text);
		if (reply_before_body)
			return reply_text(e->wsi, "no need\n");
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return reply_text(e->wsi, "thanks\n");
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 4 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
connected(void)
{
	struct lws_context_creation_info info = server_info(protocols);

	info.timeout_secs = 1;
	info.keepalive_timeout = 1;
	start(&info);
	return peer_connect();
}

SCENARIO(http_post, "a body with the headers in one segment")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_in_pieces, "a body in three segments")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
	peer_send(p, "one");
	peer_send(p, "two");
	peer_send(p, "333");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_empty, "content-length 0")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_without_length, "neither content-length nor chunked")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_pipelined, "a second request behind the body in the same segment")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
		     "POST /next HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_large, "a body of 20000 bytes")
{
	struct peer *p = connected();
	char *body = malloc(20001);

	memset(body, 'x', 20000);
	body[20000] = '\0';
	/* How the body is cut depends on buffer sizes: only its end is told. */
	hide(LWS_CALLBACK_HTTP_BODY, true);
	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n");
	peer_send(p, body);
	free(body);
	peer_close(p);
	destroy();
}

SCENARIO(http_post_chunked, "a chunked body")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
	peer_send(p, "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_chunked_and_length, "both transfer-encoding and content-length (RFC 9112 §6.3)")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
		     "Content-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_length_negative, "content-length -1")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\nhello");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_length_not_a_number, "content-length that is no number")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: five\r\n\r\nhello");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_two_lengths, "two content-lengths that differ (RFC 9112 §6.3)")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
		     "Content-Length: 6\r\n\r\nhello");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_expect_continue, "Expect: 100-continue")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
		     "Expect: 100-continue\r\n\r\n");
	peer_send(p, "hello");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_peer_leaves, "the peer closes within its body")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\none");
	peer_close(p);
	destroy();
}

SCENARIO(http_post_stalls, "the peer stops within its body: timeout")
{
	struct peer *p = connected();

	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\none");
	settle_for(3500);
	peer_close(p);
	destroy();
}

SCENARIO(http_post_answered_early, "the program answers before the body has come")
{
	struct peer *p;

	reply_before_body = true;
	p = connected();
	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
	peer_send(p, "hello");
	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(http_put_body, "PUT with a body")
{
	struct peer *p = connected();

	peer_send(p, "PUT /form HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
	peer_close(p);
	destroy();
}

SCENARIO(http_get_with_body, "GET with a body")
{
	struct peer *p = connected();

	peer_send(p, "GET /form HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
	peer_close(p);
	destroy();
}
