/*
 * What the core finds in a piece of CBOR, to be carried out on a parser. The
 * operations are explained in core/cbor/tape.go, which has the same names; the
 * bridge checks that the numbers agree.
 */

#ifndef GOLWS_LECP_TAPE_H
#define GOLWS_LECP_TAPE_H

#include <libwebsockets.h>

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

/**
 * Carries out @p count operations on @p ctx. How much of the piece is used is in
 * `ctx->used_in`, before and behind them.
 *
 * @param in  the piece that they are about
 * @return LECP_CONTINUE, 0 when the outermost item is complete, or the reason why
 *         the input is refused
 */
int
golws_lecp_deliver(struct lecp_ctx *ctx, const uint8_t *in, const struct lecp_entry *entries, size_t count);

#endif
