/* Clients behind an HTTP proxy (CONNECT, RFC 9110 §9.3.6). */
#include "trace.h"

#include <stdlib.h>
#include <unistd.h>

CALLBACK(client)
{
	static char buffer[LWS_PRE + 1024];
	char *at = buffer + LWS_PRE;
	int len = 1024;

	switch (e->reason) {
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

static int listener, port;

static void
begin(const char *user)
{
	struct lws_context_creation_info info = client_info(protocols);
	char proxy[64];

	listener = peer_listen(&port);
	info.timeout_secs = 1;
	start(&info);
	lws_snprintf(proxy, sizeof(proxy), "%s127.0.0.1:%d", user, port);
	SHOW(lws_set_proxy(lws_get_vhost_by_name(context, "default"), proxy));
}

static struct peer *
ask(const char *method)
{
	dial(8080, (struct lws_client_connect_info){ .method = method, .address = "server.test",
						     .protocol = "http" });
	return peer_accept(listener);
}

static void
done(void)
{
	close(listener);
	destroy();
}

#define THROUGH "HTTP/1.0 200 OK\r\n\r\n"

SCENARIO(client_proxy_get, "GET through a tunnel")
{
	begin("");
	struct peer *p = ask("GET");

	peer_send(p, THROUGH);
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	peer_close(p);
	done();
}

SCENARIO(client_proxy_http11, "the proxy's answer is HTTP/1.1 and has fields")
{
	begin("");
	struct peer *p = ask("GET");

	peer_send(p, "HTTP/1.1 200 Connection established\r\nProxy-agent: x\r\n\r\n");
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	peer_close(p);
	done();
}

SCENARIO(client_proxy_split, "the proxy's answer comes in pieces")
{
	begin("");
	struct peer *p = ask("GET");

	peer_send(p, "HTTP/1.0 20");
	peer_send(p, "0 OK\r\n\r\n");
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	peer_close(p);
	done();
}

SCENARIO(client_proxy_auth, "with user and password")
{
	begin("user:secret@");
	struct peer *p = ask("GET");

	peer_send(p, THROUGH);
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	peer_close(p);
	done();
}

SCENARIO(client_proxy_ws, "a WebSocket through a tunnel")
{
	begin("");
	struct peer *p = ask(NULL);

	peer_send(p, THROUGH);
	peer_answer_upgrade(p, "Sec-WebSocket-Protocol: http\r\n");
	peer_close(p);
	done();
}

SCENARIO(client_proxy_raw, "raw bytes through a tunnel")
{
	begin("");
	struct peer *p = ask("RAW");

	peer_send(p, THROUGH);
	peer_send(p, "hello");
	peer_close(p);
	done();
}

SCENARIO(client_proxy_407, "the proxy wants to know who asks")
{
	begin("");
	struct peer *p = ask("GET");

	peer_send(p, "HTTP/1.1 407 Proxy Authentication Required\r\n"
		     "Proxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n");
	settle_for(1500);
	(void)p;
	done();
}

SCENARIO(client_proxy_502, "the proxy can't reach the server")
{
	begin("");
	struct peer *p = ask("GET");

	peer_send(p, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
	settle_for(1500);
	(void)p;
	done();
}

SCENARIO(client_proxy_rubbish, "the proxy is none")
{
	begin("");
	struct peer *p = ask("GET");

	peer_send(p, "220 mail.example ESMTP\r\n\r\n");
	settle_for(1500);
	(void)p;
	done();
}

SCENARIO(client_proxy_drops, "the proxy closes in place of an answer")
{
	begin("");
	peer_close(ask("GET"));
	done();
}

SCENARIO(client_proxy_silent, "the proxy never answers")
{
	begin("");
	ask("GET");
	settle_for(6500);
	done();
}

SCENARIO(client_proxy_refused, "nothing listens where the proxy should")
{
	begin("");
	close(listener);
	dial(8080, (struct lws_client_connect_info){ .method = "GET", .address = "server.test",
						     .protocol = "http" });
	settle();
	destroy();
}

SCENARIO(client_proxy_pipelined, "two requests with LCCSCF_PIPELINE through a proxy")
{
	struct lws_client_connect_info i = { .method = "GET", .address = "server.test",
		.protocol = "http", .ssl_connection = LCCSCF_PIPELINE };

	begin("");
	dial(8080, i);
	dial(8080, i);
	struct peer *p = peer_accept(listener);

	peer_send(p, THROUGH);
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain");
	peer_close(p);
	done();
}

SCENARIO(client_proxy_info, "the proxy of the creation info")
{
	struct lws_context_creation_info info = client_info(protocols);

	listener = peer_listen(&port);
	info.http_proxy_address = "127.0.0.1";
	info.http_proxy_port = (unsigned int)port;
	start(&info);
	struct peer *p = ask("GET");

	peer_close(p);
	done();
}

SCENARIO(client_proxy_environment, "the proxy of $http_proxy")
{
	struct lws_context_creation_info info = client_info(protocols);
	char proxy[64];

	listener = peer_listen(&port);
	lws_snprintf(proxy, sizeof(proxy), "127.0.0.1:%d", port);
	setenv("http_proxy", proxy, 1);
	start(&info);
	struct peer *p = ask("GET");

	peer_close(p);
	done();
}

SCENARIO(client_proxy_environment_url, "$http_proxy is a URL")
{
	struct lws_context_creation_info info = client_info(protocols);
	char proxy[64];

	listener = peer_listen(&port);
	lws_snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d/", port);
	setenv("http_proxy", proxy, 1);
	start(&info);
	SHOW_SET(context);
	struct peer *p = ask("GET");

	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_proxy_no_proxy, "$no_proxy names the server")
{
	struct lws_context_creation_info info = client_info(protocols);
	char proxy[64];

	listener = peer_listen(&port);
	lws_snprintf(proxy, sizeof(proxy), "127.0.0.1:%d", port);
	setenv("http_proxy", proxy, 1);
	setenv("no_proxy", "localhost,127.0.0.1", 1);
	start(&info);
	dial(8080, (struct lws_client_connect_info){ .method = "GET", .address = "127.0.0.1",
						     .protocol = "http" });
	settle();
	struct peer *p = peer_accept(listener);

	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_proxy_set, "what lws_set_proxy takes")
{
	struct lws_context_creation_info info = client_info(protocols);
	struct lws_vhost *v;

	start(&info);
	v = lws_get_vhost_by_name(context, "default");
	SHOW(lws_set_proxy(v, "host:80"));
	SHOW(lws_set_proxy(v, "host"));
	SHOW(lws_set_proxy(v, ""));
	SHOW(lws_set_proxy(v, "user:pass@host:80"));
	SHOW(lws_set_proxy(v, "user@host:80"));
	SHOW(lws_set_proxy(v, "host:0"));
	SHOW(lws_set_proxy(v, "host:99999"));
	SHOW(lws_set_proxy(v, "host:x"));
	SHOW(lws_set_proxy(v, "[::1]:80"));
	SHOW(lws_set_proxy(v, "http://host:80"));
	destroy();
}
