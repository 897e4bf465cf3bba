/* lws_humanize and the three schemata */
#include <libwebsockets.h>
#include "trace.h"

static void
schema(const char *name, const lws_humanize_unit_t *units, size_t size)
{
	printf("%s: %zu bytes", name, size);
	for (; units->name; units++)
		printf(" %s=%llu", units->name, (unsigned long long)units->factor);
	printf(" end %llu\n", (unsigned long long)units->factor);
}

static void
render(uint64_t value)
{
	static const lws_humanize_unit_t *const schemata[] = {
		humanize_schema_si, humanize_schema_si_bytes, humanize_schema_us,
	};
	char buf[40];

	printf("%llu:", (unsigned long long)value);
	for (int n = 0; n < 3; n++) {
		int r = lws_humanize(buf, sizeof(buf), value, schemata[n]);

		printf(" |%s| %d", buf, r);
	}
	printf("\n");
}

int
main(void)
{
	static const lws_humanize_unit_t ones[] = { { " each", 1 }, { NULL, 0 } };
	static const lws_humanize_unit_t own[] = {
		{ "gross", 144000 }, { "score", 20000 }, { "", 1 }, { NULL, 0 },
	};
	static const uint64_t values[] = {
		0, 1, 9, 10, 99, 100, 999, 1000, 1001, 1023, 1024, 1025, 1050, 1500, 1536,
		10239, 10240, 99999, 100000, 999999, 1000000, 1048575, 1048576, 1048577,
		1500000, 59999999, 60000000, 60000001, 90000000, 3599999999, 3600000000,
		86399999999, 86400000000, 86400000001, 129600000000, 1073741823, 1073741824,
		4294967295, 4294967296, 1099511627776, 1125899906842624,
	};
	char buf[40];

	schema("si", humanize_schema_si, sizeof(humanize_schema_si));
	schema("si_bytes", humanize_schema_si_bytes, sizeof(humanize_schema_si_bytes));
	schema("us", humanize_schema_us, sizeof(humanize_schema_us));
	for (size_t n = 0; n < sizeof(values) / sizeof(values[0]); n++)
		render(values[n]);
	for (uint64_t n = 0; n < 300000; n += 23456) {
		lws_humanize(buf, sizeof(buf), n, own);
		printf("%llu |%s|\n", (unsigned long long)n, buf);
	}
	lws_humanize(buf, sizeof(buf), 4567, ones);
	trace_string("ones ", buf);
	for (size_t len = 10; len < 14; len++) {
		memset(buf, '#', sizeof(buf));
		printf("len %zu -> %d", len, lws_humanize(buf, len, 123456, humanize_schema_si));
		trace_bytes(" ", buf, 16);
	}

	return 0;
}
