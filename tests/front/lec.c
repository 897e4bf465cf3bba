/* The CBOR writer: each format with each size of the output, from one byte on. */
#include <libwebsockets.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int failures;

/* Calls again and again with outputs of the given size, and compares. */
static void
expect(const char *hex, const char *format, ...)
{
	uint8_t want[700], got[700], out[700];
	enum lws_lec_pctx_ret r;
	size_t size, used;
	lws_lec_pctx_t c;
	va_list ap;
	int len = 0;

	for (; hex[2 * len]; len++) {
		unsigned int byte;

		sscanf(hex + 2 * len, "%2x", &byte);
		want[len] = (uint8_t)byte;
	}
	for (size = 1; size < sizeof(out); size += size < 80 ? 1 : 100) {
		lws_lec_init(&c, out, size);
		used = 0;
		do {
			memset(out, 0xee, sizeof(out));
			va_start(ap, format);
			r = lws_lec_vsprintf(&c, format, ap);
			va_end(ap);
			if (used + c.used > sizeof(got) || out[size] != 0xee)
				break;
			memcpy(got + used, out, c.used);
			used += c.used;
			lws_lec_setbuf(&c, out, size);
		} while (r == LWS_LECPCTX_RET_AGAIN);
		if (r != LWS_LECPCTX_RET_FINISHED || used != (size_t)len || memcmp(got, want, used)) {
			printf("%s in %zu bytes: %d\n", format, size, r);
			lwsl_hexdump_err(got, used);
			failures++;
			return;
		}
	}
}

static void
refuse(const char *format)
{
	uint8_t out[64];
	lws_lec_pctx_t c;

	lws_lec_init(&c, out, sizeof(out));
	if (lws_lec_printf(&c, format, 1, 2, 3) == LWS_LECPCTX_RET_FAIL)
		return;
	printf("%s is taken\n", format);
	failures++;
}

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

/* Every half survives the way to single precision and back. */
static void
half_floats(void)
{
	static const struct { uint32_t single; uint16_t half; } rounds[] = {
		{ 0x00000000, 0 }, { 0x80000000, 0x8000 }, { 0x3f800000, 0x3c00 }, { 0x477fe000, 0x7bff },
		{ 0x477fefff, 0x7bff }, { 0x477ff000, 0x7c00 }, { 0x7f800000, 0x7c00 }, { 0xff800000, 0xfc00 },
		{ 0x33800000, 0x0001 }, { 0x33000000, 0 }, { 0x33000001, 1 }, { 0x38800000, 0x0400 },
		{ 0x3f801000, 0x3c00 }, { 0x3f803000, 0x3c02 }, { 0x3f801001, 0x3c01 }, { 0x7f800001, 0x7e00 },
	};
	uint32_t h, single;
	uint16_t back;
	size_t n;

	for (h = 0; h < 0x10000; h++) {
		lws_halfp2singles(&single, (uint16_t)h);
		lws_singles2halfp(&back, single);
		if (back != h && !((h & 0x7c00) == 0x7c00 && (h & 0x3ff) && (back | 0x200) == (h | 0x200))) {
			printf("half %x became %x\n", h, back);
			failures++;
		}
	}
	for (n = 0; n < LWS_ARRAY_SIZE(rounds); n++) {
		lws_singles2halfp(&back, rounds[n].single);
		if (back != rounds[n].half) {
			printf("single %x became %x\n", rounds[n].single, back);
			failures++;
		}
	}
}

/* RFC 8949 appendix A: all that the writer, whose floats and lengths are the
 * shortest, has a way to say. */
static void
appendix_a(void)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4, 5 }, big[] = { 1, 0, 0, 0, 0, 0, 0, 0, 0 };

	expect("00", "0");
	expect("01", "1");
	expect("0a", "10");
	expect("17", "23");
	expect("1818", "24");
	expect("1819", "25");
	expect("1864", "100");
	expect("1903e8", "1000");
	expect("1a000f4240", "1000000");
	expect("1b000000e8d4a51000", "1000000000000");
	expect("1bffffffffffffffff", "18446744073709551615");
	expect("c249010000000000000000", "2(%.*b)", (int)sizeof(big), big);
	expect("c349010000000000000000", "3(%.*b)", (int)sizeof(big), big);
	expect("20", "-1");
	expect("29", "-10");
	expect("3863", "-100");
	expect("3903e7", "-1000");
	expect("f90000", "0.0");
	expect("f98000", "-0.0");
	expect("f93c00", "1.0");
	expect("fb3ff199999999999a", "1.1");
	expect("f93e00", "1.5");
	expect("f97bff", "65504.0");
	expect("fa47c35000", "100000.0");
	expect("fa7f7fffff", "%f", 3.4028234663852886e+38);
	expect("fb7e37e43c8800759c", "%f", 1.0e+300);
	expect("f90001", "%f", 5.960464477539063e-8);
	expect("f90400", "%f", 0.00006103515625);
	expect("f9c400", "-4.0");
	expect("fbc010666666666666", "-4.1");
	expect("f97c00", "%f", (double)INFINITY);
	expect("f97e00", "%f", (double)NAN);
	expect("f9fc00", "%f", -(double)INFINITY);
	expect("f4", "false");
	expect("f5", "true");
	expect("f6", "null");
	expect("f7", "undefined");
	expect("c074323031332d30332d32315432303a30343a30305a", "0('2013-03-21T20:04:00Z')");
	expect("c11a514b67b0", "1(1363896240)");
	expect("c1fb41d452d9ec200000", "1(1363896240.5)");
	expect("d74401020304", "23(%.*b)", 4, bytes);
	expect("d818456449455446", "24(%.*b)", 5, "dIETF");
	expect("d82076687474703a2f2f7777772e6578616d706c652e636f6d", "32('http://www.example.com')");
	expect("40", "%.*b", 0, bytes);
	expect("4401020304", "%.*b", 4, bytes);
	expect("60", "''");
	expect("6161", "'a'");
	expect("6449455446", "'IETF'");
	expect("62225c", "'\"\\\\'");
	expect("62c3bc", "'\xc3\xbc'");
	expect("63e6b0b4", "'\xe6\xb0\xb4'");
	expect("64f0908591", "'\xf0\x90\x85\x91'");
	expect("80", "[]");
	expect("83010203", "[1, 2, 3]");
	expect("8301820203820405", "[1, [2, 3], [4, 5]]");
	expect("98190102030405060708090a0b0c0d0e0f101112131415161718181819",
	       "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]");
	expect("a0", "{}");
	expect("a201020304", "{1: 2, 3: 4}");
	expect("a26161016162820203", "{'a': 1, 'b': [2, 3]}");
	expect("826161a161626163", "['a', {'b': 'c'}]");
	expect("a56161614161626142616361436164614461656145", "{'a':'A','b':'B','c':'C','d':'D','e':'E'}");
	expect("5f42010243030405ff", "<b%.*b,%.*b>", 2, bytes, 3, bytes + 2);
	expect("7f657374726561646d696e67ff", "<t'strea','ming'>");
	expect("9fff", "<[]>");
	expect("9f018202039f0405ffff", "<[1,[2,3],<[4,5]>]>");
	expect("9f01820203820405ff", "<[1,[2,3],[4,5]]>");
	expect("83018202039f0405ff", "[1,[2,3],<[4,5]>]");
	expect("83019f0203ff820405", "[1,<[2,3]>,[4,5]]");
	expect("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
	       "<[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]>");
	expect("bf61610161629f0203ffff", "<{'a':1,'b':<[2,3]>}>");
	expect("826161bf61626163ff", "['a',<{'b':'c'}>]");
	expect("bf6346756ef563416d7421ff", "<{'Fun':true,'Amt':-2}>");
}

/* Arrays that begin in one call and end in another. */
static void
several_calls(void)
{
	uint8_t out[64];
	lws_lec_pctx_t c;

	lws_lec_init(&c, out, sizeof(out));
	CHECK(lws_lec_printf(&c, "{'a':[") == LWS_LECPCTX_RET_FINISHED);
	CHECK(lws_lec_printf(&c, "%d,", 1) == LWS_LECPCTX_RET_FINISHED);
	CHECK(lws_lec_printf(&c, "%d", 2) == LWS_LECPCTX_RET_FINISHED);
	CHECK(lws_lec_printf(&c, "],'b':null}") == LWS_LECPCTX_RET_FINISHED);
	CHECK(c.used == 11 && !memcmp(out, "\xbf\x61""a\x9f\x01\x02\xff\x61""b\xf6\xff", 11));
}

int
main(void)
{
	static const uint8_t blob[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18 };
	static char text[301], text_hex[3 * sizeof(text)];
	uint8_t out[64];
	lws_lec_pctx_t c;
	int n;

	lws_set_log_level(LLL_ERR, NULL);

	expect("6568656c6c6f", "'hello'");
	expect("c2", "2()");
	expect("826361626363646566", "['abc','def']");
	expect("a26367686901636a6b6c02", "{'ghi':1,'jkl':2}");
	expect("d87ba26367686901636a6b6c02", "123({'ghi':1,'jkl':2})");
	expect("cca26367686901636a6b6c8261616162", "12({'ghi':1,'jkl':['a', 'b']})");
	expect("20", "%d", -1);
	expect("20", "%ld", -1l);
	expect("20", "%lld", -1ll);
	expect("0c", "%u", 12u);
	expect("0c", "%ld", 12l);
	expect("1834", "%u", 0x34u);
	expect("191234", "%ld", 0x1234l);
	expect("1a12345678", "%lld", 0x12345678ll);
	expect("1b123456789abcdef0", "%llu", 0x123456789abcdef0ull);
	expect("1bffffffffffffffff", "%llu", ~0ull);
	expect("3b7fffffffffffffff", "%lld", (long long)INT64_MIN);
	expect("3a7fffffff", "%d", INT32_MIN);
	expect("6568656c6c6f", "%s", "hello");
	expect("25", "-6");
	expect("00", "-0");
	expect("3903e7", "-1000");
	expect("1b000000e8d4a51000", "1000000000000");
	expect("d87b520102030405060708090a0b0c0d0e0f101112", "123(%.*b)", (int)sizeof(blob), blob);
	expect("d87b1901c8", "%t(456)", 123u);
	expect("d87b1901c8", "%lt(456)", 123ul);
	expect("db123456789abcedf01901c8", "%llt(456)", 0x123456789abcedf0ull);
	expect("f93c00", "%f", 1.0);
	expect("f93e00", "%f", 1.5);
	expect("fb3ff1f7ced916872b", "%f", 1.123);
	expect("fa47c35000", "%f", 100000.0);
	expect("f97e00", "%f", (double)NAN);
	expect("f97c00", "%f", (double)INFINITY);
	expect("f9fc00", "%f", -(double)INFINITY);
	expect("f98000", "%f", -0.0);
	expect("f90001", "%f", 5.960464477539063e-8);
	expect("fb7e37e43c8800759c", "%f", 1.0e300);
	expect("f93e00", "1.5");
	expect("f9c400", "-4.0");
	expect("a26161016162820203", "{'a':%d,'b':[%d,%d]}", 1, 2, 3);
	expect("7f6568656c6c6fff", "<t'hello'>");
	expect("7f657374726561646d696e67ff", "<t'strea',%s>", "ming");
	expect("5f42010243030405ff", "<b%.*b,%.*b>", 2, blob, 3, blob + 2);
	expect("9f0102ff", "<[1,2]>");
	expect("bf616101ff", "<{'a':1}>");
	expect("9f01ff", "<[1>");
	expect("84f4f5f6f7", "[false,true,null,undefined]");
	expect("80", "[]");
	expect("a0", "{ }");
	expect("8260a0", "['',{}]");
	expect("625c27", "'\\\\\\''");
	expect("83616101626263", "['a',1,%.*s]", 2, "bcd");
	expect("8301820203820405", "[1, [2, 3], [4, 5]]");
	expect("8201c202", "[1,2(2)]");
	expect("816361227d", "[%s]", "a\"}");
	/* more arguments than anything could remember one by one */
	expect("8e0102030405060708090a0b0c0d6131", "[%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%s]",
	       1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "1");

	memset(text, 'x', sizeof(text) - 1);
	strcpy(text_hex, "8279012c");
	for (n = 0; n < (int)sizeof(text) - 1; n++)
		strcat(text_hex, "78");
	strcat(text_hex, "07");
	expect(text_hex, "[%s,%d]", text, 7);

	refuse("]");
	refuse("[1}");
	refuse("(");
	refuse(")");
	refuse("1)");
	refuse(">");
	refuse("<x'a'>");
	refuse("'open");
	refuse("{'a'}");
	refuse("{'a':1,'b'}");
	refuse("[1:2]");
	refuse("%x");
	refuse("%.*d");
	refuse("%lld%");
	refuse("%t");
	refuse("-");
	refuse("-1(2)");
	refuse("nul");
	refuse("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"); /* deeper than the stack */

	appendix_a();
	half_floats();
	several_calls();

	lws_lec_init(NULL, out, 1);
	lws_lec_setbuf(NULL, out, 1);
	lws_lec_int(NULL, 0, 0, 0);
	CHECK(lws_lec_scratch(NULL) == 1);
	CHECK(lws_lec_printf(NULL, "1") == LWS_LECPCTX_RET_FAIL);
	lws_lec_init(&c, NULL, 10);
	CHECK(lws_lec_printf(&c, "1") == LWS_LECPCTX_RET_FAIL);
	lws_lec_init(&c, out, 0);
	CHECK(lws_lec_printf(&c, "1") == LWS_LECPCTX_RET_AGAIN && !c.used);
	lws_lec_init(&c, out, sizeof(out));
	CHECK(lws_lec_printf(&c, NULL) == LWS_LECPCTX_RET_FAIL);
	for (n = 0; n < 10; n++)
		lws_lec_int(&c, LWS_CBOR_MAJTYP_UINT, 0, ~0ull);
	CHECK(c.scratch_len <= sizeof(c.scratch));
	lws_halfp2singles(NULL, 1);
	lws_singles2halfp(NULL, 1);
	return !!failures;
}
