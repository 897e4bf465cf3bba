/* lws_sql_purify_len: a buffer of that size holds all that lws_sql_purify writes */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

static int
check(const char *text, const char *want)
{
	char out[64];
	int room = lws_sql_purify_len(text);

	memset(out, '#', sizeof(out));
	lws_sql_purify(out, text, (size_t)room);
	if (!strcmp(out, want) && out[room] == '#')
		return 0;
	printf("%s in %d bytes: %s\n", text, room, out);
	return 1;
}

int
main(void)
{
	return check("", "") | check("plain", "plain") | check("it's", "it''s") | check("''''", "''''''''") |
	       check("a'", "a''") | check("'a", "''a");
}
