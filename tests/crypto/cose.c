/*
 * COSE as a program uses it: keys and sets, messages made and validated in small
 * pieces, published messages, and misuse.
 */
#include "expect.h"

/* The cose-wg's key "11" and its message sign1-tests/sign-pass-02. */
static const char *key11 = "a6010220012158"
	"20bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff225820"
	"20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e2358"
	"2057c92077664146e876760c9520d054aa93c3afb04e306705db6090308507b4d30242" "3131";
static const char *pass02 = "D28443A10126A10442313154546869732069732074686520636F6E74656E742E5840"
	"EAE868ECC176883766C5DC5BA5B8DCA25DAB3C2E56A551CE5705B793914348E1"
	"55388B10C4F1B59A6733EAB416870A945111A4B2FBDBEF33A77234B1DEFF2F9B";

static char payload[256];
static size_t payload_len;

static int
take_payload(struct lws_cose_validate_context *cps, void *opaque, const uint8_t *chunk, size_t len)
{
	EXPECT(cps && opaque == payload);
	EXPECT(payload_len + len <= sizeof(payload));
	memcpy(payload + payload_len, chunk, len);
	payload_len += len;
	return 0;
}

static int
external(lws_cose_sig_ext_pay_t *x)
{
	static uint8_t bytes[12];
	static int half;

	unhex("11aa22bb33cc44dd55006699", bytes, sizeof(bytes));
	x->ext = half ? bytes + 5 : bytes;
	x->xl = half ? 7 : 5;
	half = !half;
	return half ? LCOSESIGEXTCB_RET_AGAIN : LCOSESIGEXTCB_RET_FINISHED;
}

/** Validates in pieces; how many results are good, or -1. */
static int
validate(lws_dll2_owner_t *set, enum lws_cose_sig_types type, int with_external, const uint8_t *in, size_t len,
	 size_t piece)
{
	lws_cose_validate_create_info_t info = {
		.keyset = set, .sigtype = type, .pay_cb = take_payload, .pay_opaque = payload,
		.ext_cb = with_external ? external : NULL, .ext_len = with_external ? 12 : 0,
	};
	struct lws_cose_validate_context *cps = lws_cose_validate_create(&info), *kept = cps;
	int r = 1, good = 0;
	size_t used;

	payload_len = 0;
	EXPECT(cps);
	while (r > 0 && len) {
		size_t n = piece < len ? piece : len;

		r = lws_cose_validate_chunk(cps, in, n, &used);
		EXPECT(used <= n && (r <= 0 || used == n));
		in += used;
		len -= used;
	}
	if (!r)
		lws_start_foreach_dll(struct lws_dll2 *, d, lws_cose_validate_results(cps)->head) {
			lws_cose_validate_res_t *res = lws_container_of(d, lws_cose_validate_res_t, list);

			good += !res->result && res->cose_key;
		} lws_end_foreach_dll(d);
	lws_cose_validate_destroy(&cps);
	EXPECT(!cps);
	EXPECT(lws_cose_validate_chunk(kept, in, 0, &used) < 0);
	EXPECT(!lws_cose_validate_results(kept));
	lws_cose_validate_destroy(&kept);
	return r ? -1 : good;
}

/** Makes a message through an output of `room` bytes; its length. */
static size_t
make(lws_cose_sign_create_info_t *info, const cose_param_t *algs, lws_cose_key_t **keys, int signers,
     const char *text, uint8_t *out, size_t size, size_t room)
{
	uint8_t part[256];
	lws_lec_pctx_t lec;
	struct lws_cose_sign_context *csc;
	size_t made = 0, len = strlen(text);

	lws_lec_init(&lec, part, room);
	info->lec = &lec;
	info->inline_payload_len = len;
	csc = lws_cose_sign_create(info);
	EXPECT(csc);
	for (int i = 0; i < signers; i++)
		EXPECT(!lws_cose_sign_add(csc, algs[i], keys[i]));
	for (size_t at = 0; at < len; at += 5) {
		enum lws_lec_pctx_ret r;

		do {
			r = lws_cose_sign_payload_chunk(csc, (const uint8_t *)text + at, len - at < 5 ? len - at : 5);
			EXPECT(r != LWS_LECPCTX_RET_FAIL && made + lec.used <= size);
			memcpy(out + made, part, lec.used);
			made += lec.used;
			lws_lec_setbuf(&lec, part, room);
		} while (r == LWS_LECPCTX_RET_AGAIN);
	}
	EXPECT(lws_cose_sign_payload_chunk(csc, (const uint8_t *)"x", 1) == LWS_LECPCTX_RET_FAIL);
	lws_cose_sign_destroy(&csc);
	EXPECT(!csc);
	return made;
}

static int
count_keys(struct lws_cose_key *key, void *user)
{
	EXPECT(key->list.owner);
	++*(int *)user;
	return 0;
}

int
main(void)
{
	lws_dll2_owner_t set = { NULL, NULL, 0 }, copy = { NULL, NULL, 0 };
	lws_cose_key_t *key, *ec, *rsa, *secret;
	uint8_t cbor[4096], message[1024];
	lws_lec_pctx_t lec;
	size_t len, n = unhex(key11, cbor, sizeof(cbor));
	int keys = 0;

	lws_set_log_level(0, NULL);
	EXPECT(!strcmp(lws_cose_alg_to_name(LWSCOSE_WKAECDSA_ALG_ES256), "ES256"));
	EXPECT(lws_cose_name_to_alg("HMAC 256/64") == LWSCOSE_WKAHMAC_256_64);
	EXPECT(!lws_cose_alg_to_name(4711) && !lws_cose_name_to_alg("none"));

	/* A published key and message, in pieces of every size. */
	key = lws_cose_key_import(&set, NULL, NULL, cbor, n);
	EXPECT(key && key->kty == LWSCOSE_WKKTV_EC2 && key->cose_curve == LWSCOSE_WKEC_P256 && key->private_key);
	EXPECT(lws_cose_key_from_set(&set, (const uint8_t *)"11", 2) == key);
	EXPECT(!lws_cose_key_from_set(&set, (const uint8_t *)"12", 2));
	len = unhex(pass02, message, sizeof(message));
	for (size_t piece = 1; piece <= len; piece++) {
		EXPECT(validate(&set, SIGTYPE_UNKNOWN, 1, message, len, piece) == 1);
		EXPECT(payload_len == 20 && !memcmp(payload, "This is the content.", 20));
	}
	EXPECT(validate(&set, SIGTYPE_UNKNOWN, 0, message, len, 9) == 0);
	EXPECT(validate(&set, SIGTYPE_MAC0, 1, message, len, 9) == -1);
	message[30] ^= 1;
	EXPECT(validate(&set, SIGTYPE_SINGLE, 1, message, len, 9) == 0);
	EXPECT(validate(&set, SIGTYPE_SINGLE, 1, message, 40, 9) == -1);

	/* Export through a small output gives the same key. */
	lws_lec_init(&lec, message, 7);
	len = 0;
	memset(cbor, 0, sizeof(cbor));
	for (enum lws_lec_pctx_ret r = LWS_LECPCTX_RET_AGAIN; r == LWS_LECPCTX_RET_AGAIN;) {
		r = lws_cose_key_export(key, &lec, LWSJWKF_EXPORT_PRIVATE);
		EXPECT(r != LWS_LECPCTX_RET_FAIL);
		memcpy(cbor + len, message, lec.used);
		len += lec.used;
		lws_lec_setbuf(&lec, message, 7);
	}
	EXPECT(len == n);
	key = lws_cose_key_import(&copy, NULL, NULL, cbor, len);
	EXPECT(key && !memcmp(key->e[LWS_GENCRYPTO_EC_KEYEL_D].buf,
			      lws_cose_key_from_set(&set, NULL, 0)->e[LWS_GENCRYPTO_EC_KEYEL_D].buf, 32));

	/* A set of two. */
	memmove(cbor + 1 + n, cbor, n);
	memmove(cbor + 1, cbor, n);
	cbor[0] = 0x82;
	EXPECT(lws_cose_key_import(&copy, count_keys, &keys, cbor, 1 + 2 * n) && keys == 2 && copy.count == 3);
	EXPECT(!lws_cose_key_import(NULL, NULL, NULL, cbor, 1 + 2 * n));
	EXPECT(!lws_cose_key_import(&copy, NULL, NULL, cbor, 2 * n));
	lws_cose_key_set_destroy(&copy);
	EXPECT(!copy.count);

	/* Made here, validated here. */
	ec = lws_cose_key_generate(NULL, LWSCOSE_WKKTV_EC2, 0, 0, "P-521", (const uint8_t *)"ec", 2);
	rsa = lws_cose_key_generate(NULL, LWSCOSE_WKKTV_RSA, 0, 2048, NULL, (const uint8_t *)"rsa", 3);
	secret = lws_cose_key_generate(NULL, LWSCOSE_WKKTV_SYMMETRIC, 1 << LWSCOSE_WKKO_MAC_CREATE | 1 << LWSCOSE_WKKO_MAC_VERIFY,
				       256, NULL, (const uint8_t *)"mac", 3);
	EXPECT(ec && rsa && secret);
	EXPECT(!lws_cose_key_generate(NULL, LWSCOSE_WKKTV_EC2, 0, 0, "P-999", NULL, 0));
	lws_dll2_add_tail(&ec->list, &set);
	lws_dll2_add_tail(&rsa->list, &set);
	lws_dll2_add_tail(&secret->list, &set);
	for (size_t room = 1; room < 200; room += 33) {
		static const struct {
			cose_param_t algs[2];
			int signers, flags, first;
		} ways[] = {
			{ { LWSCOSE_WKAECDSA_ALG_ES512 }, 1, LCSC_FL_ADD_CBOR_TAG, 0xd2 },
			{ { LWSCOSE_WKARSA_ALG_RS256 }, 1, LCSC_FL_ADD_CBOR_TAG, 0xd2 },
			{ { LWSCOSE_WKAECDSA_ALG_ES512, LWSCOSE_WKARSA_ALG_RS512 }, 2, LCSC_FL_ADD_CBOR_TAG, 0xd8 },
			{ { LWSCOSE_WKAHMAC_256_64 }, 1, LCSC_FL_ADD_CBOR_TAG, 0xd8 },
			{ { LWSCOSE_WKAHMAC_256_256 }, 1, LCSC_FL_ADD_CBOR_TAG | LCSC_FL_ADD_CBOR_PREFER_MAC0, 0xd1 },
		};

		for (size_t i = 0; i < LWS_ARRAY_SIZE(ways); i++) {
			lws_cose_sign_create_info_t info = { .keyset = &set, .flags = ways[i].flags };
			lws_cose_key_t *with[2] = { i == 1 ? rsa : i >= 3 ? secret : ec, rsa };

			len = make(&info, ways[i].algs, with, ways[i].signers, "some payload of some length", message,
				   sizeof(message), room);
			EXPECT(message[0] == ways[i].first);
			EXPECT(validate(&set, SIGTYPE_UNKNOWN, 0, message, len, room) == ways[i].signers);
			EXPECT(payload_len == 27 && !memcmp(payload, "some payload of some length", 27));
		}
	}

	/* Misuse: another algorithm, no payload yet, never created. */
	lws_cose_sign_create_info_t info = { .lec = &lec, .inline_payload_len = 1 };
	struct lws_cose_sign_context *csc = lws_cose_sign_create(&info), *stale = csc;
	EXPECT(lws_cose_sign_add(csc, LWSCOSE_WKAECDSA_ALG_ES256, rsa));
	EXPECT(lws_cose_sign_add(csc, LWSCOSE_WKAHMAC_256_256, ec));
	EXPECT(lws_cose_sign_add(csc, 0, ec));
	EXPECT(lws_cose_sign_payload_chunk(csc, (const uint8_t *)"x", 1) == LWS_LECPCTX_RET_FAIL);
	lws_cose_sign_destroy(&csc);
	EXPECT(lws_cose_sign_add(stale, LWSCOSE_WKAECDSA_ALG_ES512, ec));
	lws_cose_sign_destroy(&stale);
	info.lec = NULL;
	EXPECT(!lws_cose_sign_create(&info) && !lws_cose_sign_create(NULL) && !lws_cose_validate_create(NULL));
	lws_cose_key_dump(ec);
	lws_cose_key_dump(NULL);

	lws_cose_key_set_destroy(&set);
	EXPECT(!set.count);
	key = NULL;
	lws_cose_key_destroy(&key);
	return !!failures;
}
