/*
 * What the core finds in a piece of JSON, to be carried out on a parser. The
 * operations are explained in core/json/tape.go, which has the same names; the
 * bridge checks that the numbers agree.
 */

#ifndef GOLWS_LEJP_TAPE_H
#define GOLWS_LEJP_TAPE_H

#include <libwebsockets.h>

enum lejp_op {
	LEJP_OP_SYNC,
	LEJP_OP_LINE,
	LEJP_OP_FAIL,
	LEJP_OP_NAME,
	LEJP_OP_NAME_BEGIN,
	LEJP_OP_NAME_END,
	LEJP_OP_COLON,
	LEJP_OP_STRING,
	LEJP_OP_ESCAPED,
	LEJP_OP_STRING_BEGIN,
	LEJP_OP_STRING_END,
	LEJP_OP_BYTES,
	LEJP_OP_BYTE,
	LEJP_OP_NUMBER_PART,
	LEJP_OP_INT,
	LEJP_OP_FLOAT,
	LEJP_OP_WORD,
	LEJP_OP_TEXT_OBJECT,
	LEJP_OP_TEXT_ARRAY,
	LEJP_OP_OBJECT,
	LEJP_OP_ARRAY,
	LEJP_OP_EMPTY_OBJECT,
	LEJP_OP_EMPTY_ARRAY,
	LEJP_OP_MEMBERS_END,
	LEJP_OP_OBJECT_END,
	LEJP_OP_ARRAY_END,
	LEJP_OP_LATE_ARRAY_END,
	LEJP_OP_NOT_ARRAY,
	LEJP_OP_COMMA_MEMBER,
	LEJP_OP_COMMA_ELEMENT,
	LEJP_OP_LATE_COMMA,
	LEJP_OP_END_PATH,
	LEJP_OP_DONE,

	LEJP_OPS,

	LEJP_OP_BEHIND = 0x40
};

/** How many operations a tape has room for. */
#define LEJP_TAPE_WORDS 1024

/** golws_lejp_deliver(): the text goes on, or is complete. */
enum {
	LEJP_GOES_ON,
	LEJP_IS_COMPLETE,
};

/**
 * Carries out @p count operations on @p ctx.
 *
 * @param in    the piece that they are about, of @p len bytes
 * @param tape  they and, LEJP_TAPE_WORDS behind their beginning, what has been
 *              unescaped
 * @return LEJP_GOES_ON, LEJP_IS_COMPLETE, or the reason why the text is refused
 */
int
golws_lejp_deliver(struct lejp_ctx *ctx, const unsigned char *in, size_t len, const uint64_t *tape, size_t count);

#endif
