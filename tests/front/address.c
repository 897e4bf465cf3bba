/* numeric addresses: lws_parse_, lws_write_numeric_address, lws_sa46_* */
#include <libwebsockets.h>
#include "trace.h"

static void
ignore(int level, const char *line)
{
	(void)level;
	(void)line;
}

static void
parse(const char *text)
{
	lws_sockaddr46 sa;
	uint8_t bytes[20];
	char out[64];
	int r;

	memset(bytes, 0xee, sizeof(bytes));
	r = lws_parse_numeric_address(text, bytes, 16);
	trace_string("", text);
	printf("  bytes %d ", r < 0 ? -1 : r);
	trace_hex("", bytes, r > 0 ? (size_t)r : 0);
	if (r > 0) {
		memset(out, '#', sizeof(out));
		r = lws_write_numeric_address(bytes, r, out, sizeof(out));
		printf("  text %d", r);
		trace_bytes(" ", out, strlen(out));
	}
	memset(&sa, 0, sizeof(sa));
	r = lws_sa46_parse_numeric_address(text, &sa);
	printf("  sa46 %d family %d", r, sa.sa4.sin_family);
	if (!r) {
		r = lws_sa46_write_numeric_address(&sa, out, sizeof(out));
		printf(" text %d %s", r, out);
	}
	printf("\n");
}

static void
compare(const char *a, const char *b)
{
	lws_sockaddr46 sa, sb;

	memset(&sa, 0, sizeof(sa));
	memset(&sb, 0, sizeof(sb));
	if (a)
		lws_sa46_parse_numeric_address(a, &sa);
	if (b)
		lws_sa46_parse_numeric_address(b, &sb);
	printf("compare %s %s -> %d\n", a ? a : "none", b ? b : "none",
	       !!lws_sa46_compare_ads(&sa, &sb));
}

static void
on_net(const char *a, const char *net, int bits)
{
	lws_sockaddr46 sa, sb;

	lws_sa46_parse_numeric_address(a, &sa);
	lws_sa46_parse_numeric_address(net, &sb);
	printf("%s on %s/%d -> %d\n", a, net, bits, lws_sa46_on_net(&sa, &sb, bits));
}

int
main(void)
{
	static const char *const texts[] = {
		"1.2.3.4", "255.255.255.255", "0.0.0.0", "127.0.0.1", "1.2.3", "1.2.3.4.5",
		"256.1.1.1", "1.2.3.", "1..3.4", " 1.2.3.4", "1.2.3.4 ", "01.2.3.4", "1.2.3.04",
		"1.2.3.4x", "1.2.3.4/24", "-1.2.3.4", "999999999999.1.1.1", "::", "::1", "1::",
		"2001:db8::1", "2001:db8:0:0:0:0:0:1", "2001:db8:0:1:0:0:0:1",
		"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:DB8::A", "fe80::1%eth0",
		"::ffff:1.2.3.4", ":::", "1:::2",
		"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::",
		"::2:3:4:5:6:7:8", "12345::", "g::", ":1", "1:", "", "localhost", "[::1]",
		"1:0:0:2:0:0:0:3", "1:0:0:0:2:0:0:3", "0:0:1:0:0:0:0:0",
		"a:b:c:d:e:f:0:0", "::ffff:1.2.3", "::ffff:300.2.3.4", "0:1:0:1:0:1:0:1",
	};
	uint8_t bytes[16] = { 1, 2, 3, 4 };
	char out[48];

	lws_set_log_level(0, ignore);
	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++)
		parse(texts[n]);
	for (size_t len = 4; len < 17; len += 4)
		printf("max %zu: %d\n", len, lws_parse_numeric_address("::1", bytes, len) > 0);
	memcpy(bytes, "\1\2\3\4", 4);
	for (size_t len = 6; len < 12; len++) {
		int r;

		memset(out, '#', sizeof(out));
		r = lws_write_numeric_address(bytes, 4, out, len);
		printf("len %zu -> %d", len, r);
		trace_bytes(" ", out, 12);
	}
	printf("size 5 -> %d\n", lws_write_numeric_address(bytes, 5, out, sizeof(out)));
	{
		lws_sockaddr46 sa;

		memset(&sa, 0, sizeof(sa));
		printf("no family -> %d", lws_sa46_write_numeric_address(&sa, out, sizeof(out)));
		trace_string(" ", out);
		sa.sa4.sin_family = AF_UNIX;
		printf("unix -> %d", lws_sa46_write_numeric_address(&sa, out, sizeof(out)));
		trace_string(" ", out);
	}
	compare("1.2.3.4", "1.2.3.4");
	compare("1.2.3.4", "1.2.3.5");
	compare("::1", "::1");
	compare("::1", "::2");
	compare("1.2.3.4", "::ffff:1.2.3.4");
	compare(NULL, NULL);
	compare(NULL, "1.2.3.4");
	for (int bits = 0; bits <= 32; bits += 7)
		on_net("192.168.1.77", "192.168.1.0", bits);
	on_net("192.168.1.77", "192.168.1.64", 26);
	on_net("192.168.1.77", "192.168.1.128", 25);
	on_net("192.168.1.77", "192.168.1.77", 32);
	on_net("2001:db8::1", "2001:db8::", 32);
	on_net("2001:db9::1", "2001:db8::", 32);
	on_net("2001:db9::1", "2001:db8::", 31);
	on_net("2001:db8::1", "2001:db8::2", 127);
	on_net("2001:db8::3", "2001:db8::2", 127);
	on_net("2001:db8::3", "2001:db8::3", 128);
	on_net("2001:db8::3", "::", 0);

	return 0;
}
