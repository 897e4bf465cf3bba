/* lws_json_simple_find, lws_json_simple_strcmp */
#include <libwebsockets.h>
#include "trace.h"

static void
look(const char *json, const char *name)
{
	size_t len = 77;
	int r;
	const char *p = lws_json_simple_find(json, strlen(json), name, &len);

	printf("%s %s -> ", json, name);
	if (p)
		printf("%td+%zu", p - json, len);
	else
		printf("none");
	r = lws_json_simple_strcmp(json, strlen(json), name, "arg");
	printf(" strcmp %d\n", (r > 0) - (r < 0));
}

int
main(void)
{
	static const char *const texts[] = {
		"{\"n\": \"arg\"}", "{\"n\":\"arg\"}", "{\"n\":\"args\"}", "{\"n\":\"ar\"}",
		"{\"n\":\"aq\"}", "{\"n\":\"\"}", "{\"n\":true}", "{\"n\":  12, \"m\":1}",
		"{\"n\":null}", "{\"n\":12", "{\"n\":", "{\"n\":  ", "{\"n\":\"unfinished",
		"{\"n\":\"a\\\"b\"}", "{\"n\":\"a\\\\\"}", "{\"m\":1}", "", "\"n\":", "\"n\":x",
		"{\"n\":\t\r\n\"tab\"}", "{\"n\":{\"o\":1}}", "{\"n\":[1,2]}", "{\"n\" : 3}",
		"{\"n\":arg}", "{\"n\":arg,", "{\"n\":arg \n}", "{\"n\":-1.5e3]",
	};

	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++)
		look(texts[n], "\"n\":");
	look("{\"n\":1}", "");
	look("{\"n\":1}", "\"n\"");

	return 0;
}
