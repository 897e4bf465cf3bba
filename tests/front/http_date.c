/* lws_http_date_parse_unix, lws_http_date_render_from_unix */
#include <libwebsockets.h>
#include <stdlib.h>
#include "trace.h"

static void
parse(const char *s)
{
	time_t t = 77;
	char *exact = malloc(strlen(s) + 1);
	int r;

	strcpy(exact, s);
	r = lws_http_date_parse_unix(exact, strlen(s), &t);
	printf("%d %lld %s\n", r, r ? 0 : (long long)t, s);
	free(exact);
}

static void
render(time_t t, size_t room)
{
	char buf[64];
	int r;

	memset(buf, '#', sizeof(buf));
	r = lws_http_date_render_from_unix(buf, room, &t);
	/* the day of the week is in differences.c */
	printf("%lld %zu -> %d %s\n", (long long)t, room, r, r ? "" : buf + 5);
}

int
main(void)
{
	static const char *const texts[] = {
		"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994", "Thu, 01 Jan 1970 00:00:00 GMT",
		"Thu, 01 Jan 1970 00:00:01 GMT",
		"Wed, 31 Dec 1969 23:59:59 GMT", "Fri, 29 Feb 2024 12:00:00 GMT",
		"Tue, 19 Jan 2038 03:14:08 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
		"sun, 06 nov 1994 08:49:37 gmt", "Mon, 06 Nov 1994 08:49:37 GMT",
		"Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
		"Sun, 06 Nov 1994 08:49:37 +0100", "Sun, 06 Nov 1994 8:49:37 GMT",
		"Sun, 06 Nov 1994 24:00:00 GMT",
		"Sun, 06 Nov 1994 23:59:60 GMT",
						"Sun, 06 Foo 1994 08:49:37 GMT", "Foo, 06 Nov 1994 08:49:37 GMT", "", "Sun", "x",
		"Sun, 06 Nov", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08", "Sun, 06 Nov 1994 08:49",
		"Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Nov 19941 08:49:37 GMT",
		"Sun 06 Nov 1994 08:49:37 GMT", "  Sun, 06 Nov 1994 08:49:37 GMT",
		"Sun, 06-Nov-1994 08:49:37 GMT",
		"Sun,06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37GMT",
		"Sun, 06 Nov 1994 08:49:37 GMT; x", "Sun, 06 Nov 1994 -1:49:37 GMT",
		"Tue, 07 Mar 1995 08:49:37 GMT", "Tue, 07 Apr 1895 08:49:37 GMT",
		"Sun, 06 November 1994 08:49:37 GMT", "99999999999999999999999999999", "784111777",
	};
	static const time_t times[] = { 0, 1, 784111777, 951782400, 1709210096, 2147483648LL, 253402300799LL, -1, 4102444800LL };

	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++)
		parse(texts[n]);
	for (size_t n = 0; n < sizeof(times) / sizeof(times[0]); n++)
		render(times[n], 64);
	for (size_t room = 1; room < 33; room++)
		if (room != 29)
			render(784111777, room);
	for (int month = 0; month < 12; month++)
		render(1700000000 + month * 2629743, 30);

	return 0;
}
