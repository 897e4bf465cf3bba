#ifndef GOLWS_LWS_TOKENIZE_H
#define GOLWS_LWS_TOKENIZE_H

#define LWS_TOKENIZE_F_AGG_COLON 2
#define LWS_TOKENIZE_F_ASTERISK_NONTERM (1 << 9)
#define LWS_TOKENIZE_F_COMMA_SEP_LIST 4
#define LWS_TOKENIZE_F_DOT_NONTERM 16
#define LWS_TOKENIZE_F_EQUALS_NONTERM (1 << 10)
#define LWS_TOKENIZE_F_HASH_COMMENT 128
#define LWS_TOKENIZE_F_MINUS_NONTERM 1
#define LWS_TOKENIZE_F_NO_FLOATS 32
#define LWS_TOKENIZE_F_NO_INTEGERS 64
#define LWS_TOKENIZE_F_RFC7230_DELIMS 8
#define LWS_TOKENIZE_F_SLASH_NONTERM (1 << 8)

typedef enum {
	LWS_TOKZE_ERRS = 5,
	LWS_TOKZE_ERR_BROKEN_UTF8 = -5,
	LWS_TOKZE_ERR_UNTERM_STRING,
	LWS_TOKZE_ERR_MALFORMED_FLOAT,
	LWS_TOKZE_ERR_NUM_ON_LHS,
	LWS_TOKZE_ERR_COMMA_LIST,
	LWS_TOKZE_ENDED,
	LWS_TOKZE_DELIMITER,
	LWS_TOKZE_TOKEN,
	LWS_TOKZE_INTEGER,
	LWS_TOKZE_FLOAT,
	LWS_TOKZE_TOKEN_NAME_EQUALS,
	LWS_TOKZE_TOKEN_NAME_COLON,
	LWS_TOKZE_QUOTED_STRING,
} lws_tokenize_elem;

enum lws_tokenize_delimiter_tracking {
	LWSTZ_DT_NEED_FIRST_CONTENT,
	LWSTZ_DT_NEED_DELIM,
	LWSTZ_DT_NEED_NEXT_CONTENT,
};

enum {
	LSTRX_DONE,
	LSTRX_FILLED_OUT,
	LSTRX_FATAL_NAME_TOO_LONG = -1,
	LSTRX_FATAL_NAME_UNKNOWN = -2,
};

typedef int (*lws_strexp_expand_cb)(void *priv, const char *name, char *out,
				    size_t *pos, size_t olen, size_t *exp_ofs);

typedef struct lws_strexp {
	char name[32];
	lws_strexp_expand_cb cb;
	void *priv;
	char *out;
	size_t olen;
	size_t pos;
	size_t exp_ofs;
	uint8_t name_pos;
	char state;
} lws_strexp_t;

typedef struct lws_tokenize {
	const char *start;
	const char *token;
	size_t len;
	size_t token_len;
	uint16_t flags;
	uint8_t delim;
	int8_t e;
} lws_tokenize_t;

LWS_VISIBLE LWS_EXTERN int
lws_strcmp_wildcard(const char *wildcard, size_t wlen, const char *check,
		    size_t clen);

LWS_VISIBLE LWS_EXTERN int
lws_strexp_expand(lws_strexp_t *exp, const char *in, size_t len,
		  size_t *pused_in, size_t *pused_out);

LWS_VISIBLE LWS_EXTERN void
lws_strexp_init(lws_strexp_t *exp, void *priv, lws_strexp_expand_cb cb,
		char *out, size_t olen);

LWS_VISIBLE LWS_EXTERN void
lws_strexp_reset_out(lws_strexp_t *exp, char *out, size_t olen);

LWS_VISIBLE LWS_EXTERN lws_tokenize_elem
lws_tokenize(struct lws_tokenize *ts);

LWS_VISIBLE LWS_EXTERN int
lws_tokenize_cstr(struct lws_tokenize *ts, char *str, size_t max);

LWS_VISIBLE LWS_EXTERN void
lws_tokenize_init(struct lws_tokenize *ts, const char *start, int flags);

#endif
