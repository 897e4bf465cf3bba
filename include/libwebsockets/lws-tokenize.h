/**
 * @file lws-tokenize.h
 *
 * Splits text into tokens, expands ${names} in text, and matches wildcards.
 * Nothing is allocated or copied unless said so.
 */

#ifndef GOLWS_LWS_TOKENIZE_H
#define GOLWS_LWS_TOKENIZE_H

/*
 * Tokens
 */

/** A minus sign may be part of a token: "ab-cd" is one. */
#define LWS_TOKENIZE_F_MINUS_NONTERM (1 << 0)
/** "name:" is reported as #LWS_TOKZE_TOKEN_NAME_COLON instead of a token and a
 *  delimiter. */
#define LWS_TOKENIZE_F_AGG_COLON (1 << 1)
/** The text is a list with commas between its elements; anything else, and an
 *  empty element, is #LWS_TOKZE_ERR_COMMA_LIST. */
#define LWS_TOKENIZE_F_COMMA_SEP_LIST (1 << 2)
/** The delimiters are those of HTTP (RFC 9110 §5.6.2); all other visible
 *  characters may be part of a token. */
#define LWS_TOKENIZE_F_RFC7230_DELIMS (1 << 3)
/** A dot may be part of a token. Numbers are recognized first, unless
 *  #LWS_TOKENIZE_F_NO_FLOATS is set as well. */
#define LWS_TOKENIZE_F_DOT_NONTERM (1 << 4)
/** Numbers with a dot are not reported as #LWS_TOKZE_FLOAT. */
#define LWS_TOKENIZE_F_NO_FLOATS (1 << 5)
/** Numbers are reported as tokens. */
#define LWS_TOKENIZE_F_NO_INTEGERS (1 << 6)
/** `#` starts a comment that reaches to the end of the line. */
#define LWS_TOKENIZE_F_HASH_COMMENT (1 << 7)
/** A slash may be part of a token. */
#define LWS_TOKENIZE_F_SLASH_NONTERM (1 << 8)
/** An asterisk may be part of a token. */
#define LWS_TOKENIZE_F_ASTERISK_NONTERM (1 << 9)
/** An equals sign may be part of a token, and "name=" is nothing special. */
#define LWS_TOKENIZE_F_EQUALS_NONTERM (1 << 10)

/** What lws_tokenize() found; zero or less ends the text. */
typedef enum {
	/** How many kinds of error there are. */
	LWS_TOKZE_ERRS = 5,
	/** A sequence of bytes that is not UTF-8. */
	LWS_TOKZE_ERR_BROKEN_UTF8 = -5,
	/** A string without its closing quote. */
	LWS_TOKZE_ERR_UNTERM_STRING,
	/** A number with more than one dot, or one that ends in a dot. */
	LWS_TOKZE_ERR_MALFORMED_FLOAT,
	/** A number in front of an equals sign. */
	LWS_TOKZE_ERR_NUM_ON_LHS,
	/** Not a list, with #LWS_TOKENIZE_F_COMMA_SEP_LIST. */
	LWS_TOKZE_ERR_COMMA_LIST,
	/** The end of the text. */
	LWS_TOKZE_ENDED,
	/** A single character that separates. */
	LWS_TOKZE_DELIMITER,
	/** A token. */
	LWS_TOKZE_TOKEN,
	/** A token of digits. */
	LWS_TOKZE_INTEGER,
	/** Digits, a dot, digits. */
	LWS_TOKZE_FLOAT,
	/** A token with an equals sign behind it, which is not part of it. */
	LWS_TOKZE_TOKEN_NAME_EQUALS,
	/** A token with a colon behind it, which is not part of it. */
	LWS_TOKZE_TOKEN_NAME_COLON,
	/** A string in double quotes, without them. */
	LWS_TOKZE_QUOTED_STRING,
} lws_tokenize_elem;

/** Where a comma-separated list stands. */
enum lws_tokenize_delimiter_tracking {
	LWSTZ_DT_NEED_FIRST_CONTENT,	/**< at its start */
	LWSTZ_DT_NEED_DELIM,		/**< behind an element */
	LWSTZ_DT_NEED_NEXT_CONTENT,	/**< behind a comma */
};

/** A text being split. The program sets `len` after lws_tokenize_init(). */
typedef struct lws_tokenize {
	const char *start;	/**< what is left of the text */
	const char *token;	/**< the token found: a part of the text */
	size_t len;		/**< what is left of its length; a NUL does not
				 *   end the text, it counts as white space */
	size_t token_len;	/**< length of the token */
	uint16_t flags;		/**< LWS_TOKENIZE_F_* */
	uint8_t delim;		/**< enum lws_tokenize_delimiter_tracking */
	int8_t e;		/**< the lws_tokenize_elem last returned */
} lws_tokenize_t;

/**
 * Prepares to split a text.
 *
 * @param ts     the state; whatever it held is lost
 * @param start  the text, which must outlive the splitting; its length is to
 *               be set in `ts->len` afterwards
 * @param flags  LWS_TOKENIZE_F_*
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_tokenize_init(struct lws_tokenize *ts, const char *start, int flags);

/**
 * Finds the next token.
 *
 * @param ts  the state; `token` and `token_len` say where it is
 *
 * @return what it is; zero or less at the end and on errors
 * @error LWS_TOKZE_ERR_BROKEN_UTF8
 */
LWS_VISIBLE LWS_EXTERN lws_tokenize_elem
lws_tokenize(struct lws_tokenize *ts);

/**
 * Copies the token found last.
 *
 * @param ts   the state
 * @param str  gets the token and a NUL
 * @param max  its size, larger than the token's length by more than one
 *
 * @return 0, or nonzero when it does not fit
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tokenize_cstr(struct lws_tokenize *ts, char *str, size_t max);

/*
 * Expansion of ${name}
 */

/** Results of lws_strexp_expand() and of its callback. */
enum {
	LSTRX_DONE,		/**< all of it was handled */
	LSTRX_FILLED_OUT,	/**< the output is full: empty it and go on */
	LSTRX_FATAL_NAME_TOO_LONG = -1,	/**< a name of more than 31 bytes */
	LSTRX_FATAL_NAME_UNKNOWN = -2,	/**< the callback does not know the name */
};

/**
 * Writes what a name stands for, or as much of it as there is room for.
 *
 * @param priv     as given to lws_strexp_init()
 * @param name     the name between the braces
 * @param out      the output; NULL when only the length is wanted
 * @param pos      how much of it is used; to be advanced
 * @param olen     its size
 * @param exp_ofs  how much of the value was written by earlier calls; to be
 *                 advanced
 *
 * @return #LSTRX_DONE when the value is complete, #LSTRX_FILLED_OUT to be
 *         called again with an empty output, or #LSTRX_FATAL_NAME_UNKNOWN
 */
typedef int (*lws_strexp_expand_cb)(void *priv, const char *name, char *out,
				    size_t *pos, size_t olen, size_t *exp_ofs);

/** A text being expanded. */
typedef struct lws_strexp {
	char name[32];		/**< the name being read */
	lws_strexp_expand_cb cb; /**< knows what names stand for */
	void *priv;		/**< passed to it */
	char *out;		/**< the output */
	size_t olen;		/**< its size */
	size_t pos;		/**< how much of it is used */
	size_t exp_ofs;		/**< how much of a value has been written */
	uint8_t name_pos;	/**< how much of a name has been read */
	char state;		/**< what the next byte is part of */
} lws_strexp_t;

/**
 * Prepares to expand a text.
 *
 * @param exp   the state; whatever it held is lost
 * @param priv  passed to `cb`
 * @param cb    knows what names stand for
 * @param out   the output; NULL to find out the length only
 * @param olen  its size
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_strexp_init(lws_strexp_t *exp, void *priv, lws_strexp_expand_cb cb,
		char *out, size_t olen);

/**
 * Gives the expansion an empty output, after #LSTRX_FILLED_OUT.
 *
 * @param exp   the state
 * @param out   the output
 * @param olen  its size
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_strexp_reset_out(lws_strexp_t *exp, char *out, size_t olen);

/**
 * Expands a piece of text. The output is not NUL-terminated unless there is
 * room.
 *
 * @param exp        the state
 * @param in         the piece; it may end anywhere, in a name too
 * @param len        its length
 * @param pused_in   is set to how much of it was used
 * @param pused_out  is set to how much of the output is used
 *
 * @return one of the LSTRX_ values
 * @error LSTRX_FATAL_NAME_UNKNOWN
 */
LWS_VISIBLE LWS_EXTERN int
lws_strexp_expand(lws_strexp_t *exp, const char *in, size_t len,
		  size_t *pused_in, size_t *pused_out);

/*
 * Wildcards
 */

/**
 * Matches a string with a pattern in which `*` stands for any characters, or
 * for none.
 *
 * @param wildcard  the pattern
 * @param wlen      its length
 * @param check     the string
 * @param clen      its length
 *
 * @return 0 when it matches, nonzero otherwise
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_strcmp_wildcard(const char *wildcard, size_t wlen, const char *check,
		    size_t clen);

#endif
