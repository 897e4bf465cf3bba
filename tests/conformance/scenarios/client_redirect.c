/* HTTP client redirects (RFC 9110 §15.4). */
#include "trace.h"

#include <unistd.h>

static bool refuse, post_body;

CALLBACK(client)
{
	static char buffer[LWS_PRE + 1024];
	char *at = buffer + LWS_PRE;
	unsigned char **headers = e->in;
	int len = 1024;

	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		SHOW(lws_http_is_redirected_to_get(e->wsi));
		if (!post_body || lws_http_is_redirected_to_get(e->wsi))
			break;
		lws_client_http_body_pending(e->wsi, 1);
		lws_callback_on_writable(e->wsi);
		return lws_add_http_header_by_token(e->wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH,
						    (const unsigned char *)"4", 1, headers,
						    *headers + e->len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		memcpy(at, "body", 4);
		lws_client_http_body_pending(e->wsi, 0);
		return SHOW(lws_write(e->wsi, (unsigned char *)at, 4, LWS_WRITE_HTTP_FINAL)) == 4 ? 0 : -1;
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		return refuse;
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

static int listener, other, port, other_port;

static struct peer *
asked(const char *method, int flags)
{
	struct lws_context_creation_info info = client_info(protocols);

	listener = peer_listen(&port);
	other = peer_listen(&other_port);
	info.timeout_secs = 1;
	start(&info);
	post_body = method[0] == 'P';
	dial(port, (struct lws_client_connect_info){ .method = method, .protocol = "http",
						     .path = "/dir/page?a=b", .ssl_connection = flags });
	return peer_accept(listener);
}

static void
done(void)
{
	close(listener);
	close(other);
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

static void
sent_to(struct peer *p, const char *status, const char *location)
{
	char answer[512];

	lws_snprintf(answer, sizeof(answer), "HTTP/1.1 %s\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
		     status, location);
	peer_send(p, answer);
}

#define METHOD_SCENARIO(name_, method_, status_)						\
	SCENARIO(client_redirect_##name_, method_ " answered " status_)			\
	{										\
		struct peer *p = asked(method_, 0);					\
											\
		sent_to(p, status_ " x", "/else");					\
		answered(peer_accept(listener));					\
	}

METHOD_SCENARIO(301_get, "GET", "301")
METHOD_SCENARIO(303_get, "GET", "303")
METHOD_SCENARIO(307_get, "GET", "307")
METHOD_SCENARIO(308_get, "GET", "308")
METHOD_SCENARIO(301_post, "POST", "301")
METHOD_SCENARIO(302_post, "POST", "302")
METHOD_SCENARIO(303_post, "POST", "303")
METHOD_SCENARIO(307_post, "POST", "307")
METHOD_SCENARIO(308_post, "POST", "308")
METHOD_SCENARIO(303_put, "PUT", "303")
METHOD_SCENARIO(303_head, "HEAD", "303")

static void
no_redirect(const char *status)
{
	struct peer *p = asked("GET", 0);

	sent_to(p, status, "/else");
	settle_for(300);
	peer_close(p);
	done();
}

SCENARIO(client_redirect_300, "300 with a Location") { no_redirect("300 x"); }
SCENARIO(client_redirect_304, "304 with a Location") { no_redirect("304 x"); }
SCENARIO(client_redirect_305, "305 with a Location") { no_redirect("305 x"); }
SCENARIO(client_redirect_201, "201 with a Location") { no_redirect("201 x"); }

SCENARIO(client_redirect_absolute, "an absolute URL with another port")
{
	struct peer *p = asked("GET", 0);
	char url[64];

	lws_snprintf(url, sizeof(url), "http://127.0.0.1:%d/there?x=1", other_port);
	sent_to(p, "302 Found", url);
	answered(peer_accept(other));
}

SCENARIO(client_redirect_fragment, "a URL with a fragment")
{
	struct peer *p = asked("GET", 0);

	sent_to(p, "302 Found", "/there#part");
	answered(peer_accept(listener));
}

SCENARIO(client_redirect_relative, "a path relative to the page")
{
	struct peer *p = asked("GET", 0);

	sent_to(p, "302 Found", "there");
	answered(peer_accept(listener));
}

SCENARIO(client_redirect_no_follow, "LCCSCF_HTTP_NO_FOLLOW_REDIRECT")
{
	struct peer *p = asked("GET", LCCSCF_HTTP_NO_FOLLOW_REDIRECT);

	sent_to(p, "302 Found", "/else");
	settle_for(300);
	peer_close(p);
	done();
}

SCENARIO(client_redirect_refused, "CLIENT_HTTP_REDIRECT returns 1")
{
	refuse = true;
	struct peer *p = asked("GET", 0);

	sent_to(p, "302 Found", "/else");
	settle_for(300);
	(void)p;
	done();
}

SCENARIO(client_redirect_no_location, "302 without Location")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
	settle_for(300);
	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_redirect_with_body, "a 302 with a body")
{
	struct peer *p = asked("GET", 0);

	peer_send(p, "HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 5\r\n\r\nhello");
	answered(peer_accept(listener));
}

SCENARIO(client_redirect_other_scheme, "a URL that is neither http nor https")
{
	struct peer *p = asked("GET", 0);

	sent_to(p, "302 Found", "ftp://127.0.0.1/there");
	settle_for(1500);
	(void)p;
	done();
}

SCENARIO(client_redirect_in_circles, "each answer is a redirect")
{
	struct peer *p = asked("GET", 0);

	for (int i = 0; i < 6 && p; i++) {
		sent_to(p, "302 Found", "/else");
		if (i < 5)
			p = seen(LWS_CALLBACK_CLIENT_CONNECTION_ERROR) ? NULL : peer_accept(listener);
	}
	settle_for(300);
	done();
}
