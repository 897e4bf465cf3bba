/* What a program may ask about a connection, and the calls that few programs make. */
#include "trace.h"

/* Some of these are deprecated; programs call them all the same. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void
show_cookie(struct lws *wsi, const char *name, size_t room)
{
	char value[64] = "(untouched)";
	size_t max = room;
	int result = lws_http_cookie_get(wsi, name, value, &max);

	say("cookie %s in %zu bytes: %d, \"%s\", %zu", name, room, result, value, max);
}

static enum { COOKIES, DETACH, FACTS, REASONS } what;

/* A reason of the program's own. */
#define MINE	((enum lws_callback_reasons)(LWS_CALLBACK_USER + 5))

static int
finish(struct lws *wsi)
{
	return reply_text(wsi, "ok") || lws_http_transaction_completed(wsi) ? -1 : 0;
}

CALLBACK(http)
{
	char text[64];

	if (e->reason == LWS_CALLBACK_PROTOCOL_DESTROY)
		SHOW(lws_context_is_being_destroyed(context));
	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	switch (what) {
	case COOKIES:
		show_cookie(e->wsi, "a", 64);
		show_cookie(e->wsi, "b", 64);
		show_cookie(e->wsi, "bb", 64);
		show_cookie(e->wsi, "long", 64);
		show_cookie(e->wsi, "long", 11);
		show_cookie(e->wsi, "long", 10);
		show_cookie(e->wsi, "empty", 64);
		show_cookie(e->wsi, "quoted", 64);
		show_cookie(e->wsi, "last", 64);
		show_cookie(e->wsi, "none", 64);
		show_cookie(e->wsi, "", 64);
		break;
	case DETACH:
		SHOW(lws_hdr_total_length(e->wsi, WSI_TOKEN_HOST));
		SHOW(lws_http_headers_detach(e->wsi));
		SHOW(lws_hdr_total_length(e->wsi, WSI_TOKEN_HOST));
		SHOW(lws_hdr_copy(e->wsi, text, sizeof(text), WSI_TOKEN_HOST));
		SHOW(lws_http_headers_detach(e->wsi));
		break;
	case FACTS:
		SHOW(lws_get_tsi(e->wsi));
		SHOW_TEXT(lws_get_peer_simple_fd(lws_get_socket_fd(e->wsi), text, sizeof(text)));
		SHOW_TEXT(lws_get_peer_simple_fd(lws_get_socket_fd(e->wsi), text, 6));
		SHOW_TEXT(lws_get_peer_simple_fd(-1, text, sizeof(text)));
		SHOW(lws_context_is_being_destroyed(context));
		SHOW(lws_get_child_pending_on_writable(e->wsi));
		lws_clear_child_pending_on_writable(e->wsi);
		SHOW_SET(lws_system_get_ops(context));
		lws_validity_confirmed(e->wsi);
		break;
	case REASONS:
		SHOW_TEXT(lws_protocol_get(e->wsi)->name);
		SHOW(lws_callback_vhost_protocols(e->wsi, MINE, (void *)"text", 4));
		SHOW(lws_callback_vhost_protocols_vhost(lws_get_vhost(e->wsi), MINE, (void *)"more", 4));
		break;
	}
	return finish(e->wsi);
}

CALLBACK(other)
{
	return e->reason == MINE;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "other", .callback = other },
	LWS_PROTOCOL_LIST_TERM
};

static void
requested(const char *fields)
{
	struct lws_context_creation_info info = server_info(protocols);
	char head[512];
	struct peer *p;

	start(&info);
	p = peer_connect();
	snprintf(head, sizeof(head), "GET / HTTP/1.1\r\nHost: h.example\r\n%s\r\n", fields);
	peer_send(p, head);
	peer_close(p);
	destroy();
}

SCENARIO(http_cookie_get, "lws_http_cookie_get: one of several, and into too small a buffer")
{
	what = COOKIES;
	requested("Cookie: a=1; bb=2;b=3; long=0123456789; empty=; quoted=\"x y\"; last=z\r\n");
}

SCENARIO(http_cookie_get_none, "a request without cookies")
{
	what = COOKIES;
	requested("");
}

SCENARIO(http_cookie_get_spaces, "spaces where there should be none")
{
	what = COOKIES;
	requested("Cookie:  a = 1 ;  b=2 ; last= z \r\n");
}

SCENARIO(http_headers_detach, "lws_http_headers_detach: the head is given back early")
{
	what = DETACH;
	requested("");
}

SCENARIO(http_connection_asked, "what can be asked about a connection and its context")
{
	what = FACTS;
	requested("");
}

SCENARIO(callback_vhost_protocols, "every protocol of the vhost gets a reason of the program's")
{
	what = REASONS;
	requested("");
}

CALLBACK(found)
{
	if (e->reason == LWS_CALLBACK_PROTOCOL_INIT)
		SHOW_SET(lws_protocol_vh_priv_zalloc(lws_get_vhost(e->wsi), lws_get_protocol(e->wsi), 8));
	return 0;
}

static const struct lws_protocols with_options[] = {
	{ .name = "found", .callback = found },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(vhd_find_by_pvo, "lws_vhd_find_by_pvo: by the protocol's name, the option's name and value")
{
	static const struct lws_protocol_vhost_options
		kind = { .name = "kind", .value = "blue" },
		color = { .next = &kind, .name = "instance", .value = "one" },
		options = { .options = &color, .name = "found", .value = "" };
	struct lws_context_creation_info info = server_info(with_options);

	info.pvo = &options;
	start(&info);
	SHOW_SET(lws_vhd_find_by_pvo(context, "found", "instance", "one"));
	SHOW_SET(lws_vhd_find_by_pvo(context, "found", "kind", "blue"));
	SHOW_SET(lws_vhd_find_by_pvo(context, "found", "kind", "red"));
	SHOW_SET(lws_vhd_find_by_pvo(context, "found", "size", "blue"));
	SHOW_SET(lws_vhd_find_by_pvo(context, "nothing", "kind", "blue"));
	destroy();
}
