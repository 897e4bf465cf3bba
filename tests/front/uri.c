/* lws_parse_uri, in the caller's buffer */
#include <libwebsockets.h>
#include "trace.h"

int
main(void)
{
	static const char *const uris[] = {
		"http://example.com/index.html", "https://example.com/", "https://example.com",
		"http://example.com:8080/a/b?c=d#e", "ws://127.0.0.1:7681/chat",
		"wss://[::1]:7681/chat", "wss://[fe80::1%eth0]/x", "http://[::1]", "http://[::1]/",
		"ws+unix:///x", "http://+/var/run/sock:/path", "http://+/var/run/sock",
		"http://+@abstract:/path", "http://+@abstract:", "example.com/path", "example.com",
		"/path", "", ":", "://", "http://", "http:///", "http://:80/", "http://a:/b",
		"http://a:80b/c", "http://a:99999/c", "http://a:-1/c", "http://a:080/c",
		"//host/x", "ftp://h/x", "mailto:x@y", "http:/one/slash", "HTTP://A/B",
		"wss://h", "mqtt://broker:1883/t", "http://user:pass@h:81/p", "http://h?q=1",
		"http://h:90?q=1", "http://h//double", "host:81/path", "host:81", "[::1]:80/a",
		"http://[::1", "+/sock:/x", "h\xff//x", "http:", "a://b", "http://a/b:c/d",
		"https://a:/", "http://a:80:90/x", "e.com/r?u=http://x:5/y", "[::1]x/y",
		"http://h:/", "http://h: 80/", "http://[]/", "http://+:80", "+", "[", "]/x",
	};

	for (size_t n = 0; n < sizeof(uris) / sizeof(uris[0]); n++) {
		const char *prot = "-", *ads = "-", *path = "-";
		char buf[64];
		int port = -7, r;

		snprintf(buf, sizeof(buf), "%s", uris[n]);
		r = lws_parse_uri(buf, &prot, &ads, &port, &path);
		printf("%s\n  %d prot %s ads %s port %d path %s\n", uris[n], r, prot, ads, port,
		       path);
	}

	return 0;
}
