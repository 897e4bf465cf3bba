/* An HTTP/1.1 client against a peer that plays the server. */
#include "trace.h"

#include <unistd.h>

CALLBACK(client)
{
	char buffer[LWS_PRE + 64], *at = buffer + LWS_PRE;
	int len = 64;

	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		SHOW(lws_http_client_http_response(e->wsi));
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(e->wsi, &at, &len) < 0 ? -1 : 0;
	default:
		break;
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = client, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws *
get(int port, struct lws_client_connect_info *i)
{
	static struct lws_client_connect_info blank;
	struct lws *wsi;

	if (!i) {
		memset(&blank, 0, sizeof(blank));
		i = &blank;
	}
	i->context = context;
	i->address = i->address ? i->address : "127.0.0.1";
	i->port = port;
	i->path = i->path ? i->path : "/path?x=1";
	i->host = i->host ? i->host : i->address;
	i->origin = i->origin ? i->origin : i->address;
	i->method = i->method ? i->method : "GET";
	say("connect");
	wsi = lws_client_connect_via_info(i);
	say("connect = %s", wsi_name(wsi));
	return wsi;
}

SCENARIO(http_client_get, "GET with a content-length answer")
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, listener = peer_listen(&port);

	start(&info);
	get(port, NULL);
	struct peer *p = peer_accept(listener);

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n");
	close(listener);
	destroy();
}
