/**
 * @file lws-lejp.h
 *
 * A JSON parser (RFC 8259) for input that comes in pieces. It allocates
 * nothing: what it finds is reported to a callback at once, with the path to
 * it, such as "a.b[].c", and the pattern that the path matches. A `#` starts a
 * comment where white space may be.
 *
 * A parser belongs to one thread at a time, whichever.
 */

#ifndef GOLWS_LWS_LEJP_H
#define GOLWS_LWS_LEJP_H

/** The number of elements of an array. */
#define LWS_ARRAY_SIZE(_x) (sizeof(_x) / sizeof(_x[0]))

/*
 * Limits and flags
 */

/** Set in the reasons that come with a value in `buf`. */
#define LEJP_FLAG_CB_IS_VALUE 64
/** Set in the states in which white space belongs to the text. */
#define LEJP_FLAG_WS_KEEP 64
/** Set in the state while a comment is skipped. */
#define LEJP_FLAG_WS_COMMENTLINE 32
/** How deep objects and arrays may be nested. */
#define LEJP_MAX_DEPTH 12
/** How deep arrays may be nested. */
#define LEJP_MAX_INDEX_DEPTH 8
/** How many parsers may be stacked, the first one included. */
#define LEJP_MAX_PARSING_STACK_DEPTH 5
/** Room for the path, NUL included. */
#define LEJP_MAX_PATH 128
/** Most bytes of a string that are reported at once. */
#define LEJP_STRING_CHUNK 254

/** What the parser expects next. Of interest to nobody but the parser. */
enum lejp_states {
	LEJP_IDLE,			/**< `{` or `[` */
	LEJP_MEMBERS,			/**< the first member of an object */
	LEJP_M_P,			/**< a member */
	LEJP_MP_STRING = 67,		/**< the inside of a string */
	LEJP_MP_STRING_ESC,		/**< what follows a backslash */
	LEJP_MP_STRING_ESC_U1,		/**< 1st hex digit of \\u */
	LEJP_MP_STRING_ESC_U2,		/**< 2nd hex digit of \\u */
	LEJP_MP_STRING_ESC_U3,		/**< 3rd hex digit of \\u */
	LEJP_MP_STRING_ESC_U4,		/**< 4th hex digit of \\u */
	LEJP_MP_DELIM = 9,		/**< a colon */
	LEJP_MP_VALUE,			/**< a value */
	LEJP_MP_VALUE_NUM_INT = 75,	/**< the rest of a number */
	LEJP_MP_VALUE_NUM_EXP,		/**< the rest of an exponent */
	LEJP_MP_VALUE_TOK,		/**< the rest of true, false or null */
	LEJP_MP_COMMA_OR_END = 14,	/**< a comma, `}` or `]` */
	LEJP_MP_ARRAY_END,		/**< `]` */
};

/** Why lejp_parse() stopped. */
enum lejp_reasons {
	/** the text is not complete: go on with the next piece */
	LEJP_CONTINUE = -1,
	/** neither an object nor an array */
	LEJP_REJECT_IDLE_NO_BRACE = -2,
	/** an object starts neither with a name nor with `}` */
	LEJP_REJECT_MEMBERS_NO_CLOSE = -3,
	/** a name without an opening quote */
	LEJP_REJECT_MP_NO_OPEN_QUOTE = -4,
	/** a string ends where none was open */
	LEJP_REJECT_MP_STRING_UNDERRUN = -5,
	/** a control character in a string (RFC 8259 §7) */
	LEJP_REJECT_MP_ILLEGAL_CTRL = -6,
	/** a backslash with something unknown behind it */
	LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC = -7,
	/** \\u without four hex digits */
	LEJP_REJECT_ILLEGAL_HEX = -8,
	/** a name without a colon behind it */
	LEJP_REJECT_MP_DELIM_MISSING_COLON = -9,
	/** no value starts like this */
	LEJP_REJECT_MP_DELIM_BAD_VALUE_START = -10,
	/** a decimal point without a digit behind it */
	LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC = -11,
	/** not a number */
	LEJP_REJECT_MP_VAL_NUM_FORMAT = -12,
	/** not an exponent */
	LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP = -13,
	/** a word other than true, false and null */
	LEJP_REJECT_MP_VAL_TOK_UNKNOWN = -14,
	/** more is closed than was opened */
	LEJP_REJECT_MP_C_OR_E_UNDERF = -15,
	/** `]` closes what is not an array */
	LEJP_REJECT_MP_C_OR_E_NOTARRAY = -16,
	/** an array is not closed by `]` */
	LEJP_REJECT_MP_ARRAY_END_MISSING = -17,
	/** nested deeper than #LEJP_MAX_DEPTH */
	LEJP_REJECT_STACK_OVERFLOW = -18,
	/** arrays nested deeper than #LEJP_MAX_INDEX_DEPTH */
	LEJP_REJECT_MP_DELIM_ISTACK = -19,
	/** a number that does not fit into `buf` */
	LEJP_REJECT_NUM_TOO_LONG = -20,
	/** neither a comma nor a closing bracket behind a value */
	LEJP_REJECT_MP_C_OR_E_NEITHER = -21,
	/** anything else */
	LEJP_REJECT_UNKNOWN = -22,
	/** the callback said so */
	LEJP_REJECT_CALLBACK = -23,
};

/** What the callback is called for. Those of values have
 *  #LEJP_FLAG_CB_IS_VALUE set. */
enum lejp_callbacks {
	LEJPCB_CONSTRUCTED,		/**< lejp_construct() */
	LEJPCB_DESTRUCTED,		/**< lejp_destruct() */
	LEJPCB_START,			/**< the first byte has come */
	LEJPCB_COMPLETE,		/**< the last bracket was closed */
	LEJPCB_FAILED,			/**< the text is refused */
	LEJPCB_PAIR_NAME,		/**< a name and its colon; `path` ends
					 *   in it */
	LEJPCB_VAL_TRUE = 70,		/**< true */
	LEJPCB_VAL_FALSE,		/**< false */
	LEJPCB_VAL_NULL,		/**< null */
	LEJPCB_VAL_NUM_INT,		/**< a number without a point or an
					 *   exponent, in `buf` as it is
					 *   written */
	LEJPCB_VAL_NUM_FLOAT,		/**< any other number, likewise */
	LEJPCB_VAL_STR_START = 11,	/**< a string begins; `buf` is empty */
	LEJPCB_VAL_STR_CHUNK = 76,	/**< `buf` is full of a string that goes
					 *   on */
	LEJPCB_VAL_STR_END,		/**< `buf` has the string or the rest of
					 *   it, perhaps nothing */
	LEJPCB_ARRAY_START = 14,	/**< `[` */
	LEJPCB_ARRAY_END,		/**< `]` */
	LEJPCB_OBJECT_START,		/**< `{` */
	LEJPCB_OBJECT_END,		/**< `}` */
};

/** What a number has had so far: bits of `f`. */
enum num_flags {
	LEJP_SEEN_MINUS = (1 << 0),	/**< a minus sign */
	LEJP_SEEN_POINT = (1 << 1),	/**< a decimal point */
	LEJP_SEEN_POST_POINT = (1 << 2), /**< a digit behind it */
	LEJP_SEEN_EXP = (1 << 3),	/**< an exponent */
};

/**
 * Hears what the parser finds.
 *
 * @param ctx     the parser; `path`, `path_match`, `buf` and `npos` are valid
 *                until it returns
 * @param reason  LEJPCB_*
 *
 * @return 0 to go on, anything else to refuse the text
 */
typedef signed char (*lejp_callback)(struct lejp_ctx *ctx, char reason);

/** A parser of the stack made by lejp_parser_push(). */
struct _lejp_parsing_stack {
	void *user;			/**< its `user` */
	/** its callback */
	signed char (*callback)(struct lejp_ctx *ctx, char reason);
	const char *const *paths;	/**< its patterns */
	uint8_t count_paths;		/**< how many there are */
	uint8_t ppos;			/**< where its paths begin in `path` */
	uint8_t path_match;		/**< its `path_match` */
};

/** A level of nesting. */
struct _lejp_stack {
	char s;				/**< enum lejp_states to return to */
	char p;				/**< length of its path */
	char i;				/**< `ipos` inside it */
	char b;				/**< stands for its bracket */
};

/** A parser. The program reads the members named at #lejp_callback, `user`,
 *  `i`, `ipos`, `sp` and `line`. */
struct lejp_ctx {
	void *user;			/**< the program's */

	struct _lejp_parsing_stack pst[LEJP_MAX_PARSING_STACK_DEPTH];
					/**< the stacked parsers */
	struct _lejp_stack st[LEJP_MAX_DEPTH];	/**< the levels of nesting */
	uint16_t i[LEJP_MAX_INDEX_DEPTH];	/**< where in each open array it
						 *   is, from 0 */
	uint16_t wild[LEJP_MAX_INDEX_DEPTH];	/**< where in `path` each
						 *   wildcard of the pattern
						 *   begins */
	char path[LEJP_MAX_PATH];	/**< names with dots between them, [] for
					 *   each array; NUL-terminated */
	char buf[LEJP_STRING_CHUNK + 1];	/**< a number or a piece of a
						 *   string, unescaped;
						 *   NUL-terminated */

	size_t path_stride;		/**< 0 when the patterns are an array of
					 *   pointers, else the distance between
					 *   the pointers in bytes */
	uint32_t line;			/**< the line it is at, from 1; a line
					 *   that ends in a number counts
					 *   twice */

	uint16_t uni;			/**< the value of \\u so far */

	uint8_t npos;			/**< how much of `buf` is used */
	uint8_t dcount;			/**< progress in a number or word */
	uint8_t f;			/**< enum num_flags, or which word */
	uint8_t sp;			/**< depth of nesting */
	uint8_t ipos;			/**< how many arrays are open */
	uint8_t count_paths;		/**< not used */
	uint8_t path_match;		/**< 1 + the index of the first pattern
					 *   that `path` matches, 0 for none */
	uint8_t path_match_len;		/**< length of `path` when it matched */
	uint8_t wildcount;		/**< how many entries of `wild` hold */
	uint8_t pst_sp;			/**< how many parsers were pushed */
	uint8_t outer_array;		/**< nonzero: the text is an array */
};

/*
 * Parsing
 */

/**
 * Prepares a parser and calls back with #LEJPCB_CONSTRUCTED.
 *
 * @param ctx          the parser; whatever it held is lost
 * @param callback     hears what is found
 * @param user         becomes `ctx->user`
 * @param paths        patterns for paths, which must outlive the parser. A `*`
 *                     stands for anything up to the next dot; at the end of a
 *                     pattern, for anything
 * @param paths_count  how many patterns there are
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lejp_construct(struct lejp_ctx *ctx,
	       signed char (*callback)(struct lejp_ctx *, char), void *user,
	       const char *const *paths, unsigned char paths_count);

/**
 * Ends the use of a parser and calls back with #LEJPCB_DESTRUCTED. Nothing is
 * freed.
 *
 * @param ctx  the parser
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lejp_destruct(struct lejp_ctx *ctx);

/**
 * Parses a piece of a text.
 *
 * @param ctx   the parser
 * @param json  the piece; it may end anywhere
 * @param len   its length
 *
 * @return #LEJP_CONTINUE when the text goes on; zero or more when it is
 *         complete: how many bytes of the piece lie behind it. Any other
 *         negative value is the reason why it is refused, and the parser must
 *         not be given more
 * @error LEJP_REJECT_UNKNOWN
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parse(struct lejp_ctx *ctx, const unsigned char *json, int len);

/**
 * Gives a result of lejp_parse() a text.
 *
 * @param e  the result
 *
 * @return a constant string; empty for 0, for #LEJP_CONTINUE and for what is
 *         positive
 * @error ""
 */
LWS_VISIBLE LWS_EXTERN const char *
lejp_error_to_string(int e);

/*
 * From inside the callback
 */

/**
 * Copies what a `*` of the matching pattern stands for.
 *
 * @param ctx       the parser
 * @param wildcard  which `*` of the pattern, from 0
 * @param dest      gets the text and a NUL
 * @param len       its size; what does not fit is cut off
 *
 * @return how many bytes were written, the NUL included; 0 when the pattern has
 *         no such `*`
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lejp_get_wildcard(struct lejp_ctx *ctx, int wildcard, char *dest, int len);

/**
 * Replaces the callback. The former one is called with #LEJPCB_DESTRUCTED and
 * the one that takes over with #LEJPCB_CONSTRUCTED and #LEJPCB_START.
 *
 * @param ctx       the parser
 * @param callback  hears what is found from now on
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lejp_change_callback(struct lejp_ctx *ctx,
		     signed char (*callback)(struct lejp_ctx *, char));

/**
 * Hands what comes next, usually the value of the name just reported, to
 * another callback with patterns of its own. Its paths begin there.
 *
 * @param ctx          the parser
 * @param user         becomes `ctx->user` until lejp_parser_pop()
 * @param paths        patterns, which must outlive it
 * @param paths_count  how many there are
 * @param lejp_cb      hears what is found
 *
 * @return 0, or -1 when #LEJP_MAX_PARSING_STACK_DEPTH is reached
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parser_push(struct lejp_ctx *ctx, void *user, const char *const *paths,
		 unsigned char paths_count, lejp_callback lejp_cb);

/**
 * Goes back to what lejp_parser_push() replaced.
 *
 * @param ctx  the parser
 *
 * @return 0, or -1 when nothing was pushed
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parser_pop(struct lejp_ctx *ctx);

/**
 * Compares `path` with the patterns and sets `path_match`. The parser does it
 * for each name; who changes `path` does it again.
 *
 * @param ctx  the parser
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lejp_check_path_match(struct lejp_ctx *ctx);

/**
 * Calls the callback that is in charge.
 *
 * @param ctx     the parser
 * @param reason  LEJPCB_*
 *
 * @return what it returned
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN signed char
_lejp_callback(struct lejp_ctx *ctx, char reason);

#endif
