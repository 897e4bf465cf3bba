/**
 * @file lws-lecp.h
 *
 * CBOR (RFC 8949): a parser for input that comes in pieces, which reports what
 * it finds to a callback with the path to it as lws-lejp.h does, and a writer
 * whose output may be emptied at any point. Neither allocates anything.
 */

#ifndef GOLWS_LWS_LECP_H
#define GOLWS_LWS_LECP_H

/*
 * The encoding
 */

/** The first byte of an item: a major type in its upper three bits, and in the
 *  lower five the argument or the length of it. Then tags. */
enum {
	/* major types (RFC 8949 §3.1) */
	LWS_CBOR_MAJTYP_UINT,		/**< unsigned integer */
	LWS_CBOR_MAJTYP_INT_NEG = 32,	/**< negative integer: -1 - argument */
	LWS_CBOR_MAJTYP_BSTR = 64,	/**< byte string */
	LWS_CBOR_MAJTYP_TSTR = 96,	/**< text string */
	LWS_CBOR_MAJTYP_ARRAY = 128,	/**< array */
	LWS_CBOR_MAJTYP_MAP = 160,	/**< map */
	LWS_CBOR_MAJTYP_TAG = 192,	/**< tag */
	LWS_CBOR_MAJTYP_FLOAT = 224,	/**< float, simple value or break */

	LWS_CBOR_MAJTYP_MASK = 224,	/**< the bits that hold it */

	/* arguments that follow in bytes of their own */
	LWS_CBOR_1 = 24,		/**< one byte */
	LWS_CBOR_2,			/**< two bytes */
	LWS_CBOR_4,			/**< four bytes */
	LWS_CBOR_8,			/**< eight bytes */

	LWS_CBOR_RESERVED,		/**< from here to 30: not allowed */

	LWS_CBOR_SUBMASK = 31,		/**< the bits of the argument */

	/* simple values (RFC 8949 §3.3) */
	LWS_CBOR_SWK_FALSE = 20,	/**< false */
	LWS_CBOR_SWK_TRUE,		/**< true */
	LWS_CBOR_SWK_NULL,		/**< null */
	LWS_CBOR_SWK_UNDEFINED,		/**< undefined */

	LWS_CBOR_M7_SUBTYP_SIMPLE_X8,	/**< simple value in a byte */
	LWS_CBOR_M7_SUBTYP_FLOAT16,	/**< half precision */
	LWS_CBOR_M7_SUBTYP_FLOAT32,	/**< single precision */
	LWS_CBOR_M7_SUBTYP_FLOAT64,	/**< double precision */
	LWS_CBOR_M7_BREAK = 31,		/**< end of an indefinite length */

	LWS_CBOR_INDETERMINITE = 31,	/**< indefinite length (§3.2) */

	/* tags (RFC 8949 §3.4, IANA's registry) */
	LWS_CBOR_WKTAG_DATETIME_STD = 0,	/**< date and time, text */
	LWS_CBOR_WKTAG_DATETIME_EPOCH,		/**< seconds since 1970 */
	LWS_CBOR_WKTAG_BIGNUM_UNSIGNED,		/**< large unsigned integer */
	LWS_CBOR_WKTAG_BIGNUM_NEGATIVE,		/**< large negative integer */
	LWS_CBOR_WKTAG_DECIMAL_FRAC,		/**< decimal fraction */
	LWS_CBOR_WKTAG_BIGFLOAT,		/**< large float */

	LWS_CBOR_WKTAG_COSE_ENC0 = 16,		/**< COSE_Encrypt0 */
	LWS_CBOR_WKTAG_COSE_MAC0,		/**< COSE_Mac0 */
	LWS_CBOR_WKTAG_COSE_SIGN1,		/**< COSE_Sign1 */

	LWS_CBOR_WKTAG_TO_B64U = 21,		/**< base64url in JSON */
	LWS_CBOR_WKTAG_TO_B64,			/**< base64 in JSON */
	LWS_CBOR_WKTAG_TO_B16,			/**< hex digits in JSON */
	LWS_CBOR_WKTAG_CBOR,			/**< CBOR in bytes */

	LWS_CBOR_WKTAG_URI = 32,		/**< URI */
	LWS_CBOR_WKTAG_B64U,			/**< base64url */
	LWS_CBOR_WKTAG_B64,			/**< base64 */
	LWS_CBOR_WKTAG_MIME = 36,		/**< MIME message */

	LWS_CBOR_WKTAG_COSE_ENC = 96,		/**< COSE_Encrypt */
	LWS_CBOR_WKTAG_COSE_MAC,		/**< COSE_Mac */
	LWS_CBOR_WKTAG_COSE_SIGN,		/**< COSE_Sign */

	LWS_CBOR_WKTAG_SELFDESCCBOR = 55799,	/**< this is CBOR */
};

/*
 * The parser
 */

/** Set in the reasons that come with a value. */
#define LECP_FLAG_CB_IS_VALUE 64
/** How deep items may be nested. */
#define LECP_MAX_DEPTH 12
/** How deep arrays may be nested. */
#define LECP_MAX_INDEX_DEPTH 8
/** How many callbacks may be stacked. */
#define LECP_MAX_PARSING_STACK_DEPTH 5
/** Room for the path, NUL included. */
#define LECP_MAX_PATH 128
/** Most bytes of a string that are reported at once. */
#define LECP_STRING_CHUNK 254

/** What the callback is called for. Those of values have
 *  #LECP_FLAG_CB_IS_VALUE set. */
enum lecp_callbacks {
	LECPCB_CONSTRUCTED,		/**< lecp_construct() */
	LECPCB_DESTRUCTED,		/**< lecp_destruct() */

	LECPCB_COMPLETE = 3,		/**< never: lecp_parse() returns 0 */
	LECPCB_FAILED,			/**< the input is refused */

	LECPCB_PAIR_NAME,		/**< never: keys are reported as what
					 *   they are, see
					 *   lecp_parse_map_is_key() */

	LECPCB_VAL_TRUE = 70,		/**< true */
	LECPCB_VAL_FALSE,		/**< false */
	LECPCB_VAL_NULL,		/**< null */
	LECPCB_VAL_NUM_INT,		/**< negative integer: `item.u.i64`. When
					 *   that is not negative, the number is
					 *   less by 2^64: it has no room there */
	LECPCB_VAL_RESERVED,		/**< never */
	LECPCB_VAL_STR_START = 11,	/**< text begins */
	LECPCB_VAL_STR_CHUNK = 76,	/**< `buf` is full of text that goes
					 *   on */
	LECPCB_VAL_STR_END,		/**< `buf` has the text, or the rest */

	LECPCB_ARRAY_START = 14,	/**< array begins */
	LECPCB_ARRAY_END,		/**< array ends */

	LECPCB_OBJECT_START,		/**< map begins */
	LECPCB_OBJECT_END,		/**< map ends */

	LECPCB_TAG_START,		/**< tag `item.u.u64`; what it is for
					 *   follows */
	LECPCB_TAG_END,			/**< that is over */

	LECPCB_VAL_NUM_UINT = 84,	/**< unsigned integer: `item.u.u64` */
	LECPCB_VAL_UNDEFINED,		/**< undefined */
	LECPCB_VAL_FLOAT16,		/**< half precision: `item.u.hf` */
	LECPCB_VAL_FLOAT32,		/**< single precision: `item.u.f` */
	LECPCB_VAL_FLOAT64,		/**< double precision: `item.u.d` */
	LECPCB_VAL_SIMPLE,		/**< simple value: `item.u.u64` */

	LECPCB_VAL_BLOB_START = 26,	/**< bytes begin */
	LECPCB_VAL_BLOB_CHUNK = 91,	/**< `buf` is full of bytes that go on */
	LECPCB_VAL_BLOB_END,		/**< `buf` has the bytes, or the rest */

	LECPCB_ARRAY_ITEM_START = 29,	/**< item of an array begins */
	LECPCB_ARRAY_ITEM_END,		/**< item of an array ends */

	LECPCB_LITERAL_CBOR,		/**< `cbor` has input as it came, see
					 *   lecp_parse_report_raw() */
};

/** Why lecp_parse() stopped. */
enum lecp_reasons {
	LECP_CONTINUE = -1,		/**< not complete: go on with the next
					 *   piece */
	LECP_REJECT_BAD_CODING = -2,	/**< not CBOR, or text that is no UTF-8 */
	LECP_REJECT_UNKNOWN = -3,	/**< anything else */
	LECP_REJECT_CALLBACK = -4,	/**< the callback said so */
	LECP_STACK_OVERFLOW = -5,	/**< nested deeper than
					 *   #LECP_MAX_DEPTH */
};

/**
 * Hears what the parser finds.
 *
 * @param ctx     the parser; what it points to is valid until it returns
 * @param reason  LECPCB_*
 *
 * @return 0 to go on, anything else to refuse the input
 */
typedef signed char (*lecp_callback)(struct lecp_ctx *ctx, char reason);

/** A number. */
struct lecp_item {
	/** its value, as the reason says */
	union {
		uint64_t u64;	/**< unsigned */
		int64_t i64;	/**< signed */

		uint64_t u32;	/**< as it is encoded */

		uint16_t hf;	/**< half precision, its bits */
		float f;	/**< single precision */
		double d;	/**< double precision */
	} u;
	uint8_t opcode;		/**< LWS_CBOR_MAJTYP_* */
};

/** A callback of the stack. */
struct _lecp_parsing_stack {
	void *user;			/**< its `user` */
	lecp_callback cb;		/**< the callback */
	const char *const *paths;	/**< its patterns */
	uint8_t count_paths;		/**< how many there are */
	uint8_t ppos;			/**< where its paths begin in `path` */
	uint8_t path_match;		/**< its `path_match` */
};

/** A level of nesting. */
struct _lecp_stack {
	char s;				/**< what is expected in it */
	uint8_t p;			/**< length of its path */
	char i;				/**< `ipos` inside it */
	char indet;			/**< nonzero: indefinite length */
	char intermediate;		/**< nonzero: between key and value, or
					 *   between items */

	char pop_iss;			/**< what is left when it ends */
	uint64_t tag;			/**< the tag */
	uint64_t collect_rem;		/**< items or bytes that are to come */
	uint32_t ordinal;		/**< how many came */
	uint8_t opcode;			/**< what it is: LWS_CBOR_MAJTYP_* */
	uint8_t send_new_array_item;	/**< #LECPCB_ARRAY_ITEM_START is due */
	uint8_t barrier;		/**< 1: a subtree begins here */
};

/** A parser. */
struct lecp_ctx {
	void *user;			/**< the program's */
	uint8_t *collect_tgt;		/**< where bytes are collected */

	struct _lecp_parsing_stack pst[LECP_MAX_PARSING_STACK_DEPTH];
					/**< the callbacks */
	struct _lecp_stack st[LECP_MAX_DEPTH];	/**< the levels of nesting */
	uint16_t i[LECP_MAX_INDEX_DEPTH];	/**< where in each open array it
						 *   is, from 0 */
	uint16_t wild[LECP_MAX_INDEX_DEPTH];	/**< where in `path` each
						 *   wildcard of the pattern
						 *   begins */
	char path[LECP_MAX_PATH];	/**< for each map a dot and, once it is
					 *   complete, the key if that is text;
					 *   [] for each array;
					 *   NUL-terminated */
	uint8_t cbor[64];		/**< input as it came */

	struct lecp_item item;		/**< the number */

	size_t path_stride;		/**< as in struct lejp_ctx */
	size_t used_in;			/**< bytes of the piece that were used */

	uint16_t uni;			/**< not used */

	uint8_t npos;			/**< how much of `buf` is used */
	uint8_t dcount;			/**< bytes of the argument to come */
	uint8_t f;			/**< state of a number */
	uint8_t sp;			/**< depth of nesting */
	uint8_t ipos;			/**< how many arrays are open */
	uint8_t count_paths;		/**< not used */
	uint8_t path_match;		/**< 1 + the index of the first pattern
					 *   that `path` matches, 0 for none */
	uint8_t path_match_len;		/**< length of `path` when it matched */
	uint8_t wildcount;		/**< how many entries of `wild` hold */
	uint8_t pst_sp;			/**< how many callbacks were pushed */
	uint8_t outer_array;		/**< nonzero: it is an array */
	uint8_t cbor_pos;		/**< how much of `cbor` is used */
	uint8_t literal_cbor_report;	/**< nonzero: report the input */
	char present;			/**< what `item` holds */

	uint8_t be;			/**< nonzero on a big-endian CPU */

	char buf[LECP_STRING_CHUNK + 1]; /**< a piece of a string;
					  *   NUL-terminated */
};

/**
 * Prepares a parser and calls back with #LECPCB_CONSTRUCTED.
 *
 * @param ctx          the parser; whatever it held is lost
 * @param cb           hears what is found
 * @param user         becomes `ctx->user`
 * @param paths        patterns as for lejp_construct(), which must outlive it
 * @param paths_count  how many there are
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lecp_construct(struct lecp_ctx *ctx, lecp_callback cb, void *user,
	       const char *const *paths, unsigned char paths_count);

/**
 * Ends the use of a parser and calls back with #LECPCB_DESTRUCTED. Nothing is
 * freed.
 *
 * @param ctx  the parser
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lecp_destruct(struct lecp_ctx *ctx);

/**
 * Parses a piece of the input.
 *
 * @param ctx   the parser
 * @param cbor  the piece; it may end anywhere
 * @param len   its length
 *
 * @return #LECP_CONTINUE when more is to come, 0 when the outermost item is
 *         complete. `ctx->used_in` says how many bytes of the piece were used:
 *         what lies behind may be given to the next call. Any other negative
 *         value is the reason why it is refused
 * @error LECP_REJECT_UNKNOWN
 */
LWS_VISIBLE LWS_EXTERN int
lecp_parse(struct lecp_ctx *ctx, const uint8_t *cbor, size_t len);

/**
 * Parses an item of its own from inside the callback, with the same callback;
 * its paths continue the current one. It may lie in `ctx->buf`, whose contents
 * are lost.
 *
 * @param ctx  the parser
 * @param in   the item, complete
 * @param len  its length
 *
 * @return as lecp_parse()
 * @error LECP_REJECT_UNKNOWN
 */
LWS_VISIBLE LWS_EXTERN int
lecp_parse_subtree(struct lecp_ctx *ctx, const uint8_t *in, size_t len);

/**
 * @param ctx  the parser
 *
 * @return nonzero when what is being reported is a key of a map, 0 when it is
 *         a value
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lecp_parse_map_is_key(struct lecp_ctx *ctx);

/**
 * Starts or stops reports of the input as it comes, with #LECPCB_LITERAL_CBOR:
 * what a signature is computed of.
 *
 * @param ctx  the parser
 * @param on   nonzero to start, 0 to stop
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lecp_parse_report_raw(struct lecp_ctx *ctx, int on);

/**
 * Replaces the callback. The former one is called with #LECPCB_DESTRUCTED and
 * the one that takes over with #LECPCB_CONSTRUCTED.
 *
 * @param ctx  the parser
 * @param cb   hears what is found from now on
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lecp_change_callback(struct lecp_ctx *ctx, lecp_callback cb);

/**
 * Gives a result of lecp_parse() a text.
 *
 * @param e  the result
 *
 * @return a constant string; empty for #LECP_CONTINUE and for what is not
 *         negative
 * @error ""
 */
LWS_VISIBLE LWS_EXTERN const char *
lecp_error_to_string(int e);

/*
 * The writer
 */

/** Whether the writer is done. */
enum lws_lec_pctx_ret {
	LWS_LECPCTX_RET_FINISHED,	/**< all of it is written */
	LWS_LECPCTX_RET_AGAIN,		/**< the output is full: empty it, then
					 *   lws_lec_setbuf(), then make the
					 *   same call again */
	LWS_LECPCTX_RET_FAIL,		/**< the format is wrong */
};

/** What the writer expects next in the format. */
enum cbp_state {
	CBPS_IDLE,		/**< anything */
	CBPS_PC1,		/**< what follows % */
	CBPS_PC2,		/**< what follows %l */
	CBPS_PC3,		/**< what follows %ll or %.* */

	CBPS_STRING_BODY,	/**< more of an argument that is a string */

	CBPS_NUM_LIT,		/**< more of a number */

	CBPS_STRING_LIT,	/**< more of a string */

	CBPS_CONTYPE,		/**< what follows < */
};

/** A writer. */
typedef struct lws_lec_pctx {
	uint8_t stack[16];		/**< the open arrays, maps and tags */
	uint8_t vaa[16];		/**< arguments a call took, to be taken
					 *   again */
	uint8_t indet[16];		/**< which are of indefinite length */
	uint8_t scratch[24];		/**< bytes that wait for room */
	uint8_t *start;			/**< the output */
	uint8_t *buf;			/**< where in it to write */
	uint8_t *end;			/**< its end */

	const uint8_t *ongoing_src;	/**< string that is being written */
	uint64_t ongoing_len;		/**< its length */
	uint64_t ongoing_done;		/**< how much of it is written */

	struct lecp_item item;		/**< number that is being written */

	size_t used;			/**< how much of the output is used */

	int opaque[4];			/**< the program's */

	enum cbp_state state;		/**< what it expects */
	unsigned int fmt_pos;		/**< where in the format it is */
	uint8_t sp;			/**< depth of nesting */
	uint8_t scratch_len;		/**< how much of `scratch` is used */
	uint8_t escflag;		/**< nonzero behind a backslash */
	uint8_t _long;			/**< how many l there were */
	uint8_t vaa_pos;		/**< how much of `vaa` is used */
	uint8_t dotstar;		/**< nonzero: %.* */
} lws_lec_pctx_t;

/**
 * Prepares a writer.
 *
 * @param ctx  the writer; whatever it held is lost
 * @param buf  the output
 * @param len  its size
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_lec_init(lws_lec_pctx_t *ctx, uint8_t *buf, size_t len);

/**
 * Gives a writer an empty output.
 *
 * @param ctx  the writer
 * @param buf  the output
 * @param len  its size
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_lec_setbuf(lws_lec_pctx_t *ctx, uint8_t *buf, size_t len);

/**
 * Writes items. The format looks like JSON:
 *
 * - `123`, `-1`, `1.5`, `true`, `false`, `null`, `undefined`, `'text'`
 * - `[...]` and `{k:v}`; when the closing bracket is in the format of a later
 *   call, or `<` and `>` are around them, they are of indefinite length
 * - `<t...>` and `<b...>` around strings: pieces of one of indefinite length
 * - `123(...)` puts a tag before what is between the parentheses
 * - `%d`, `%u`, `%ld`, `%lu`, `%lld`, `%llu`: an integer; `%f`: a double
 * - `%s`: text; `%.*s`: an int and text of that length; `%.*b`: an int and as
 *   many bytes. In `'text'` a backslash takes the next character as it is
 * - `%t(...)`, also with l or ll: a tag
 *
 * @param ctx     the writer
 * @param format  what to write
 *
 * @return whether it is done; `ctx->used` bytes of the output are
 * @error LWS_LECPCTX_RET_FAIL
 */
LWS_VISIBLE LWS_EXTERN enum lws_lec_pctx_ret
lws_lec_printf(lws_lec_pctx_t *ctx, const char *format, ...);

/**
 * lws_lec_printf() with its arguments in a list.
 *
 * @param ctx     the writer
 * @param format  what to write
 * @param args    the arguments
 *
 * @return whether it is done
 * @error LWS_LECPCTX_RET_FAIL
 */
LWS_VISIBLE LWS_EXTERN enum lws_lec_pctx_ret
lws_lec_vsprintf(lws_lec_pctx_t *ctx, const char *format, va_list args);

/**
 * Puts the head of an item into `scratch`, in the shortest form.
 *
 * @param ctx     the writer
 * @param opcode  LWS_CBOR_MAJTYP_*
 * @param indet   nonzero: indefinite length
 * @param num     the argument
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_lec_int(lws_lec_pctx_t *ctx, uint8_t opcode, uint8_t indet, uint64_t num);

/**
 * Moves what is in `scratch` to the output.
 *
 * @param ctx  the writer
 *
 * @return 0 when all of it was, nonzero when the output is full
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_lec_scratch(lws_lec_pctx_t *ctx);

/*
 * Floats of half precision (IEEE 754 binary16), by their bits
 */

/**
 * Widens a float.
 *
 * @param xp  is set to the bits of the float in single precision
 * @param h   its bits in half precision
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_halfp2singles(uint32_t *xp, uint16_t h);

/**
 * Narrows a float. What is too large becomes infinite.
 *
 * @param hp  is set to the bits of the float in half precision
 * @param x   its bits in single precision
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_singles2halfp(uint16_t *hp, uint32_t x);

#endif
