/*
 * What the core finds in a piece of CBOR, to be carried out on a parser. All of it
 * is explained in core/cbor, which has the same names; the bridge checks that numbers
 * and layouts agree.
 */

#ifndef GOLWS_LECP_TAPE_H
#define GOLWS_LECP_TAPE_H

#include <libwebsockets.h>

#include <stdbool.h>

enum lecp_op {
	LECP_OP_USED,
	LECP_OP_FAIL,
	LECP_OP_DONE,
	LECP_OP_ELEMENT,
	LECP_OP_VALUE,
	LECP_OP_ARRAY,
	LECP_OP_MAP,
	LECP_OP_TAG,
	LECP_OP_END,
	LECP_OP_STRING,
	LECP_OP_STRING_BEGIN,
	LECP_OP_STRING_END,
	LECP_OP_STRINGS,
	LECP_OP_STRINGS_END,
	LECP_OP_PIECE,
	LECP_OP_BYTES,
	LECP_OP_CHUNK,

	LECP_OPS
};

/** What else an operation does. */
enum {
	LECP_BEGINS_ELEMENT = 1,
	LECP_ENDS_ELEMENT = 2,
	LECP_ENDS_KEY = 4,
	LECP_ENDS_PAIR = 8,
};

/** An operation. */
struct lecp_entry {
	uint8_t op;
	uint8_t small;
	uint8_t flags;
	uint8_t major;
	uint32_t offset;
	uint64_t value;
};

/** A level of nesting. */
struct lecp_level {
	uint8_t state;
	uint8_t major;
	bool indefinite;
	bool has_key;
	bool item_due;
	uint64_t left;
};

enum {
	LECP_LEVELS = 16,
	LECP_TAPE_ENTRIES = 512,
};

/** A piece being taken apart. It lies here while the core works on it, which so
 * keeps nothing between two calls. */
struct lecp_lexer {
	struct lecp_level levels[LECP_LEVELS];
	uint8_t depth;
	uint8_t arrays;
	uint8_t argument_left;
	uint8_t initial;
	uint64_t value;
	uint8_t filled;
	uint16_t utf8;

	const uint8_t *in;
	size_t in_len;
	size_t in_room;		/* as large as in_len */
	size_t at;
	size_t len;		/* of the tape */
	bool done;
	uint8_t begins;

	struct lecp_entry tape[LECP_TAPE_ENTRIES];
};

/**
 * Carries out what is on the tape of @p lexer on @p ctx. How much of the piece is
 * used is in `ctx->used_in`, before and behind it.
 *
 * @return LECP_CONTINUE, 0 when the outermost item is complete, or the reason why
 *         the input is refused
 */
int
golws_lecp_deliver(struct lecp_ctx *ctx, const struct lecp_lexer *lexer);

#endif
