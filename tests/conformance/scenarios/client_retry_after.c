/* Retry-After of an answer (RFC 9110 section 10.2.3), as lws_http_check_retry_after() reads it. */
#include "trace.h"

#include <unistd.h>

static lws_usec_t interval;

CALLBACK(client)
{
	if (e->reason == LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP) {
		SHOW(lws_http_check_retry_after(e->wsi, &interval));
		SHOW(interval / 1000000);
	}
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "http", .callback = client, .per_session_data_size = 8 },
	LWS_PROTOCOL_LIST_TERM
};

/* A program that would wait this many seconds gets the field. */
static void
answered(unsigned int seconds, const char *field)
{
	struct lws_context_creation_info info = client_info(protocols);
	int port, listener = peer_listen(&port);
	char answer[256];
	struct peer *p;

	interval = (lws_usec_t)seconds * LWS_US_PER_SEC;
	start(&info);
	dial(port, (struct lws_client_connect_info){ .protocol = "http", .method = "GET" });
	p = peer_accept(listener);
	snprintf(answer, sizeof(answer), "HTTP/1.1 503 Later\r\n%sContent-Length: 0\r\n\r\n", field);
	peer_send(p, answer);
	peer_close(p);
	close(listener);
	destroy();
}

SCENARIO(retry_after_longer, "the server wants more time than the program would give it")
{
	answered(1, "Retry-After: 30\r\n");
}

SCENARIO(retry_after_shorter, "the server wants less")
{
	answered(60, "Retry-After: 30\r\n");
}

SCENARIO(retry_after_none, "the server says nothing of it")
{
	answered(1, "");
}

SCENARIO(retry_after_zero, "the server wants no time")
{
	answered(1, "Retry-After: 0\r\n");
}

SCENARIO(retry_after_date, "a date in the past")
{
	answered(1, "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n");
}

SCENARIO(retry_after_rubbish, "neither a number nor a date")
{
	answered(1, "Retry-After: soon\r\n");
}

SCENARIO(retry_after_negative, "a number below zero")
{
	answered(1, "Retry-After: -5\r\n");
}

SCENARIO(retry_after_huge, "more seconds than fit")
{
	answered(1, "Retry-After: 99999999999999999999\r\n");
}
