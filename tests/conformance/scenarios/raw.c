/* Sockets without a protocol of the library's own, and unix sockets. */
#include "trace.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

CALLBACK(raw)
{
	unsigned char out[LWS_PRE + 64];

	switch (e->reason) {
	case LWS_CALLBACK_RAW_RX:
		if (e->len == 4 && !memcmp(e->in, "quit", 4))
			return -1;
		if (e->len == 4 && !memcmp(e->in, "find", 4)) {
			SHOW(wsi_from_fd(context, lws_get_socket_fd(e->wsi)) == e->wsi);
			SHOW_SET(wsi_from_fd(context, 1));
			return 0;
		}
		if (e->len == 4 && !memcmp(e->in, "more", 4)) {
			char *more = lws_adjust_protocol_psds(e->wsi, 100), zero[100] = "";

			SHOW(more == lws_wsi_user(e->wsi));
			SHOW(more && memcmp(more, zero, sizeof(zero)));
			return 0;
		}
		if (e->len == 4 && !memcmp(e->in, "done", 4)) {
			memcpy(out + LWS_PRE, "bye", 3);
			SHOW(lws_write(e->wsi, out + LWS_PRE, 3, LWS_WRITE_RAW));
			return (int)SHOW(lws_raw_transaction_completed(e->wsi));
		}
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_RAW_WRITEABLE:
		memcpy(out + LWS_PRE, "reply", 5);
		SHOW(lws_write(e->wsi, out + LWS_PRE, 5, LWS_WRITE_RAW));
		return 0;
	default:
		return 0;
	}
}

CALLBACK(http)
{
	if (e->reason == LWS_CALLBACK_HTTP)
		return reply_text(e->wsi, "hello\n");
	return 0;
}

static const struct lws_protocols raw_only[] = {
	{ .name = "raw", .callback = raw, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 8 },
	{ .name = "raw", .callback = raw, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(raw_server, "a vhost whose connections are raw")
{
	struct lws_context_creation_info info = server_info(raw_only);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	start(&info);
	p = peer_connect();
	peer_send(p, "hello");
	peer_send(p, "again");
	peer_close(p);
	destroy();
}

SCENARIO(raw_server_closes, "RAW_RX returns -1")
{
	struct lws_context_creation_info info = server_info(raw_only);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	start(&info);
	p = peer_connect();
	peer_send(p, "quit");
	destroy();
}

SCENARIO(raw_fallback, "what is no HTTP falls back to raw")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	start(&info);
	p = peer_connect();
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	p = peer_connect();
	peer_send_bytes(p, "\x10\x20\x30 not http", 12);
	peer_close(p);
	destroy();
}

SCENARIO(raw_client, "a raw client connects, talks, the server closes")
{
	struct lws_context_creation_info info = client_info(raw_only);
	int port, listener = peer_listen(&port);
	struct peer *p;

	start(&info);
	dial(port, (struct lws_client_connect_info){ .method = "RAW", .protocol = "raw",
						     .local_protocol_name = "raw" });
	p = peer_accept(listener);
	peer_send(p, "hello");
	peer_close(p);
	close(listener);
	destroy();
}

SCENARIO(raw_client_refused, "a raw client finds nobody")
{
	struct lws_context_creation_info info = client_info(raw_only);
	int port;

	close(peer_listen(&port));
	start(&info);
	dial(port, (struct lws_client_connect_info){ .method = "RAW", .protocol = "raw" });
	settle();
	destroy();
}

SCENARIO(unix_server, "a vhost that listens on a unix socket")
{
	struct lws_context_creation_info info = server_info(protocols);
	char path[128];
	struct peer *p;

	lws_snprintf(path, sizeof(path), "%s/socket", folder());
	info.port = 0;
	info.iface = path;
	info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
	start(&info);
	p = peer_connect_unix(path);
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
	SHOW(access(path, F_OK));
}

static void
unix_permissions(mode_t mask)
{
	struct lws_context_creation_info info = server_info(protocols);
	char path[128];
	struct stat s;
	mode_t before = umask(mask);

	say("umask %03o", (unsigned int)mask);
	lws_snprintf(path, sizeof(path), "%s/socket", folder());
	info.port = 0;
	info.iface = path;
	info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
	if (create(&info)) {
		settle();
		if (stat(path, &s))
			say("no socket");
		else
			say("mode %03o, %s user, %s group", (unsigned int)s.st_mode & 07777,
			    s.st_uid == geteuid() ? "our" : "another", s.st_gid == getegid() ? "our" : "another");
	}
	destroy();
	umask(before);
}

SCENARIO(unix_permissions, "who may connect to a unix socket is up to the umask")
{
	unix_permissions(022);
	unix_permissions(077);
	unix_permissions(0);
}

CALLBACK(named)
{
	char name[64], text[64];

	if (e->reason != LWS_CALLBACK_HTTP)
		return 0;
	SHOW_TEXT(lws_get_peer_simple(e->wsi, text, sizeof(text)));
	lws_get_peer_addresses(e->wsi, lws_get_socket_fd(e->wsi), name, sizeof(name), text, sizeof(text));
	SHOW_TEXT(text);
	return -1;
}

static const struct lws_protocols named_only[] = {
	{ .name = "named", .callback = named },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(unix_peer_named, "how the peer at a unix socket is called")
{
	struct lws_context_creation_info info = server_info(named_only);
	char path[128];
	struct peer *p;

	lws_snprintf(path, sizeof(path), "%s/socket", folder());
	info.port = 0;
	info.iface = path;
	info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
	start(&info);
	p = peer_connect_unix(path);
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(unix_abstract_server, "a vhost that listens on an abstract unix socket")
{
	struct lws_context_creation_info info = server_info(protocols);
	char path[128];
	struct peer *p;

	lws_snprintf(path, sizeof(path), "@%s", folder() + 1);
	show_as(path, "@NAME");
	info.port = 0;
	info.iface = path;
	info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
	start(&info);
	p = peer_connect_unix(path);
	peer_send(p, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
	peer_close(p);
	destroy();
}

SCENARIO(unix_client, "an HTTP client over a unix socket")
{
	struct lws_context_creation_info info = client_info(protocols);
	char path[128], address[160];
	int listener;
	struct peer *p;

	lws_snprintf(path, sizeof(path), "%s/socket", folder());
	lws_snprintf(address, sizeof(address), "+%s", path);
	listener = peer_listen_unix(path);
	start(&info);
	dial(0, (struct lws_client_connect_info){ .method = "GET", .protocol = "http",
						  .address = address, .host = "localhost",
						  .origin = "localhost" });
	p = peer_accept(listener);
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	peer_close(p);
	close(listener);
	destroy();
}

SCENARIO(unix_client_nobody, "the unix socket of the server does not exist")
{
	struct lws_context_creation_info info = client_info(protocols);
	char address[160];

	lws_snprintf(address, sizeof(address), "+%s/socket", folder());
	start(&info);
	dial(0, (struct lws_client_connect_info){ .method = "GET", .protocol = "http",
						  .address = address });
	settle();
	destroy();
}

SCENARIO(raw_server_transaction, "a raw connection is found by its descriptor, given other memory, and completed")
{
	struct lws_context_creation_info info = server_info(raw_only);
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	start(&info);
	p = peer_connect();
	peer_send(p, "find");
	peer_send(p, "more");
	peer_send(p, "hello");
	peer_send(p, "done");
	peer_close(p);
	destroy();
}

static struct lws *kept;

CALLBACK(kept_raw)
{
	unsigned char out[LWS_PRE + 5];

	if (e->reason == LWS_CALLBACK_RAW_ADOPT)
		kept = e->wsi;
	if (e->reason != LWS_CALLBACK_RAW_WRITEABLE)
		return 0;
	memcpy(out + LWS_PRE, "reply", 5);
	return lws_write(e->wsi, out + LWS_PRE, 5, LWS_WRITE_RAW) == 5 ? 0 : -1;
}

static const struct lws_protocols kept_protocols[] = {
	{ .name = "raw", .callback = kept_raw, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(pollout_event, "lws_handle_POLLOUT_event serves a connection that can be written to")
{
	struct lws_context_creation_info info = server_info(kept_protocols);
	struct pollfd entry = { .events = POLLIN };
	struct peer *p;

	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	start(&info);
	p = peer_connect();
	say("asked for");
	entry.fd = lws_get_socket_fd(kept);
	lws_callback_on_writable(kept);
	entry.revents = POLLOUT;
	SHOW(lws_handle_POLLOUT_event(kept, &entry));
	settle();
	say("not asked for");
	entry.revents = POLLOUT;
	SHOW(lws_handle_POLLOUT_event(kept, &entry));
	settle();
	say("without an entry");
	SHOW(lws_handle_POLLOUT_event(kept, NULL));
	settle();
	peer_close(p);
	destroy();
}
