/* HTTP client requests with LCCSCF_PIPELINE: which connection they go over. */
#include "trace.h"

#include <unistd.h>

static bool refuse_body, dial_at_completion, post_body, show_network, close_at_completion;
static int port;

CALLBACK(client)
{
	static char buffer[LWS_PRE + 1024];
	char *at = buffer + LWS_PRE;
	unsigned char **headers = e->in;
	int len = 1024;

	switch (e->reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (!post_body)
			break;
		post_body = false;
		lws_client_http_body_pending(e->wsi, 1);
		lws_callback_on_writable(e->wsi);
		return lws_add_http_header_by_token(e->wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH,
						    (const unsigned char *)"4", 1, headers,
						    *headers + e->len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		memcpy(at, "body", 4);
		lws_client_http_body_pending(e->wsi, 0);
		return SHOW(lws_write(e->wsi, (unsigned char *)at, 4, LWS_WRITE_HTTP_FINAL)) == 4 ? 0 : -1;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		SHOW(lws_http_client_http_response(e->wsi));
		if (show_network)
			say("network %s", wsi_name(lws_get_network_wsi(e->wsi)));
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		if (refuse_body) {
			refuse_body = false;
			return -1;
		}
		return SHOW(lws_http_client_read(e->wsi, &at, &len)) < 0 ? -1 : 0;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		if (dial_at_completion) {
			dial_at_completion = false;
			dial(port, (struct lws_client_connect_info){
				.method = "GET", .protocol = "http", .path = "/from-completion",
				.ssl_connection = LCCSCF_PIPELINE });
		}
		if (close_at_completion) {
			close_at_completion = false;
			return -1;
		}
		break;
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

#define OK3 "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"

static void
begin(void)
{
	struct lws_context_creation_info info = client_info(protocols);

	listener = peer_listen(&port);
	info.timeout_secs = 1;
	start(&info);
}

static struct lws *
ask_with(const char *path, struct lws_client_connect_info i)
{
	i.method = i.method ? i.method : "GET";
	i.protocol = "http";
	i.path = path;
	return dial(port, i);
}

static struct lws *
ask(const char *path)
{
	return ask_with(path, (struct lws_client_connect_info){ .ssl_connection = LCCSCF_PIPELINE });
}

static void
done(void)
{
	close(listener);
	destroy();
}

SCENARIO(client_queue_three, "three requests wait for one connection, which answers in turn")
{
	show_network = true;
	begin();
	struct lws *one = ask("/1"), *two = ask("/2"), *three = ask("/3");
	struct peer *p = peer_accept(listener);

	say("network %s %s %s", wsi_name(lws_get_network_wsi(one)), wsi_name(lws_get_network_wsi(two)),
	    wsi_name(lws_get_network_wsi(three)));
	peer_send(p, OK3 "one");
	peer_send(p, OK3 "two");
	peer_send(p, OK3 "thr");
	peer_close(p);
	done();
}

SCENARIO(client_queue_idle, "a second request while the connection is kept idle")
{
	begin();
	ask("/1");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	ask("/2");
	settle();
	peer_send(p, OK3 "two");
	peer_close(p);
	done();
}

SCENARIO(client_queue_idle_ends, "nobody asks again: the connection is kept for the default time")
{
	begin();
	ask("/1");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	settle_for(3500);
	settle_for(3000);
	(void)p;
	done();
}

SCENARIO(client_queue_keep_warm, "keep_warm_secs 1: the idle connection goes after that")
{
	begin();
	ask_with("/1", (struct lws_client_connect_info){ .ssl_connection = LCCSCF_PIPELINE,
							 .keep_warm_secs = 1 });
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	settle_for(2200);
	(void)p;
	done();
}

SCENARIO(client_queue_answer_closes, "the first answer says connection: close, another request waits")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none");
	peer_close(p);
	settle_for(1500);
	done();
}

SCENARIO(client_queue_http10, "the first answer is HTTP/1.0 with a length, another request waits")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\none");
	peer_close(p);
	settle_for(1500);
	done();
}

SCENARIO(client_queue_peer_closes, "the server closes between two answers, a request waits")
{
	begin();
	ask("/1");
	ask("/2");
	ask("/3");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	peer_close(p);
	settle_for(1500);
	done();
}

SCENARIO(client_queue_peer_drops, "the server closes in place of the first answer, two requests wait")
{
	begin();
	ask("/1");
	ask("/2");
	ask("/3");
	struct peer *p = peer_accept(listener);

	peer_close(p);
	settle_for(1500);
	done();
}

SCENARIO(client_queue_refused, "nothing listens: two requests wait for the connection")
{
	begin();
	close(listener);
	ask("/1");
	ask("/2");
	ask("/3");
	settle_for(1500);
	destroy();
}

SCENARIO(client_queue_silent, "the server never answers the first of two")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	settle_for(2500);
	(void)p;
	done();
}

SCENARIO(client_queue_second_without_flag, "only the first request has LCCSCF_PIPELINE")
{
	begin();
	ask("/1");
	ask_with("/2", (struct lws_client_connect_info){ 0 });
	struct peer *p = peer_accept(listener), *q = peer_accept(listener);

	peer_send(p, OK3 "one");
	peer_send(q, OK3 "two");
	peer_close(p);
	peer_close(q);
	done();
}

SCENARIO(client_queue_first_without_flag, "only the second request has LCCSCF_PIPELINE")
{
	begin();
	ask_with("/1", (struct lws_client_connect_info){ 0 });
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	peer_close(p);
	settle_for(1500);
	done();
}

SCENARIO(client_kept_open, "no LCCSCF_PIPELINE, and the server does not close")
{
	begin();
	ask_with("/1", (struct lws_client_connect_info){ 0 });
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	settle_for(7000);
	(void)p;
	done();
}

SCENARIO(client_queue_more_than_length, "bytes behind the first answer, a request waits")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "onemore");
	settle_for(1500);
	done();
}

SCENARIO(client_queue_answers_together, "a server that answers twice at once, a request waits")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one" OK3 "two");
	settle_for(1500);
	done();
}

SCENARIO(client_queue_rubbish_while_idle, "bytes come while nobody asks")
{
	begin();
	ask("/1");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	peer_send(p, "rubbish");
	settle_for(1500);
	done();
}

SCENARIO(client_queue_peer_closes_idle, "the server closes while nobody asks")
{
	begin();
	ask("/1");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	peer_close(p);
	ask("/2");
	p = peer_accept(listener);
	peer_send(p, OK3 "two");
	peer_close(p);
	done();
}

SCENARIO(client_queue_host, "the same address with another Host is the same connection")
{
	begin();
	ask("/1");
	ask_with("/2", (struct lws_client_connect_info){ .ssl_connection = LCCSCF_PIPELINE,
							 .host = "other.example" });
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	peer_send(p, OK3 "two");
	peer_close(p);
	done();
}

SCENARIO(client_queue_name, "another name for the same address is another connection")
{
	begin();
	ask("/1");
	struct peer *p = peer_accept(listener);

	ask_with("/2", (struct lws_client_connect_info){ .ssl_connection = LCCSCF_PIPELINE,
							 .address = "127.0.0.2" });
	settle();
	peer_send(p, OK3 "one");
	peer_close(p);
	done();
}

SCENARIO(client_queue_post_first, "a POST with a body, then a GET")
{
	begin();
	post_body = true;
	ask_with("/1", (struct lws_client_connect_info){ .ssl_connection = LCCSCF_PIPELINE,
							 .method = "POST" });
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	peer_send(p, OK3 "two");
	peer_close(p);
	done();
}

SCENARIO(client_queue_post_second, "a GET, then a POST with a body")
{
	begin();
	ask("/1");
	struct peer *p = peer_accept(listener);

	post_body = true;
	ask_with("/2", (struct lws_client_connect_info){ .ssl_connection = LCCSCF_PIPELINE,
							 .method = "POST" });
	peer_send(p, OK3 "one");
	peer_send(p, OK3 "two");
	peer_close(p);
	done();
}

SCENARIO(client_queue_program_fails, "the program refuses the first answer's body, a request waits")
{
	begin();
	refuse_body = true;
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	settle_for(1500);
	(void)p;
	done();
}

SCENARIO(client_queue_completion_refuses, "COMPLETED_CLIENT_HTTP returns -1, a request waits")
{
	begin();
	close_at_completion = true;
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	settle_for(1500);
	(void)p;
	done();
}

SCENARIO(client_queue_from_completion, "COMPLETED_CLIENT_HTTP asks for the next")
{
	begin();
	dial_at_completion = true;
	ask("/1");
	struct peer *p = peer_accept(listener);

	peer_send(p, OK3 "one");
	settle();
	peer_send(p, OK3 "two");
	peer_close(p);
	done();
}

SCENARIO(client_queue_waiting_killed, "a waiting request is killed")
{
	begin();
	ask("/1");
	struct lws *two = ask("/2");
	ask("/3");
	struct peer *p = peer_accept(listener);

	lws_set_timeout(two, 1, LWS_TO_KILL_ASYNC);
	settle();
	peer_send(p, OK3 "one");
	peer_send(p, OK3 "thr");
	peer_close(p);
	done();
}

SCENARIO(client_queue_redirect, "the first is redirected on the same server, a request waits")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, "HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n");
	settle_for(1500);
	done();
}

SCENARIO(client_queue_chunked, "chunked answers on a shared connection")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n");
	peer_send(p, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n");
	peer_close(p);
	done();
}

SCENARIO(client_queue_empty, "answers without a body on a shared connection")
{
	begin();
	ask("/1");
	ask("/2");
	struct peer *p = peer_accept(listener);

	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	peer_send(p, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	peer_close(p);
	done();
}

SCENARIO(client_queue_destroyed, "the context goes while a request waits")
{
	begin();
	ask("/1");
	ask("/2");
	peer_accept(listener);
	done();
}
