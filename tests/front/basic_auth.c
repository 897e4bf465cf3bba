/* lws_http_basic_auth_gen */
#include <libwebsockets.h>
#include "trace.h"

static void
generate(const char *user, const char *password, size_t room)
{
	char buf[400];
	int r;

	memset(buf, '#', sizeof(buf));
	r = lws_http_basic_auth_gen(user, password, buf, room);
	printf("%s %s %zu -> %d ", user, password, room, r);
	trace_string("", r ? "" : buf);
}

int
main(void)
{
	char long_name[120];

	memset(long_name, 'u', sizeof(long_name));
	for (size_t room = 1; room < 40; room++)
		/* a cut header is in differences.c */
		if (room < 24 || room > 26)
			generate("user", "password", room);
	generate("", "", 100);
	generate("a", "", 100);
	generate("", "b", 100);
	generate("with:colon", "p", 100);
	for (size_t len = 60; len < 65; len++) {
		long_name[len] = '\0';
		generate(long_name, long_name, 400);
		generate(long_name, long_name + 1, 400);
		long_name[len] = 'u';
	}
	for (size_t len = 50; len < 119; len += 4) {
		long_name[len] = '\0';
		generate(long_name, "p", 400);
		generate(long_name, long_name, 400);
		long_name[len] = 'u';
	}

	return 0;
}
