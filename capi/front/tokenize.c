/*
 * Text split into tokens, in place.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <string.h>

/** What a byte is to the tokenizer. */
enum kind {
	KIND_SPACE,
	KIND_WORD,	/**< may be part of a token */
	KIND_QUOTE,
	KIND_HASH,	/**< a comment begins */
	KIND_DELIMITER,
	KIND_BROKEN,	/**< not UTF-8 */
};

/** What the bytes of a token allow it to be. */
enum shape {
	SHAPE_INTEGER,
	SHAPE_FLOAT,
	SHAPE_WORD,
};

/** Delimiters of HTTP (RFC 9110 §5.6.2) without those that flags are about. */
static const char http_delimiters[] = "(),:;<=>?@[\\]{}";

/** Characters that a flag makes part of a token. */
static const struct {
	char c;
	uint16_t flag;
} optional[] = {
	{ '-', LWS_TOKENIZE_F_MINUS_NONTERM },	  { '.', LWS_TOKENIZE_F_DOT_NONTERM },
	{ '/', LWS_TOKENIZE_F_SLASH_NONTERM },	  { '*', LWS_TOKENIZE_F_ASTERISK_NONTERM },
	{ '=', LWS_TOKENIZE_F_EQUALS_NONTERM },
};

void
lws_tokenize_init(struct lws_tokenize *ts, const char *start, int flags)
{
	if (!ts)
		return;
	memset(ts, 0, sizeof(*ts));
	ts->start = start;
	ts->flags = (uint16_t)flags;
	ts->delim = LWSTZ_DT_NEED_FIRST_CONTENT;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/** The kinds of characters that no flag is about, with KNOWN set. */
#define KNOWN 0x80
static const uint8_t kinds[128] = {
	['0' ... '9'] = KNOWN | KIND_WORD, ['A' ... 'Z'] = KNOWN | KIND_WORD, ['a' ... 'z'] = KNOWN | KIND_WORD,
	['_'] = KNOWN | KIND_WORD, ['"'] = KNOWN | KIND_QUOTE,
	['\0'] = KNOWN | KIND_SPACE, ['\t'] = KNOWN | KIND_SPACE, ['\n'] = KNOWN | KIND_SPACE,
	['\f'] = KNOWN | KIND_SPACE, ['\r'] = KNOWN | KIND_SPACE, [' '] = KNOWN | KIND_SPACE,
};

/** Whether @p c is part of a token, whatever the flags say. */
static inline bool
is_word(char c)
{
	return (unsigned char)c < 128 && kinds[(unsigned char)c] == (KNOWN | KIND_WORD);
}

/** The kind of any other character. */
static enum kind
kind_by_flags(uint16_t flags, char c)
{
	if (c == '#' && (flags & LWS_TOKENIZE_F_HASH_COMMENT))
		return KIND_HASH;
	for (size_t n = 0; n < LWS_ARRAY_SIZE(optional); n++)
		if (c == optional[n].c)
			return flags & optional[n].flag ? KIND_WORD : KIND_DELIMITER;
	if ((flags & LWS_TOKENIZE_F_RFC7230_DELIMS) && !strchr(http_delimiters, c))
		return KIND_WORD;
	return KIND_DELIMITER;
}

/**
 * The length of the UTF-8 sequence (RFC 3629 §4) that begins the text; negative
 * when it is broken, then it is the number of bytes up to where that shows.
 */
static int
utf8_length(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;
	/* the second byte has a narrower range behind some first ones */
	unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
	int n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;

	if (p[0] < 0xc2 || p[0] > 0xf4)
		return -1;
	for (int i = 1; i < n; i++) {
		if ((size_t)i == len)
			return -i;
		if (p[i] < low || p[i] > high)
			return -i - 1;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

/** The kind of the character at the start of what is left, and its length. */
static inline enum kind
look(const struct lws_tokenize *ts, size_t *len)
{
	unsigned char c = (unsigned char)ts->start[0];
	int n;

	*len = 1;
	if (c < 128)
		return kinds[c] & KNOWN ? (enum kind)(kinds[c] & ~KNOWN) : kind_by_flags(ts->flags, ts->start[0]);
	n = utf8_length(ts->start, ts->len);
	*len = (size_t)(n < 0 ? -n : n);
	return n < 0 ? KIND_BROKEN : KIND_WORD;
}

static void
consume(struct lws_tokenize *ts, size_t len)
{
	ts->start += len;
	ts->len -= len;
}

/** Skips space and comments. */
static void
skip_space(struct lws_tokenize *ts)
{
	size_t len;

	while (ts->len)
		switch (look(ts, &len)) {
		case KIND_SPACE:
			consume(ts, 1);
			break;
		case KIND_HASH:
			while (ts->len && *ts->start != '\n')
				consume(ts, 1);
			break;
		default:
			return;
		}
}

static bool
is_list(const struct lws_tokenize *ts)
{
	return ts->flags & LWS_TOKENIZE_F_COMMA_SEP_LIST;
}

/** A list's element begins; false when a comma ought to. */
static bool
begin_element(struct lws_tokenize *ts)
{
	if (!is_list(ts))
		return true;
	if (ts->delim == LWSTZ_DT_NEED_DELIM)
		return false;
	ts->delim = LWSTZ_DT_NEED_DELIM;
	return true;
}

static lws_tokenize_elem
delimiter(struct lws_tokenize *ts)
{
	ts->token = ts->start;
	ts->token_len = 1;
	consume(ts, 1);
	if (!is_list(ts))
		return LWS_TOKZE_DELIMITER;
	if (*ts->token != ',' || ts->delim != LWSTZ_DT_NEED_DELIM)
		return LWS_TOKZE_ERR_COMMA_LIST;
	ts->delim = LWSTZ_DT_NEED_NEXT_CONTENT;
	return LWS_TOKZE_DELIMITER;
}

static lws_tokenize_elem
quoted_string(struct lws_tokenize *ts)
{
	size_t len;

	consume(ts, 1);
	if (!begin_element(ts))
		return LWS_TOKZE_ERR_COMMA_LIST;
	ts->token = ts->start;
	while (ts->len) {
		enum kind kind;
		char c;

		/* nearly all of a string */
		for (len = 0; len < ts->len && (signed char)ts->start[len] > 0 && ts->start[len] != '"'; len++)
			;
		consume(ts, len);
		if (!ts->len)
			break;
		kind = look(ts, &len);
		c = *ts->start;
		consume(ts, len);
		if (kind == KIND_BROKEN)
			return LWS_TOKZE_ERR_BROKEN_UTF8;
		if (!c)
			break;
		if (kind == KIND_QUOTE) {
			ts->token_len = (size_t)(ts->start - 1 - ts->token);
			return LWS_TOKZE_QUOTED_STRING;
		}
	}
	return LWS_TOKZE_ERR_UNTERM_STRING;
}

/**
 * Goes to the end of the token that begins what is left.
 *
 * @return 0, or the error
 */
static lws_tokenize_elem
walk_token(struct lws_tokenize *ts, enum shape *shape)
{
	size_t len;

	*shape = digit(*ts->start) && !(ts->flags & LWS_TOKENIZE_F_NO_INTEGERS) ? SHAPE_INTEGER :
										   SHAPE_WORD;
	while (ts->len) {
		enum kind kind;
		char c;

		/* nearly all of a token */
		for (len = 0; len < ts->len && is_word(ts->start[len]); len++)
			if (!digit(ts->start[len]))
				*shape = SHAPE_WORD;
		consume(ts, len);
		if (!ts->len)
			break;
		kind = look(ts, &len);
		c = *ts->start;
		if (kind == KIND_BROKEN) {
			consume(ts, len);
			return LWS_TOKZE_ERR_BROKEN_UTF8;
		}
		if (c == '.' && *shape != SHAPE_WORD && !(ts->flags & LWS_TOKENIZE_F_NO_FLOATS)) {
			consume(ts, 1);
			if (*shape == SHAPE_FLOAT)
				return LWS_TOKZE_ERR_MALFORMED_FLOAT;
			*shape = SHAPE_FLOAT;
			continue;
		}
		if (kind != KIND_WORD)
			break;
		if (!digit(c))
			*shape = SHAPE_WORD;
		consume(ts, len);
	}
	return LWS_TOKZE_ENDED;
}

/** What a token is by itself. */
static const lws_tokenize_elem elem_of_shape[] = {
	[SHAPE_INTEGER] = LWS_TOKZE_INTEGER,
	[SHAPE_FLOAT] = LWS_TOKZE_FLOAT,
	[SHAPE_WORD] = LWS_TOKZE_TOKEN,
};

static lws_tokenize_elem
token(struct lws_tokenize *ts)
{
	lws_tokenize_elem error;
	enum shape shape;

	ts->token = ts->start;
	if (!begin_element(ts)) {
		consume(ts, 1);
		return LWS_TOKZE_ERR_COMMA_LIST;
	}
	error = walk_token(ts, &shape);
	if (error)
		return error;
	ts->token_len = (size_t)(ts->start - ts->token);
	skip_space(ts);
	if (ts->len && *ts->start == '=' && !(ts->flags & LWS_TOKENIZE_F_EQUALS_NONTERM)) {
		consume(ts, 1);
		return shape == SHAPE_WORD ? LWS_TOKZE_TOKEN_NAME_EQUALS : LWS_TOKZE_ERR_NUM_ON_LHS;
	}
	if (ts->len && *ts->start == ':' && (ts->flags & LWS_TOKENIZE_F_AGG_COLON)) {
		consume(ts, 1);
		return LWS_TOKZE_TOKEN_NAME_COLON;
	}
	return elem_of_shape[shape];
}

lws_tokenize_elem
lws_tokenize(struct lws_tokenize *ts)
{
	size_t len;

	if (!ts || (!ts->start && ts->len))
		return LWS_TOKZE_ERR_BROKEN_UTF8;
	ts->token = NULL;
	ts->token_len = 0;
	skip_space(ts);
	if (!ts->len)
		return is_list(ts) && ts->delim == LWSTZ_DT_NEED_NEXT_CONTENT ?
			       LWS_TOKZE_ERR_COMMA_LIST :
			       LWS_TOKZE_ENDED;
	switch (look(ts, &len)) {
	case KIND_BROKEN:
		consume(ts, len);
		return LWS_TOKZE_ERR_BROKEN_UTF8;
	case KIND_QUOTE:
		return quoted_string(ts);
	case KIND_WORD:
		return token(ts);
	default:
		return delimiter(ts);
	}
}

int
lws_tokenize_cstr(struct lws_tokenize *ts, char *str, size_t max)
{
	/* one byte more than is written: callers know this limit */
	if (!ts || !str || (!ts->token && ts->token_len) || ts->token_len + 1 >= max)
		return 1;
	if (ts->token_len)
		memcpy(str, ts->token, ts->token_len);
	str[ts->token_len] = '\0';
	return 0;
}
