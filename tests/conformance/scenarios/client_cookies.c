/* Cookies of HTTP client requests: kept in a file, sent again (RFC 6265). */
#include "trace.h"

#include <stdlib.h>
#include <unistd.h>

CALLBACK(client)
{
	static char buffer[LWS_PRE + 1024];
	char *at = buffer + LWS_PRE;
	int len = 1024;

	switch (e->reason) {
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

static int listener, port;
static char path[4096];

static void
begin_with(const char *jar)
{
	struct lws_context_creation_info info = client_info(protocols);

	listener = peer_listen(&port);
	snprintf(path, sizeof(path), "%s/jar", folder());
	if (jar)
		file_with_text("jar", jar);
	info.http_nsc_filepath = path;
	info.http_nsc_heap_max_items = 20;
	info.http_nsc_heap_max_footprint = 8192;
	info.http_nsc_heap_max_payload = 1024;
	start(&info);
}

static void
request(const char *host, const char *where, int flags, const char *answer)
{
	struct peer *p;

	dial(port, (struct lws_client_connect_info){
		.method = "GET", .protocol = "http", .path = where, .address = host, .host = host,
		.ssl_connection = flags });
	p = peer_accept(listener);
	peer_send(p, answer);
	if (p)
		peer_close(p);
	settle();
}

/* The lines of the jar, with times replaced. */
static void
show_jar(void)
{
	char line[1024], *at;
	FILE *f = fopen(path, "r");

	say("the jar%s", f ? ":" : " is not there");
	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		for (at = line; (at = strpbrk(at, "0123456789")); ) {
			char *end;

			if (strtoll(at, &end, 10) > 1000000000) {
				memmove(at + 4, end, strlen(end) + 1);
				memcpy(at, "TIME", 4);
				end = at + 4;
			}
			at = end;
		}
		trace_string("  line", line);
	}
	if (f)
		fclose(f);
}

static void
done(void)
{
	destroy();
	show_jar();
	close(listener);
}

#define LATER "; Expires=Fri, 01 Jan 2100 00:00:00 GMT"
#define ANSWER(cookies) "HTTP/1.1 200 OK\r\n" cookies "Content-Length: 2\r\n\r\nok"

SCENARIO(client_cookie_without_flag, "No cookies without LCCSCF_CACHE_COOKIES")
{
	begin_with(NULL);
	request("127.0.0.1", "/", 0, ANSWER("Set-Cookie: a=one" LATER "\r\n"));
	show_jar();
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER("Set-Cookie: a=one" LATER "\r\n"));
	request("127.0.0.1", "/", 0, ANSWER(""));
	done();
}

SCENARIO(client_cookie_several, "Several cookies, of several paths")
{
	begin_with(NULL);
	request("127.0.0.1", "/dir/page", LCCSCF_CACHE_COOKIES,
		ANSWER("Set-Cookie: a=one" LATER "\r\nSet-Cookie: b=two" LATER "; Path=/\r\n"
		       "Set-Cookie: c=three; Path=/dir/page" LATER "\r\n"));
	show_jar();
	request("127.0.0.1", "/dir/page", LCCSCF_CACHE_COOKIES, ANSWER(""));
	request("127.0.0.1", "/dir/other", LCCSCF_CACHE_COOKIES, ANSWER(""));
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	done();
}

SCENARIO(client_cookie_of_session, "A cookie without an end")
{
	begin_with(NULL);
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER("Set-Cookie: a=one\r\n"));
	show_jar();
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	done();
}

SCENARIO(client_cookie_expires, "A cookie with Expires")
{
	begin_with(NULL);
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES,
		ANSWER("Set-Cookie: a=one; Expires=Fri, 01 Jan 2100 00:00:00 GMT\r\n"
		       "Set-Cookie: b=two; Expires=Fri, 01 Jan 2010 00:00:00 GMT\r\n"));
	show_jar();
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	done();
}

SCENARIO(client_cookie_max_age, "A cookie with Max-Age, and one with both")
{
	begin_with(NULL);
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES,
		ANSWER("Set-Cookie: a=one; Max-Age=1000\r\nSet-Cookie: b=two" LATER "; Max-Age=0\r\n"));
	show_jar();
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	done();
}

SCENARIO(client_cookie_host_field, "Cookies belong to the address, not to the Host field")
{
	struct peer *p;

	begin_with("# Netscape HTTP Cookie File\n"
		   "example.com\tFALSE\t/\tFALSE\t4102444800\ta\thost\n"
		   "127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tb\taddress\n");
	dial(port, (struct lws_client_connect_info){
		.method = "GET", .protocol = "http", .host = "example.com", .ssl_connection = LCCSCF_CACHE_COOKIES });
	p = peer_accept(listener);
	peer_send(p, ANSWER(""));
	if (p)
		peer_close(p);
	done();
}

SCENARIO(client_cookie_of_other_domain, "A cookie for a domain that is not the server's")
{
	begin_with(NULL);
	request("localhost", "/", LCCSCF_CACHE_COOKIES,
		ANSWER("Set-Cookie: a=one; Domain=other.com" LATER "\r\n"));
	request("localhost", "/", LCCSCF_CACHE_COOKIES,
		ANSWER("Set-Cookie: b=one; Domain=com" LATER "\r\n"));
	request("localhost", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	done();
}

SCENARIO(client_cookie_secure, "A cookie for TLS alone")
{
	begin_with(NULL);
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES,
		ANSWER("Set-Cookie: a=one; Secure; HttpOnly" LATER "\r\n"));
	show_jar();
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	done();
}

SCENARIO(client_cookie_file, "Cookies that are in the file already")
{
	begin_with("# Netscape HTTP Cookie File\n"
		   "127.0.0.1\tFALSE\t/\tFALSE\t4102444800\ta\tone\n"
		   "127.0.0.1\tFALSE\t/dir\tFALSE\t4102444800\tb\ttwo\n"
		   "127.0.0.1\tFALSE\t/\tTRUE\t4102444800\tc\tthree\n"
		   "127.0.0.1\tFALSE\t/\tFALSE\t1000\td\told\n"
		   ".example.com\tTRUE\t/\tFALSE\t4102444800\te\tbelow\n"
		   "other.com\tFALSE\t/\tFALSE\t4102444800\tf\tother\n");
	request("127.0.0.1", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	request("127.0.0.1", "/dir/page", LCCSCF_CACHE_COOKIES, ANSWER(""));
	request("localhost", "/", LCCSCF_CACHE_COOKIES, ANSWER(""));
	done();
}

SCENARIO(client_cookie_redirect, "A redirect that sets a cookie")
{
	struct peer *p;

	begin_with(NULL);
	dial(port, (struct lws_client_connect_info){
		.method = "GET", .protocol = "http", .path = "/login", .host = "127.0.0.1",
		.ssl_connection = LCCSCF_CACHE_COOKIES });
	p = peer_accept(listener);
	peer_send(p, "HTTP/1.1 302 Found\r\nSet-Cookie: a=one" LATER "; Path=/\r\n"
		     "Location: /welcome\r\nContent-Length: 0\r\n\r\n");
	p = peer_accept(listener);
	peer_send(p, ANSWER(""));
	if (p)
		peer_close(p);
	done();
}
