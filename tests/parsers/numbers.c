/* Numbers that are none or fit nowhere: NaN and infinities, exponents and digits
 * without end, integers beyond 64 bits and beyond what they are for. */
#include <libwebsockets.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

static int failures;
static char number[LEJP_STRING_CHUNK + 1];

static signed char
hear_json(struct lejp_ctx *ctx, char reason)
{
	if (reason == LEJPCB_VAL_NUM_INT || reason == LEJPCB_VAL_NUM_FLOAT)
		strcpy(number, ctx->buf);
	return 0;
}

static int
json(const char *value)
{
	struct lejp_ctx ctx;
	char text[128];
	int r;

	number[0] = '\0';
	snprintf(text, sizeof(text), "[%s]", value);
	lejp_construct(&ctx, hear_json, NULL, NULL, 0);
	r = lejp_parse(&ctx, (unsigned char *)text, (int)strlen(text));
	lejp_destruct(&ctx);
	return r;
}

static void
in_json(void)
{
	static const struct {
		const char *value;
		int result;
	} cases[] = {
		{ "NaN", LEJP_REJECT_MP_DELIM_BAD_VALUE_START },
		{ "nan", LEJP_REJECT_MP_VAL_TOK_UNKNOWN },
		{ "-NaN", LEJP_REJECT_MP_VAL_NUM_FORMAT },
		{ "Infinity", LEJP_REJECT_MP_DELIM_BAD_VALUE_START },
		{ "-Infinity", LEJP_REJECT_MP_VAL_NUM_FORMAT },
		{ "+1", LEJP_REJECT_MP_DELIM_BAD_VALUE_START },
		{ ".5", LEJP_REJECT_MP_DELIM_BAD_VALUE_START },
		{ "1.", LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC },
		{ "1e", LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP },
		{ "1.5.5", LEJP_REJECT_MP_VAL_NUM_FORMAT },
		{ "1e5e5", LEJP_REJECT_MP_VAL_NUM_FORMAT },
		{ "0x10", LEJP_REJECT_MP_C_OR_E_NEITHER },
		{ "123456789012345678901", LEJP_REJECT_MP_C_OR_E_NEITHER },
		/* these are for the program to judge */
		{ "1e999", 0 },
		{ "-1e-999", 0 },
		{ "18446744073709551616", 0 },
		{ "-9223372036854775809", 0 },
		{ "99999999999999999999", 0 },
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		int r = json(cases[n].value);

		if (r != cases[n].result || (!r && strcmp(number, cases[n].value))) {
			printf("%s: %d, want %d; heard %s\n", cases[n].value, r, cases[n].result, number);
			failures++;
		}
	}
}

struct narrow {
	uint8_t small;
	int8_t signed_small;
	uint64_t largest;
	int64_t large;
};

static const lws_struct_map_t narrow_map[] = {
	LSM_UNSIGNED(struct narrow, small, "small"),
	LSM_SIGNED(struct narrow, signed_small, "signed_small"),
	LSM_UNSIGNED(struct narrow, largest, "largest"),
	LSM_SIGNED(struct narrow, large, "large"),
};

static const lws_struct_map_t schema[] = {
	LSM_SCHEMA(struct narrow, NULL, narrow_map, "narrow"),
};

static int
in_struct(const char *member, const char *value)
{
	lws_struct_args_t args = { .ac_block_size = 512 };
	struct lejp_ctx ctx;
	char text[128];
	int r;

	args.map_st[0] = schema;
	args.map_entries_st[0] = LWS_ARRAY_SIZE(schema);
	snprintf(text, sizeof(text), "{\"schema\":\"narrow\",\"%s\":%s}", member, value);
	CHECK(!lws_struct_json_init_parse(&ctx, NULL, &args));
	r = lejp_parse(&ctx, (unsigned char *)text, (int)strlen(text));
	lejp_destruct(&ctx);
	lwsac_free(&args.ac);
	return r;
}

static void
in_structs(void)
{
	static const struct {
		const char *member, *fits, *does_not[4];
	} members[] = {
		{ "small", "255", { "256", "-1", "1000", "18446744073709551616" } },
		{ "signed_small", "-128", { "128", "-129", "-99999", "99999999999999999999" } },
		{ "largest", "18446744073709551615", { "18446744073709551616", "-1", "18446744073709551617", "99999999999999999999" } },
		{ "large", "-9223372036854775808", { "9223372036854775808", "-9223372036854775809", "-18446744073709551616", "99999999999999999999" } },
	};

	for (size_t n = 0; n < LWS_ARRAY_SIZE(members); n++) {
		CHECK(in_struct(members[n].member, members[n].fits) >= 0);
		for (size_t i = 0; i < LWS_ARRAY_SIZE(members[n].does_not); i++)
			if (in_struct(members[n].member, members[n].does_not[i]) != LEJP_REJECT_CALLBACK) {
				printf("%s: %s fits\n", members[n].member, members[n].does_not[i]);
				failures++;
			}
	}
}

static struct lecp_item item;

static signed char
hear_cbor(struct lecp_ctx *ctx, char reason)
{
	if (reason >= LECPCB_VAL_NUM_INT && reason <= LECPCB_VAL_FLOAT64)
		item = ctx->item;
	return 0;
}

static int
cbor(const char *bytes, size_t len)
{
	struct lecp_ctx ctx;
	int r;

	lecp_construct(&ctx, hear_cbor, NULL, NULL, 0);
	r = lecp_parse(&ctx, (const uint8_t *)bytes, len);
	lecp_destruct(&ctx);
	return r;
}

static void
in_cbor(void)
{
	CHECK(!cbor("\xfb\x7f\xf8\0\0\0\0\0\0", 9) && isnan(item.u.d));
	CHECK(!cbor("\xfa\x7f\xc0\0\0", 5) && isnan(item.u.f));
	CHECK(!cbor("\xfa\xff\x80\0\0", 5) && isinf(item.u.f) && item.u.f < 0);
	CHECK(!cbor("\xf9\x7e\0", 3) && item.u.hf == 0x7e00);
	CHECK(!cbor("\x1b\xff\xff\xff\xff\xff\xff\xff\xff", 9) && item.u.u64 == UINT64_MAX);
	CHECK(!cbor("\x3b\x7f\xff\xff\xff\xff\xff\xff\xff", 9) && item.u.i64 == INT64_MIN);
	/* below the range of 64 bits: the sum of it and 2^64, which is not negative */
	CHECK(!cbor("\x3b\x80\0\0\0\0\0\0\0", 9) && item.u.i64 == INT64_MAX);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	in_json();
	in_structs();
	in_cbor();
	return !!failures;
}
